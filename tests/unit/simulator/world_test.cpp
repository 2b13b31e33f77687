// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/world.hpp"

#include <set>
#include <string>

#include <caf/send.hpp>
#include <gtest/gtest.h>

#include "actors/all_messages.hpp"
#include "messages/lease.hpp"

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* pair_of_gateways = R"(
region = "pair"

[[gateway]]
name = "A"
[[gateway]]
name = "B"

[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"

[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[endpoint]]
name = "E2"
gateway = "B"
bandwidth = "1Gbit/s"
)";

world_config one_node(std::uint64_t seed) {
  world_config result;
  result.seed = seed;
  auto& spec = result.nodes.emplace_back();
  spec.config.first_topology = pair_of_gateways;
  return result;
}

/// Takes notes of what a test asks about.
struct notes final : observer {
  void stepped(true_time at, const step_note& note) override {
    if (note.message == "wake_up" || note.message == "stamp_time")
      timers.push_back(at);
    messages.emplace(note.message);
  }
  void node_changed(true_time, const node_note& note) override {
    changes.push_back(note.change);
  }
  void appended(true_time, const append_note&) override {
    ++appends;
  }
  std::vector<true_time> timers;
  int appends = 0;
  std::set<std::string> messages;
  std::vector<node_change> changes;
};

using outcomes = std::vector<lease_outcome>;

lease_request wish(const std::string& rate, const std::string& time) {
  lease_request request;
  request.target = resource_name{"E2"};
  request.source = endpoint_name{"E1"};
  request.amount = *parse_amounts(rate);
  request.wanted = *parse_period(time);
  return request;
}

void request(world& in, std::shared_ptr<std::optional<outcomes>> into,
             bool& heard, const std::string& time = "60s") {
  in.ask<outcomes>(
      0,
      [time](const services& at, reply_to<outcomes> reply) {
        caf::anon_send(at.leases,
                       request_leases{{lessee_name{"alice"}, role::lessee},
                                      {wish("1Mbit/s", time)},
                                      std::move(reply)});
      },
      [into, &heard](std::optional<outcomes> answer) {
        heard = true;
        *into = std::move(answer);
      });
}

std::size_t leases_of(world& in) {
  std::size_t count = 99;
  in.ask<lease_page>(
      0,
      [](const services& at, reply_to<lease_page> reply) {
        list_leases x;
        x.who = {lessee_name{"admin"}, role::operator_};
        x.reply = std::move(reply);
        caf::anon_send(at.leases, std::move(x));
      },
      [&count](std::optional<lease_page> page) {
        count = page ? page->leases.size() : 98;
      });
  in.run_for(100ms);
  return count;
}

class World : public ::testing::Test {
protected:
  bool is_granted() const {
    return *answer && std::holds_alternative<lease_grant>((*answer)->front());
  }

  notes seen;
  bool heard = false;
  std::shared_ptr<std::optional<outcomes>> answer =
      std::make_shared<std::optional<outcomes>>();
};

TEST_F(World, RunsARealNode) {
  world w{one_node(1)};
  w.add(seen);
  ASSERT_EQ(w.start(0).message, "");
  request(w, answer, heard);
  w.run_for(1s);
  EXPECT_TRUE(is_granted());
  EXPECT_EQ(seen.messages.count("request_leases"), 1U);
  EXPECT_EQ(leases_of(w), 1U);
}

TEST_F(World, LetsIdleTimePassForNothing) {
  world w{one_node(1)};
  ASSERT_EQ(w.start(0).message, "");
  request(w, answer, heard, "1h");
  w.run_for(30min);
  EXPECT_EQ(leases_of(w), 1U);
  w.run_for(31min);
  EXPECT_EQ(leases_of(w), 0U);
  EXPECT_LT(w.steps(), 20'000U);
}

std::uint64_t traced(std::uint64_t seed) {
  world w{one_node(seed)};
  static_cast<void>(w.start(0));
  auto answer = std::make_shared<std::optional<outcomes>>();
  auto heard = false;
  for (int i = 0; i < 20; ++i) {
    request(w, answer, heard, "10s");
    w.run_for(500ms);
    if (i == 10) {
      w.kill(0);
      static_cast<void>(w.start(0));
    }
  }
  return w.trace();
}

TEST_F(World, IsTheSameRunForTheSameSeed) {
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    EXPECT_EQ(traced(seed), traced(seed));
    EXPECT_NE(traced(seed), traced(seed + 1));
  }
}

