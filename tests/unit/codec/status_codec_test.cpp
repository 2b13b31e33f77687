// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/status_codec.hpp"

#include <cstdint>
#include <limits>

#include <capnp/message.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "messages/bounds.hpp"
#include "messages/codec/decision_codec.hpp"
#include "messages/codec/demand_codec.hpp"
#include "messages/codec/outage_codec.hpp"
#include "messages/period.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {
namespace {

const time_base base{instant{} + std::chrono::hours{99},
                     wall_time{std::chrono::hours{500'000}}};

resource_info any_resource() {
  resource_info x;
  x.name = gen::named<resource_name>();
  x.kind = gen::named<kind_name>();
  x.gateway = gen::named<gateway_name>();
  x.endpoint = gen::named<endpoint_name>();
  x.groups = gen::some(bounds::groups, gen::named<group_name>);
  x.capacity = gen::any_amounts();
  x.free = gen::any_amounts();
  x.bookings = gen::number();
  return x;
}

resource_calendar any_calendar() {
  resource_calendar x;
  x.info = any_resource();
  x.steps = gen::some(20, [] {
    return calendar_step{gen::any_instant(base.now), gen::any_amounts(),
                         gen::any_amounts()};
  });
  x.until = gen::any_instant(base.now);
  x.steps_are = gen::chance() ? resource_calendar::detail::exact
                              : resource_calendar::detail::merged;
  return x;
}

result<resource_calendar> round(const resource_calendar& x) {
  capnp::MallocMessageBuilder message;
  auto to = message.initRoot<rpc::ResourceCalendar>();
  to_wire(x, base, to);
  return from_wire(to.asReader(), base);
}

RC_GTEST_PROP(StatusCodec, CarriesCalendars, ()) {
  auto x = any_calendar();
  auto y = round(x);
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

RC_GTEST_PROP(StatusCodec, CarriesGateways, ()) {
  gateway_info x;
  x.name = gen::named<gateway_name>();
  x.node = gen::text(10);
  x.hops_held = gen::number();
  x.hops_active = gen::number();
  if (gen::chance())
    x.out = outage{gen::named<gateway_name>().str(),
                   gen::in(outage::kind::drained, outage::kind::in_error),
                   gen::any_instant(base.now),
                   duration{gen::in_range(0, 4'000'000)}};
  capnp::MallocMessageBuilder message;
  auto to = message.initRoot<rpc::GatewayInfo>();
  to_wire(x, base, to);
  auto y = from_wire(to.asReader(), base);
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

TEST(OutageCodec, RefusesWhatMakesNoSense) {
  auto code_of = [](const outage& x) {
    capnp::MallocMessageBuilder message;
    auto to = message.initRoot<rpc::Outage>();
    to_wire(x, base, to);
    auto y = from_wire(to.asReader(), base);
    return y ? errc::none : y.error().code;
  };
  EXPECT_EQ(code_of({"GW4", outage::kind::drained, base.now, {}}), errc::none);
  EXPECT_EQ(code_of({"", outage::kind::drained, base.now, {}}),
            errc::invalid_request);
  EXPECT_EQ(code_of({"GW4", outage::kind{}, base.now, {}}),
            errc::invalid_request);
  EXPECT_EQ(code_of({"GW4", outage::kind{3}, base.now, {}}),
            errc::invalid_request);
  capnp::MallocMessageBuilder message;
  auto to = message.initRoot<rpc::Outage>();
  to_wire({"GW4", outage::kind::in_error, {}, {}}, base, to);
  EXPECT_TRUE(from_wire(to.asReader(), base));
  for (auto ms : {std::int64_t{-1}, period::max.count() + 1,
                  std::numeric_limits<std::int64_t>::max()}) {
    to.setLongestMs(ms);
    EXPECT_FALSE(from_wire(to.asReader(), base)) << ms;
  }
}

TEST(DecisionCodec, CarriesPlansOfAThousandLeases) {
  auto round = [](const curtailment& x) {
    capnp::MallocMessageBuilder message;
    auto to = message.initRoot<rpc::Curtailment>();
    to_wire(x, to);
    return from_wire(to.asReader());
  };
  curtailment x;
  for (std::uint64_t i = 1; i <= bounds::curtailed; ++i)
    x.leases.push_back({lease_id{i}, lessee_name{"bob"}, fate::shrunk});
  x.count = 12'345;
  auto y = round(x);
  ASSERT_TRUE(y);
  EXPECT_TRUE(x == *y);
  x.leases.push_back(x.leases.back());
  EXPECT_FALSE(round(x));
}

TEST(StatusCodec, RefusesCalendarsThatAreTooLong) {
  resource_calendar x;
  x.info.name = resource_name{"EP51/nic"};
  x.steps.resize(bounds::calendar_steps);
  EXPECT_TRUE(round(x));
  x.steps.emplace_back();
  auto y = round(x);
  ASSERT_FALSE(y);
  EXPECT_EQ(y.error().code, errc::invalid_request);
}

RC_GTEST_PROP(DemandCodec, CarriesDemand, ()) {
  resource_demand x;
  x.resource = gen::named<resource_name>();
  x.gateway = gen::named<gateway_name>();
  x.capacity = gen::any_amounts();
  x.taken = gen::any_amounts();
  x.level = gen::in<percent>(0, 999);
  x.state = gen::chance() ? demand_state::normal : demand_state::high;
  x.high = gen::in<percent>(0, 100);
  x.low = gen::in<percent>(0, 100);
  x.periods = gen::some(bounds::demand_periods, [] {
    return demand_period{
        gen::any_instant(base.now), gen::number(),      gen::number(),
        gen::any_amounts(),         gen::any_amounts(), gen::any_amounts()};
  });
  capnp::MallocMessageBuilder message;
  auto to = message.initRoot<rpc::ResourceDemand>();
  to_wire(x, base, to);
  auto y = from_wire(to.asReader(), base);
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

std::string complaint(const demand_threshold& x) {
  capnp::MallocMessageBuilder message;
  auto to = message.initRoot<rpc::DemandThreshold>();
  to_wire(x, to);
  auto y = from_wire(to.asReader());
  if (y) {
    EXPECT_TRUE(x == *y);
  }
  return y ? "" : y.error().message;
}

TEST(DemandCodec, TakesThresholdsThatMakeSense) {
  EXPECT_EQ(complaint({resource_name{"EP51/nic"}, 80, 60}), "");
  EXPECT_EQ(complaint({kind_name{"nic"}, 100, 99}), "");
  EXPECT_EQ(complaint({kind_name{"nic"}, 0, 0}), "");
  EXPECT_NE(complaint({kind_name{"nic"}, 101, 1}), "");
  EXPECT_NE(complaint({kind_name{"nic"}, 80, 80}), "");
  EXPECT_NE(complaint({kind_name{}, 80, 60}), "");
}

} // namespace
} // namespace leasehold
