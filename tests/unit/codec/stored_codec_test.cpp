// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "messages/codec/stored_codec.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {

namespace {

constexpr instant origin{};

lease_record small_lease() {
  lease_record x;
  x.info.id = lease_id{7};
  x.info.lessee = lessee_name{"alice"};
  x.info.target = resource_name{"EP51/printer"};
  x.info.source = endpoint_name{"EP11"};
  x.info.service = class_name{"standard"};
  x.root = gateway_name{"GW5"};
  return x;
}

} // namespace

RC_GTEST_PROP(StoredCodec, ReadsEveryLeaseItWrote, ()) {
  auto x = gen::any_lease_record(origin);
  RC_ASSERT(*decode_lease(encode(x)) == x);
}

RC_GTEST_PROP(StoredCodec, ReadsEveryHopItWrote, ()) {
  auto x = gen::any_hop(origin);
  RC_ASSERT(*decode_hop(encode(x)) == x);
}

RC_GTEST_PROP(StoredCodec, ReadsEveryEventItWrote, ()) {
  auto x = gen::any_event(origin);
  RC_ASSERT(*decode_event(encode(x)) == x);
}

RC_GTEST_PROP(StoredCodec, ReadsEveryRuleItWrote, ()) {
  auto x = gen::any_rule();
  RC_ASSERT(*decode_rule(encode(x)) == x);
}

RC_GTEST_PROP(StoredCodec, ReadsEveryClassItWrote, ()) {
  auto x = gen::any_class();
  RC_ASSERT(*decode_class(encode(x)) == x);
}

RC_GTEST_PROP(StoredCodec, ReadsEveryCapacityItWrote, ()) {
  capacity_record x{gen::named<resource_name>(), gen::any_amounts()};
  RC_ASSERT(*decode_capacity(encode(x)) == x);
}

RC_GTEST_PROP(StoredCodec, ReadsEveryNodeItWrote, ()) {
  const node_record x{gen::number(), static_cast<std::uint32_t>(gen::number())};
  RC_ASSERT(*decode_node(encode(x)) == x);
}

TEST(StoredCodec, ReadsTheLargestLease) {
  auto x = small_lease();
  auto name = std::string(bounds::resource_name_bytes, 'r');
  for (auto i = 0u; i < bounds::route_hops; ++i) {
    x.info.route.hops.push_back({gateway_name{"GW" + std::to_string(i)}, {}});
    x.info.route.hops.back().uses.assign(
        bounds::uses_per_hop,
        {resource_name{name}, amounts{unit::byte, 1 << 30}});
    if (i > 0)
      x.info.route.links.emplace_back("link");
  }
  EXPECT_TRUE(*decode_lease(encode(x)) == x);
}

RC_GTEST_PROP(StoredCodec, SurvivesGarbage, (const std::string& body)) {
  auto decoded = decode_lease(body);
  RC_ASSERT(!decoded);
  RC_ASSERT(decoded.error().code == errc::corrupt);
}

RC_GTEST_PROP(StoredCodec, SurvivesAFlippedBit, ()) {
  auto body = encode(gen::any_lease_record(origin));
  auto at = gen::in<std::size_t>(0, body.size() - 1);
  body[at] = static_cast<char>(body[at] ^ (1 << gen::in(0, 7)));
  if (auto decoded = decode_lease(body); !decoded)
    RC_ASSERT(decoded.error().code == errc::corrupt);
}

RC_GTEST_PROP(StoredCodec, RefusesWhatWasCutOff, ()) {
  auto body = encode(gen::any_hop(origin));
  auto cut = body.substr(0, gen::in<std::size_t>(0, body.size() - 1));
  auto decoded = decode_hop(cut);
  RC_ASSERT(!decoded);
  RC_ASSERT(decoded.error().code == errc::corrupt);
}

