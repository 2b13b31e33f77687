// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Actions whose targets are at gateways of other nodes, while frames are lost
// and nodes end.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/actor/action/fake_echo.hpp"
#include "tests/actor/action/fake_wake.hpp"
#include "tests/support/spread_test.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using testing::Pair;
using testing::UnorderedElementsAre;

/// E2 is at C, and B reaches it too.
std::string region() {
  std::string text = test::spread_row;
  const auto at = text.find("gateway = \"C\"\nbandwidth");
  text.insert(at,
              "alternates = [\"B\"]\naddress = \"10.0.2.1\"\n"
              "mac = \"02:00:00:00:00:02\"\n");
  const auto first = text.find("gateway = \"A\"\nbandwidth");
  text.insert(first, "address = \"10.0.1.1\"\nmac = \"02:00:00:00:00:01\"\n");
  return text;
}

test::fate nothing_is_lost(const test::frame&) {
  return test::fate::arrives;
}

class SpreadActions : public test::spread_test {
protected:
  SpreadActions() {
    for (auto& [name, x] : machines) {
      x.config.first_topology = region();
      echoes[name] = std::make_shared<test::fake_echo>();
      x.config.drivers.echo = echoes[name];
      wakes[name] = std::make_shared<test::fake_wake>();
      x.config.drivers.wake = wakes[name];
    }
    start_all();
  }

  action_id begin(verb what = ping{}) {
    action_request x;
    x.verb = what;
    x.targets = {"E1", "E2"};
    x.deadline = actor().clock->now() + 60s;
    auto begun = question<result<action_info>>(
        actor().actions, run_action{std::move(x), ann, {}});
    EXPECT_TRUE(begun && *begun);
    return (*begun)->id;
  }

  const services& actor() {
    return machines.at("a").offers();
  }

  std::map<std::string, std::string> done_by(action_id id) {
    auto page = question<result<status_page>>(
        actor().actions, read_statuses{id, 0, actor().clock->now(), ann, {}});
    std::map<std::string, std::string> y;
    for (auto& x : (*page)->statuses)
      EXPECT_TRUE(y.emplace(x.target,
                            std::string{to_string(x.said.outcome)} + " by "
                                + x.gateway.str())
                      .second)
          << x.target << " has two";
    return y;
  }

  const principal ann{lessee_name{"ann"}, role::lessee};
  std::map<std::string, std::shared_ptr<test::fake_echo>> echoes;
  std::map<std::string, std::shared_ptr<test::fake_wake>> wakes;

  /// By all nodes.
  int woken() const {
    int sum = 0;
    for (auto& [node, x] : wakes)
      for (auto& [nic, times] : x->seen)
        sum += nic == "02:00:00:00:00:02" ? times : 0;
    return sum;
  }
};

TEST_F(SpreadActions, MoveToTheNodeOfTheGateway) {
  const auto id = begin();
  EXPECT_THAT(
      done_by(id),
      UnorderedElementsAre(Pair("E1", "ok by A"), Pair("E2", "ok by C")));
  EXPECT_EQ(echoes["c"]->asked.size(), 1u);
}

TEST_F(SpreadActions, AreToldOnceThoughFramesAreLostAndDoubled) {
  auto count = 0;
  network.judge = [&count](const test::frame&) {
    switch (++count % 3) {
    case 0:
      return test::fate::arrives_twice;
    case 1:
      return test::fate::is_lost;
    default:
      return test::fate::arrives;
    }
  };
  const auto id = begin();
  pass(10s);
  EXPECT_THAT(done_by(id),
              UnorderedElementsAre(Pair("E1", "ok by A"),
                                   Pair("E2", testing::StartsWith("ok by"))));
}

TEST_F(SpreadActions, GoToAnotherGatewayWhenANodeEnds) {
  echoes["c"]->at_once = false;
  const auto id = begin();
  EXPECT_THAT(done_by(id), UnorderedElementsAre(Pair("E1", "ok by A")));
  kill("c");
  network.say_silent("a", {"c"});
  drain();
  EXPECT_THAT(
      done_by(id),
      UnorderedElementsAre(Pair("E1", "ok by A"), Pair("E2", "ok by B")));
  // What the first one says when it is back comes too late.
  restart("c");
  network.say_silent("a", {});
  pass(5s);
  EXPECT_EQ(done_by(id).size(), 2u);
}

