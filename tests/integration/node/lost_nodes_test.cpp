// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/links_fixture.hpp"

// What becomes of leases when a node of their route is gone and comes back:
// over real links, which find that out.
namespace leasehold {
namespace {

class LostNodes : public test::links_fixture {
protected:
  LostNodes() {
    for (auto& [name, x] : sites)
      x.config.node.lost_after = std::chrono::seconds{1};
  }

  static lease_info look(session& at, lease_id lease) {
    lease_filter filter;
    filter.lease = lease;
    auto found = at.leases(filter);
    return found && !found->empty() ? found->front() : lease_info{};
  }

  static lease_id granted(session& at, lease_request x) {
    auto all = at.request({std::move(x)});
    if (!all || !std::holds_alternative<lease_grant>(all->front())) {
      ADD_FAILURE() << (all ? std::get<refusal>(all->front()).message
                            : all.error().message);
      return {};
    }
    return std::get<lease_grant>(all->front()).lease.id;
  }

  /// Reads on until there is an event of the kind.
  static lease_event await_event(session& at, lease_id lease, event_kind kind) {
    event_query query;
    query.lease = lease;
    while (!HasFailure()) {
      auto page = at.events(query);
      if (!page) {
        ADD_FAILURE() << page.error().message;
        break;
      }
      for (auto& event : page->events) {
        query.from = event.number + 1;
        if (event.kind == kind)
          return event;
        if (event.kind == event_kind::ended) {
          ADD_FAILURE() << "ended: " << to_string(event.reason);
          return {};
        }
      }
    }
    return {};
  }
};

TEST_F(LostNodes, SuspendLeasesUntilTheyAreBack) {
  start_all();
  await_all();
  auto a = log_in("a");
  const auto lease = granted(*a, wish("60Mbit/s", "1h"));
  sites["b"].server.reset();
  auto told = await_event(*a, lease, event_kind::suspended);
  EXPECT_EQ(told.reason, event_reason::unreachable);
  EXPECT_EQ(told.gateway, gateway_name{"B"});
  EXPECT_EQ(look(*a, lease).state, lease_state::suspended);
  EXPECT_EQ(hops(*a, "A"), 1u) << "what can be reached stays booked";
  // Nobody waits for a node that is known to be away.
  EXPECT_EQ(outcome(*a, wish("1Mbit/s", "1h"))
                .find("node b can't be reached, and without B there is no "
                      "route with enough"),
            0u);
  start("b");
  await_event(*a, lease, event_kind::restored);
  EXPECT_EQ(look(*a, lease).state, lease_state::active);
  EXPECT_EQ(hops(*log_in("b"), "B"), 1u);
  EXPECT_EQ(outcome(*a, wish("1Mbit/s", "1h")), "granted");
}

TEST_F(LostNodes, AreLeftByLeasesThatHaveAnotherWay) {
  const auto with_way_around = topology_with("") + R"(
[[link]]
name = "A-C"
between = ["A", "C"]
bandwidth = "100Mbit/s"
cost = 5
)";
  for (auto& [name, x] : sites)
    x.config.node.first_topology = with_way_around;
  start_all();
  await_all();
  auto a = log_in("a");
  const auto lease = granted(*a, wish("60Mbit/s", "1h"));
  ASSERT_EQ(look(*a, lease).route.hops.size(), 3u);
  sites["b"].server.reset();
  auto told = await_event(*a, lease, event_kind::moved);
  EXPECT_EQ(told.reason, event_reason::unreachable);
  EXPECT_EQ(told.moved_to.hops.size(), 2u);
  EXPECT_EQ(look(*a, lease).state, lease_state::active);
  // What it had there is given back.
  start("b");
  auto b = log_in("b");
  await(*b, "c", reachability::up);
  while (!HasFailure() && hops(*b, "B") > 0) {
  }
  EXPECT_TRUE(b->audit());
}

} // namespace
} // namespace leasehold
