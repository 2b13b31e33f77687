// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/watch/turn_watch.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(TurnMeter, FindsATurnThatUsesMoreThanItMay) {
  turn_meter meter{seconds{10}};
  EXPECT_FALSE(meter.look(1, seconds{100}));
  EXPECT_FALSE(meter.look(1, seconds{110}));
  EXPECT_TRUE(meter.look(1, seconds{111}));
}

TEST(TurnMeter, CountsEachTurnByItself) {
  turn_meter meter{seconds{10}};
  for (auto turn = 1u; turn < 100; ++turn) {
    EXPECT_FALSE(meter.look(turn, seconds{9 * turn}));
    EXPECT_FALSE(meter.look(turn, seconds{9 * turn + 8}));
  }
}

// A thread between turns, or one that waits, is not stuck however long it is.
TEST(TurnMeter, FindsNothingBetweenTurns) {
  turn_meter meter{seconds{10}};
  EXPECT_FALSE(meter.look(0, seconds{1}));
  EXPECT_FALSE(meter.look(0, seconds{1000}));
  EXPECT_FALSE(meter.look(7, seconds{1000}));
  EXPECT_FALSE(meter.look(7, seconds{1000}));
}

// The clock of a thread that has ended can't be read.
TEST(TurnMeter, FindsNothingWhereTheClockIsGone) {
  turn_meter meter{seconds{10}};
  EXPECT_FALSE(meter.look(7, seconds{1000}));
  EXPECT_FALSE(meter.look(7, seconds{0}));
}

class TurnWatch : public testing::Test {
protected:
  turn_watch::config config() {
    turn_watch::config result;
    result.cpu_max = milliseconds{20};
    result.look_every = milliseconds{1};
    result.on_stuck = [this](const stuck_turn& turn) {
      found.set_value(turn);
      stop = true;
    };
    return result;
  }

  /// Uses CPU until the watch has found it.
  void spin() {
    while (!stop) {
    }
  }

  std::atomic<bool> stop{false};
  std::promise<stuck_turn> found;
};

TEST_F(TurnWatch, FindsAThreadThatWorksForEver) {
  turn_watch watch{config()};
  std::thread worker{[this, &watch] {
    watch.enter("planner");
    const working_on told{"find a route"};
    spin();
  }};
  const auto stuck = found.get_future().get();
  worker.join();
  EXPECT_EQ(stuck.who, "planner");
  EXPECT_EQ(stuck.work, "find a route");
}

TEST_F(TurnWatch, AsksTheNameOfWhoHasTheTurn) {
  turn_watch watch{config()};
  std::thread worker{[this, &watch] {
    watch.enter("a thread");
    const std::string actor = "lease manager";
    turn_watch::begin_turn(&actor, [](const void* who) {
      return *static_cast<const std::string*>(who);
    });
    { const working_on told{"plan"}; }
    spin();
    turn_watch::end_turn();
    turn_watch::leave();
  }};
  const auto stuck = found.get_future().get();
  worker.join();
  EXPECT_EQ(stuck.who, "lease manager");
  EXPECT_EQ(stuck.work, "");
}

// Many turns that are short, on a thread that uses all of a core.
TEST_F(TurnWatch, LetsABusyThreadBe) {
  auto quiet = config();
  quiet.on_stuck = [](const stuck_turn& turn) {
    ADD_FAILURE() << turn.who;
  };
  turn_watch watch{std::move(quiet)};
  std::promise<void> done;
  std::thread worker{[&watch, &done] {
    watch.enter("busy");
    // Far more CPU time in all than one turn may use.
    for (auto turn = 0; turn < 5'000'000; ++turn) {
      turn_watch::begin_turn();
      turn_watch::end_turn();
    }
    turn_watch::leave();
    done.set_value();
  }};
  done.get_future().get();
  worker.join();
}

} // namespace
} // namespace leasehold