TEST_F(SpreadActions, GoToAnotherGatewayWhenANodeIsOnlySilent) {
  echoes["c"]->at_once = false;
  network.judge = [](const test::frame& x) {
    return x.from == "c" ? test::fate::is_lost : test::fate::arrives;
  };
  const auto id = begin();
  pass(4s);
  EXPECT_THAT(
      done_by(id),
      UnorderedElementsAre(Pair("E1", "ok by A"), Pair("E2", "ok by B")));
}

TEST_F(SpreadActions, GoOnWhenTheNodeOfTheOriginIsBack) {
  echoes["c"]->at_once = false;
  const auto id = begin();
  restart("a");
  pass(1s);
  echoes["c"]->reply_all();
  pass(1s);
  EXPECT_THAT(
      done_by(id),
      UnorderedElementsAre(Pair("E1", "ok by A"), Pair("E2", "ok by C")));
}

TEST_F(SpreadActions, MoveFreelyBeforeTheyArePermitted) {
  // The node of C gets its order, but not the permit.
  network.judge = [](const test::frame& x) {
    return x.from == "c" ? test::fate::is_lost : test::fate::arrives;
  };
  const auto id = begin(wake{});
  pass(4s);
  EXPECT_THAT(
      done_by(id),
      UnorderedElementsAre(Pair("E1", "ok by A"), Pair("E2", "ok by B")));
  network.judge = nothing_is_lost;
  pass(60s);
  EXPECT_EQ(woken(), 1);
}

TEST_F(SpreadActions, AreUnknownWhereTheGatewayEndsOnceItIsPermitted) {
  // What C says is lost from the moment at which it is at it.
  network.judge = [this](const test::frame& x) {
    return x.from == "c" && !wakes["c"]->seen.empty() ? test::fate::is_lost
                                                      : test::fate::arrives;
  };
  const auto id = begin(wake{});
  pass(4s);
  EXPECT_THAT(done_by(id), UnorderedElementsAre(Pair("E1", "ok by A")));
  kill("c");
  network.say_silent("a", {"c"});
  network.judge = nothing_is_lost;
  pass(4s);
  // B reaches it too, but nobody knows whether it was done.
  EXPECT_EQ(done_by(id).count("E2"), 0u);
  restart("c");
  network.say_silent("a", {});
  pass(2s);
  EXPECT_EQ(done_by(id).at("E2"), "unknown by C");
  EXPECT_EQ(woken(), 1);
}

TEST_F(SpreadActions, AreUnknownAtTheDeadlineWhereTheGatewayStaysAway) {
  network.judge = [this](const test::frame& x) {
    return x.from == "c" && !wakes["c"]->seen.empty() ? test::fate::is_lost
                                                      : test::fate::arrives;
  };
  const auto id = begin(wake{});
  pass(1s);
  kill("c");
  network.say_silent("a", {"c"});
  pass(58s);
  EXPECT_EQ(done_by(id).count("E2"), 0u);
  pass(2s);
  EXPECT_EQ(done_by(id).at("E2"), "unknown by C");
  EXPECT_EQ(woken(), 1);
}

TEST_F(SpreadActions, AreDoneOnceThoughTheOriginBeginsAnew) {
  // The permit is durable at A, and lost on its way.
  int orders = 0;
  network.judge = [&orders](const test::frame& x) {
    return x.from == "a" && x.to == "c" && ++orders > 1 ? test::fate::is_lost
                                                        : test::fate::arrives;
  };
  const auto id = begin(wake{});
  EXPECT_EQ(woken(), 0);
  restart("a");
  network.judge = nothing_is_lost;
  pass(2s);
  EXPECT_EQ(done_by(id).at("E2"), "ok by C");
  EXPECT_EQ(woken(), 1);
}

TEST_F(SpreadActions, AreEndedAtTheOtherNodeWhenTheyAreCancelled) {
  echoes["c"]->at_once = false;
  const auto id = begin();
  EXPECT_EQ(echoes["c"]->orders.size(), 1u);
  question<result<action_info>>(actor().actions, cancel_action{id, ann, {}});
  EXPECT_EQ(done_by(id).at("E2"), "failed by C");
  EXPECT_EQ(echoes["c"]->orders.size(), 0u);
}

} // namespace
} // namespace leasehold
