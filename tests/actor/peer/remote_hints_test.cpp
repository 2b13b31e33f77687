// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Hints of RESOURCEs of other nodes, which may be lost, late or of a run
// before.

#include <algorithm>
#include <optional>

#include <caf/actor_cast.hpp>
#include <gtest/gtest.h>

#include "actors/route/planner_keeper.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/spread_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using test::fate;
using test::frame;

const resource_name nic{"A/A-B"};

bool has_hint(const frame& x) {
  auto decoded = decode_frame(x.bytes, {});
  return decoded
      && std::any_of(decoded->begin(), decoded->end(), [](auto& message) {
           return std::holds_alternative<load_hint>(message);
         });
}

/// The ROUTE from A to C is on node c, and A on node a.
class RemoteHints : public test::spread_test {
protected:
  RemoteHints() {
    start_all();
  }

  /// What the ROUTE takes for the load at A.
  std::optional<load_hint> hint() {
    auto keeper = caf::actor_cast<planner_keeper_actor>(
        machines.at("c").running->planner());
    auto& planner =
        test::state_of<planner_keeper_state>(keeper).planners.begin()->second;
    auto& routes = test::state_of<planner_state>(planner).routes;
    if (routes.empty())
      return std::nullopt;
    return test::state_of<route_state>(routes.begin()->second)
        .machine->hint_of(nic);
  }

  void give_back(lease_id lease) {
    ask_release("c", lease);
    drain();
    // Hints of a resource are not said at once after each other, and what was
    // lost with a hint is said again.
    pass(seconds{10});
  }

  void lose_hints() {
    network.judge = [](const frame& x) {
      return has_hint(x) ? fate::is_lost : fate::arrives;
    };
  }

  void lose_nothing() {
    network.judge = [](const frame&) {
      return fate::arrives;
    };
  }

  /// Any wish makes the ROUTE ask for hints again, where it is time.
  void ask_again() {
    pass(seconds{31});
    request("c", wish("1kbit/s", "1s"));
  }
};

TEST_F(RemoteHints, ReachTheNodeThatKeepsRoutes) {
  auto lease = grant("c", wish("100Mbit/s", "1h")).lease.id;
  ASSERT_TRUE(hint());
  EXPECT_EQ(hint()->now, load_hint::load::full);
  give_back(lease);
  EXPECT_EQ(hint()->now, load_hint::load::some_free);
}

// Nothing is refused for a hint, and the next that arrives makes it good.
TEST_F(RemoteHints, MayBeLost) {
  auto lease = grant("c", wish("100Mbit/s", "1h")).lease.id;
  lose_hints();
  give_back(lease);
  ASSERT_EQ(hint()->now, load_hint::load::full) << "it was lost";
  lose_nothing();
  lease = grant("c", wish("100Mbit/s", "1h")).lease.id;
  lose_hints();
  give_back(lease);
  ASSERT_EQ(hint()->now, load_hint::load::full) << "it was lost again";
  lose_nothing();
  ask_again();
  EXPECT_EQ(hint()->now, load_hint::load::some_free);
}

TEST_F(RemoteHints, CountOnWhereTheirNodeIsStartedAgain) {
  grant("c", wish("100Mbit/s", "1h"));
  ASSERT_TRUE(hint());
  auto before = hint()->version;
  restart("a");
  ask_again();
  EXPECT_GT(hint()->version, before);
  EXPECT_EQ(hint()->now, load_hint::load::full);
}

// Only the node of its gateway knows how much of a resource is taken.
TEST_F(RemoteHints, CountOnlyFromTheNodeOfTheirGateway) {
  grant("c", wish("100Mbit/s", "1h"));
  auto before = hint()->version;
  forge("b", "c", load_hint{nic, before + 1, load_hint::load::some_free});
  EXPECT_EQ(hint()->version, before);
  forge("a", "c", load_hint{nic, before + 1, load_hint::load::some_free});
  EXPECT_EQ(hint()->version, before + 1);
  forge("a", "c", load_hint{nic, before, load_hint::load::full});
  EXPECT_EQ(hint()->version, before + 1) << "an older one is void";
}

} // namespace
} // namespace leasehold