RC_GTEST_PROP(StoredCodec, KeepsDecisions, ()) {
  decision x;
  x.number = gen::number();
  x.made = wall_time{duration{gen::in_range(0, 4'000'000'000'000)}};
  x.what = gen::in(decision::kind::granted, decision::kind::changed);
  x.lease = lease_id{gen::number()};
  x.lessee = gen::named<lessee_name>();
  x.request = request_id{gen::number()};
  x.target = gen::named<resource_name>();
  x.source = gen::named<endpoint_name>();
  x.amount = gen::any_amounts();
  x.service = gen::named<class_name>();
  x.setup = gen::in<priority>(0, 7);
  x.hold = gen::in<priority>(0, x.setup);
  x.code = gen::in(errc::none, errc::corrupt);
  x.message = gen::text(100);
  x.rule = gen::named<rule_name>();
  x.resource = gen::named<resource_name>();
  x.gateway = gen::named<gateway_name>();
  x.cause = lease_id{gen::number()};
  x.routes = gen::in<std::uint32_t>(0, 9);
  x.route = gen::some(bounds::route_hops, gen::named<gateway_name>);
  x.considered = gen::some(bounds::considered, [] {
    return considered_lease{lease_id{gen::number()}, gen::named<lessee_name>(),
                            gen::in(fate::shrunk, fate::moved)};
  });
  x.considered_count = gen::number();
  auto y = decode_decision(encode(x));
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

RC_GTEST_PROP(StoredCodec, KeepsThresholds, ()) {
  demand_threshold x;
  if (gen::chance())
    x.subject = gen::named<resource_name>();
  else
    x.subject = gen::named<kind_name>();
  x.high = gen::in<percent>(1, 100);
  x.low = gen::in<percent>(0, x.high - 1);
  auto y = decode_threshold(encode(x));
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

RC_GTEST_PROP(StoredCodec, KeepsOutages, ()) {
  outage x;
  x.subject = gen::named<gateway_name>().str();
  x.what = gen::in(outage::kind::drained, outage::kind::in_error);
  x.from = gen::any_instant(instant{});
  x.longest = duration{gen::in_range(0, 4'000'000)};
  auto y = decode_outage(encode(x));
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

traffic any_traffic() {
  return {gen::number(), gen::number(), gen::number()};
}

RC_GTEST_PROP(StoredCodec, KeepsMeters, ()) {
  meter_record x;
  x.nic = gen::named<resource_name>();
  x.of = gen::in(traffic_kind::lease, traffic_kind::rest);
  x.lease = lease_id{gen::number()};
  x.total = any_traffic();
  if (gen::chance())
    x.last =
        meter_record::reading{gen::in<std::uint32_t>(0, 0xffff), any_traffic()};
  auto y = decode_meter(encode(x));
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

RC_GTEST_PROP(StoredCodec, KeepsUsage, ()) {
  usage_record x;
  x.lessee = gen::named<lessee_name>();
  x.hour = gen::in_range(0, 4'000'000);
  x.sums = {{gen::number(), gen::number(), gen::number()},
            gen::number(),
            gen::number(),
            gen::number()};
  x.until = gen::any_instant(instant{});
  auto y = decode_usage(encode(x));
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

RC_GTEST_PROP(StoredCodec, KeepsActions, ()) {
  action_record x;
  x.id = action_id{gen::number()};
  x.lessee = gen::named<lessee_name>();
  x.request = gen::any_action_request(instant{});
  x.begun = gen::any_instant(instant{});
  x.cancelled = gen::chance();
  x.fingerprint = gen::number();
  auto y = decode_action(encode(x));
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

TEST(StoredCodec, KeepsTheLargestActionAndTheLargestPage) {
  action_record x;
  x.id = action_id{7};
  x.lessee = lessee_name{"ann"};
  x.request.verb = ping{};
  x.request.targets.assign(bounds::action_targets,
                           std::string(bounds::target_bytes, 'x'));
  const auto y = decode_action(encode(x));
  ASSERT_TRUE(y) << y.error().message;
  EXPECT_EQ(y->request.targets.size(), bounds::action_targets);
  target_status status;
  status.target = x.request.targets[0];
  status.endpoint = endpoint_name{std::string(bounds::name_bytes, 'e')};
  status.gateway = gateway_name{std::string(bounds::name_bytes, 'g')};
  status.said.message = std::string(bounds::status_bytes, 'm');
  status.said.echo = echo_report{};
  statuses_record page;
  page.statuses.assign(bounds::statuses, status);
  EXPECT_TRUE(decode_statuses(encode(page)));
}

RC_GTEST_PROP(StoredCodec, KeepsStatuses, ()) {
  statuses_record x;
  x.action = action_id{gen::number()};
  x.from = gen::in<std::uint32_t>(0, 0xffff);
  x.at = gen::any_instant(instant{});
  x.statuses = gen::some(4, gen::any_target_status);
  auto y = decode_statuses(encode(x));
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

RC_GTEST_PROP(StoredCodec, KeepsPermits, ()) {
  const auto x = gen::any_permit();
  auto y = decode_permit(encode(x));
  RC_ASSERT(y);
  RC_ASSERT(x == *y);
}

TEST(StoredCodec, RefusesAPermitForTooManyTargets) {
  permit_record x;
  x.key = {action_id{7}, gateway_name{"GW1"}, 1};
  x.targets.resize(bounds::once_targets);
  EXPECT_TRUE(decode_permit(encode(x)));
  x.targets.resize(bounds::once_targets + 1);
  EXPECT_EQ(decode_permit(encode(x)).error().code, errc::corrupt);
}

TEST(StoredCodec, RefusesARecordOfAnotherKind) {
  auto decoded = decode_hop(encode(small_lease()));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, errc::corrupt);
  EXPECT_NE(decoded.error().message.find("another kind"), std::string::npos);
}

TEST(StoredCodec, RefusesAStateThatThereIsNot) {
  auto x = small_lease();
  x.phase = static_cast<lease_phase>(9);
  auto decoded = decode_lease(encode(x));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, errc::corrupt);
}

} // namespace leasehold
