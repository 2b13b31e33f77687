// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/wire_size.hpp"

#include <string>

#include <capnp/message.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/status_codec.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {
namespace {

const time_base now{instant{duration{5'000}},
                    wall_time{duration{1'800'000'000'000}}};

template <class Root, class Write>
std::size_t real_size(Write write) {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<Root>();
  write(root);
  return root.asReader().totalSize().wordCount * sizeof(capnp::word);
}

// A page that was too large by one byte would cost its connection.
RC_GTEST_PROP(WireSize, IsNeverLessThanWhatTravels, ()) {
  const auto lease = gen::any_lease(now.now);
  RC_ASSERT(wire_size(lease) >= real_size<rpc::LeaseInfo>(
                [&lease](auto to) { show(lease, now, to); }));
  const auto event = gen::any_event(now.now);
  RC_ASSERT(wire_size(event) >= real_size<rpc::Event>(
                [&event](auto to) { to_wire(event, now, to); }));
  const auto rule = gen::any_rule();
  const auto outcome = gen::any_outcome(now.now);
  RC_ASSERT(wire_size(outcome) >= real_size<rpc::LeaseOutcome>(
                [&outcome](auto to) { to_wire(outcome, now, to); }));
  RC_ASSERT(wire_size(rule) >= real_size<rpc::LimitRule>(
                [&rule](auto to) { to_wire(rule, to); }));
}

/// The widest route that there may be, with the longest names.
lease_info widest() {
  lease_info x;
  const std::string name(64, 'x');
  for (int hop = 0; hop < 64; ++hop) {
    route_hop each;
    each.gateway = gateway_name{name};
    for (int use = 0; use < 3; ++use)
      each.uses.push_back(
          {resource_name{name + "/" + name}, {unit::bit_per_second, 1}});
    x.route.hops.push_back(std::move(each));
    if (hop > 0)
      x.route.links.push_back(link_name{name});
  }
  return x;
}

TEST(WireSize, BoundsPagesOfWideRoutes) {
  const std::vector<lease_info> leases(1000, widest());
  const auto fits = fitting(leases, answer_bytes_max);
  EXPECT_GT(fits, 10u);
  EXPECT_LT(fits, 100u);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < fits; ++i)
    bytes += wire_size(leases[i]);
  EXPECT_LE(bytes, answer_bytes_max);
}

TEST(WireSize, LetsOneItemThroughHoweverLarge) {
  const std::vector<lease_info> one(3, widest());
  EXPECT_EQ(fitting(one, 1), 1u);
  EXPECT_EQ(fitting(std::vector<lease_info>{}, 1), 0u);
}

} // namespace
} // namespace leasehold