TEST_F(World, KeepsWhatWasAnsweredAcrossAKill) {
  world w{one_node(2)};
  ASSERT_EQ(w.start(0).message, "");
  request(w, answer, heard);
  w.run_for(1s);
  ASSERT_TRUE(is_granted());
  w.kill(0);
  EXPECT_FALSE(w.node(0).running());
  ASSERT_EQ(w.start(0).message, "");
  EXPECT_EQ(leases_of(w), 1U);
}

TEST_F(World, TellsClientsOfAKilledNodeThatNobodyAnswers) {
  world w{one_node(2)};
  ASSERT_EQ(w.start(0).message, "");
  w.arm_failpoint(0, failpoint::before_append, 2);
  request(w, answer, heard);
  w.run_for(1s);
  EXPECT_FALSE(w.node(0).running());
  EXPECT_TRUE(heard);
  EXPECT_FALSE(*answer);
}

// Whatever the message after which the node is killed: what was answered is
// there, and what was not is there or not.
TEST_F(World, KeepsEveryPromiseWhereverItIsKilled) {
  int granted = 0;
  for (std::uint64_t after = 0; after < 120; ++after) {
    auto got = std::make_shared<std::optional<outcomes>>();
    world w{one_node(3)};
    ASSERT_EQ(w.start(0).message, "");
    w.run_for(1s);
    request(w, got, heard);
    const auto end = w.steps() + after;
    while (w.steps() < end)
      ASSERT_NE(w.step(w.now() + 10s), world::progress::idle);
    w.kill(0);
    w.run_for(10ms);
    ASSERT_EQ(w.start(0).message, "");
    w.run_for(1s);
    granted += *got ? 1 : 0;
    if (*got)
      EXPECT_EQ(leases_of(w), 1U) << "killed after " << after;
    else
      EXPECT_LE(leases_of(w), 1U);
  }
  EXPECT_GT(granted, 10);
  EXPECT_LT(granted, 110);
}

TEST_F(World, EndsANodeAtTheMessageThatWasNamed) {
  for (auto when : {moment::before, moment::after}) {
    world w{one_node(3)};
    w.add(seen);
    ASSERT_EQ(w.start(0).message, "");
    w.run_for(1s);
    w.arm_message(0, "record_changes", when);
    seen.messages.clear();
    request(w, answer, heard);
    w.run_for(1s);
    EXPECT_FALSE(w.node(0).running());
    EXPECT_FALSE(*answer);
    EXPECT_EQ(seen.messages.count("record_changes"),
              when == moment::after ? 1U : 0U);
    w.remove(seen);
  }
}

TEST_F(World, StopsANodeThatMayWriteWhatItStillWantsTo) {
  world w{one_node(3)};
  ASSERT_EQ(w.start(0).message, "");
  request(w, answer, heard);
  w.run_for(1s);
  w.add(seen);
  w.stop(0);
  EXPECT_EQ(seen.changes, std::vector{node_change::stopped});
  EXPECT_EQ(seen.appends, 1);
  ASSERT_EQ(w.start(0).message, "");
  EXPECT_EQ(leases_of(w), 1U);
}

TEST_F(World, KeepsANodePausedUntilTheLastOfItsPausesIsOver) {
  world w{one_node(4)};
  ASSERT_EQ(w.start(0).message, "");
  w.pause(0, 2s);
  w.pause(0, 5s);
  w.run_for(3s);
  EXPECT_TRUE(w.node(0).paused());
  w.run_for(3s);
  EXPECT_FALSE(w.node(0).paused());
}

