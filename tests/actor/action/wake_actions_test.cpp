// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What must not be repeated, at one node: whoever dies, and whenever the node
// ends, it is done once at most, and its status says what is known (A2).
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/action/actions_actor.hpp"
#include "actors/action/queue_actor.hpp"
#include "tests/actor/action/fake_wake.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/region_test.hpp"
#include "tests/unit/action/region_of.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const std::string nic_1 = "02:00:00:00:00:01";

class WakeActions : public test::region_test {
protected:
  WakeActions() {
    config.first_topology = test::two_gateways;
    config.drivers.wake = wakes;
    EXPECT_EQ(start().message, "");
  }

  std::shared_ptr<std::optional<result<action_info>>>
  pose_wake(std::vector<std::string> targets, duration within = 60s) {
    action_request x;
    x.verb = wake{};
    x.targets = std::move(targets);
    x.deadline = now() + within;
    return pose<result<action_info>>(
        node_services().actions, run_action{std::move(x), lessee("ann"), {}});
  }

  action_id begin(std::vector<std::string> targets) {
    auto begun = pose_wake(std::move(targets));
    drain();
    EXPECT_TRUE(*begun && **begun);
    return *begun && **begun ? (**begun)->id : action_id{};
  }

  std::map<std::string, outcome> outcomes(action_id x) {
    std::map<std::string, outcome> y;
    auto page = question<result<status_page>>(
        node_services().actions, read_statuses{x, 0, now(), lessee("ann"), {}});
    EXPECT_TRUE(page && *page);
    if (!page || !*page)
      return y;
    for (auto& each : (*page)->statuses)
      EXPECT_TRUE(y.emplace(each.target, each.said.outcome).second)
          << each.target << " has two";
    return y;
  }

  const actions_state& state() {
    return test::state_of<actions_state>(node_services().actions);
  }

  std::shared_ptr<test::fake_wake> wakes = std::make_shared<test::fake_wake>();
};

TEST_F(WakeActions, SendsEachNicOnePacket) {
  const auto id = begin({"E1", "E3"});
  EXPECT_THAT(outcomes(id),
              ElementsAre(Pair("E1", outcome::ok), Pair("E3", outcome::ok)));
  EXPECT_THAT(wakes->seen,
              ElementsAre(Pair(nic_1, 1), Pair("02:00:00:00:00:03", 1)));
  EXPECT_TRUE(state().origins.empty());
}

TEST_F(WakeActions, FailsWhatHasNoHardwareAddressAndWhatCannotBeSent) {
  wakes->broken = true;
  const auto id = begin({"E1", "E4"});
  EXPECT_THAT(
      outcomes(id),
      ElementsAre(Pair("E1", outcome::failed), Pair("E4", outcome::failed)));
  EXPECT_THAT(wakes->seen, IsEmpty());
}

TEST_F(WakeActions, SaysSoWhereThereIsNothingToWakeWith) {
  config.drivers.wake = nullptr;
  restart();
  EXPECT_THAT(outcomes(begin({"E1"})),
              ElementsAre(Pair("E1", outcome::failed)));
}

TEST_F(WakeActions, HasOneStatusWhereverTheNodeEnds) {
  // The node ends before each message in turn.
  std::map<outcome, int> ways;
  for (auto steps = 0; ways[outcome::ok] == 0 || steps < 60; ++steps) {
    SCOPED_TRACE(steps);
    wakes->seen.clear();
    auto begun = pose_wake({"E1"}, 20s);
    for (auto i = 0; i < steps && sched.try_run_once(); ++i)
      continue;
    restart();
    if (!*begun) {
      // Nobody was told that it began; it may have.
      pass(21s);
      EXPECT_LE(wakes->seen[nic_1], 1);
      continue;
    }
    const auto id = (**begun)->id;
    pass(5s);
    const auto now_known = outcomes(id);
    ASSERT_EQ(now_known.size(), 1u);
    const auto said = now_known.at("E1");
    ++ways[said];
    EXPECT_GE(wakes->seen[nic_1], said == outcome::ok ? 1 : 0);
    EXPECT_LE(wakes->seen[nic_1], said == outcome::failed ? 0 : 1);
    pass(20s);
    EXPECT_EQ(outcomes(id), now_known);
  }
  EXPECT_GT(ways[outcome::ok], 0);
  EXPECT_GT(ways[outcome::unknown], 0);
  EXPECT_EQ(ways[outcome::failed], 0);
}

TEST_F(WakeActions, IsUnknownWhereWhoDoesItDies) {
  // The QUEUE dies while its PERFORMER is at it.
  wakes->before_it_returns = [this] {
    for (auto& [name, queue] : state().queues)
      test::strike(queue);
  };
  const auto id = begin({"E1"});
  wakes->before_it_returns = nullptr;
  pass(3s);
  EXPECT_THAT(outcomes(id),
              ElementsAre(Pair("E1", AnyOf(outcome::ok, outcome::unknown))));
  EXPECT_EQ(wakes->seen[nic_1], 1);
  EXPECT_THAT(*deaths, IsEmpty());
}

TEST_F(WakeActions, IsDoneOnceThoughItsOriginDies) {
  for (auto steps = 0; steps < 40; ++steps) {
    SCOPED_TRACE(steps);
    wakes->seen.clear();
    auto begun = pose_wake({"E1"});
    for (auto i = 0; i < steps && sched.try_run_once(); ++i)
      continue;
    for (auto& [id, origin] : state().origins)
      test::strike(origin);
    drain();
    ASSERT_TRUE(*begun && **begun);
    pass(5s);
    const auto said = outcomes((**begun)->id);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said.at("E1"), outcome::ok);
    EXPECT_EQ(wakes->seen[nic_1], 1);
  }
}

TEST_F(WakeActions, IsForgottenWithItsPermits) {
  begin({"E1", "E2"});
  auto count = [this](record::change what) {
    return std::count_if(
        journal->rows.begin(), journal->rows.end(), [what](auto& x) {
          return x.kind == static_cast<std::uint16_t>(record_kind::permit)
              && x.what == what;
        });
  };
  EXPECT_EQ(count(record::change::put), 2);
  EXPECT_EQ(count(record::change::erase), 0);
  pass(1h + 2s);
  EXPECT_EQ(count(record::change::erase), 2);
}

} // namespace
} // namespace leasehold