TEST_F(World, SleepsWhileItsMachineDoes) {
  world w{one_node(4)};
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(1s);
  w.suspend(0, 1h);
  request(w, answer, heard);
  w.run_for(59min);
  EXPECT_FALSE(heard);
  w.run_for(2min);
  EXPECT_TRUE(is_granted());
}

TEST_F(World, FiresTimersOfAPausedNodeWhenItGoesOn) {
  world w{one_node(4)};
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(2s);
  w.add(seen);
  w.pause(0, 10s);
  const auto resumed = w.now() + 10s;
  w.run_for(15s);
  ASSERT_FALSE(seen.timers.empty());
  EXPECT_EQ(seen.timers.front(), resumed);
}

TEST_F(World, RunsTimersOnTheClockOfTheirNode) {
  auto config = one_node(5);
  config.nodes[0].rates = {100'000, 100'000};
  world w{std::move(config)};
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(500ms);
  w.add(seen);
  w.run_for(11s);
  // A stamp a second of a clock that shows 12.1 s after 11 s.
  EXPECT_EQ(seen.timers.size(), 12U);
}

TEST_F(World, MakesTimersLate) {
  world w{one_node(5)};
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(500ms);
  w.node(0).set_timer_lateness(300ms);
  w.add(seen);
  w.run_for(600ms);
  EXPECT_TRUE(seen.timers.empty());
  w.run_for(300ms);
  EXPECT_EQ(seen.timers.size(), 1U);
}

TEST_F(World, AnswersWhenTheDiskIsDone) {
  world w{one_node(6)};
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(100ms);
  w.node(0).storage().stall_until(w.now() + 3s);
  request(w, answer, heard);
  w.run_for(2900ms);
  EXPECT_FALSE(heard);
  w.run_for(1s);
  EXPECT_TRUE(is_granted());
}

TEST_F(World, EndsANodeWhoseDiskFails) {
  world w{one_node(7)};
  w.add(seen);
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(100ms);
  w.node(0).storage().fail_next(disk_fault::sync_error);
  request(w, answer, heard);
  w.run_for(5s);
  EXPECT_FALSE(w.node(0).running());
  EXPECT_FALSE(*answer);
  EXPECT_EQ(seen.changes.back(), node_change::died);
}

TEST_F(World, EndsAStartOnADamagedDisk) {
  world w{one_node(8)};
  w.add(seen);
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(3s);
  w.kill(0);
  ASSERT_TRUE(w.node(0).storage().flip_bit());
  EXPECT_EQ(w.start(0).code, errc::corrupt);
  EXPECT_EQ(seen.changes.back(), node_change::start_failed);
}

TEST_F(World, EndsANodeOfWhichAnActorDies) {
  world w{one_node(9)};
  w.add(seen);
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(1s);
  w.strike(0, w.node(0).services().leases, "lease manager");
  w.run_for(1s);
  EXPECT_FALSE(w.node(0).running());
  EXPECT_EQ(seen.changes.back(), node_change::died);
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(1s);
  EXPECT_TRUE(w.node(0).running());
}

TEST_F(World, SurvivesTheLossOfPower) {
  world w{one_node(10)};
  ASSERT_EQ(w.start(0).message, "");
  request(w, answer, heard);
  w.run_for(2s);
  ASSERT_TRUE(is_granted());
  w.reboot(0);
  w.run_for(2min);
  ASSERT_EQ(w.start(0).message, "");
  // Nobody knows how long it was off: the term keeps what remained (T4).
  EXPECT_EQ(leases_of(w), 1U);
}

TEST_F(World, IsSlowWhereTold) {
  world w{one_node(11)};
  ASSERT_EQ(w.start(0).message, "");
  w.run_for(1s);
  w.node(0).set_step_cost(50ms);
  request(w, answer, heard);
  w.run_for(500ms);
  EXPECT_FALSE(heard);
  w.run_for(10s);
  EXPECT_TRUE(is_granted());
}

} // namespace
} // namespace leasehold::sim
