// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/node_clock.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "runtime/clock/system_clock_source.hpp"
#include "tests/support/manual_clock.hpp"

namespace leasehold {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(NodeClock, GoesOnFromItsOwnStamp) {
  const auto machine = std::make_shared<test::manual_clock>();
  const node_clock before{machine, std::nullopt};
  machine->pass(seconds{5});
  const auto last = before.stamp();
  machine->reboot("boot-2");
  const node_clock after{machine, last};
  machine->pass(seconds{2});
  EXPECT_EQ(after.now(), instant{seconds{7}});
}

TEST(NodeClock, TurnsCivilTimeIntoAnInstant) {
  const auto machine = std::make_shared<test::manual_clock>();
  machine->set_wall(wall_time{hours{1000}});
  const node_clock clock{machine, std::nullopt};
  machine->pass(seconds{5});
  EXPECT_EQ(clock.base().to_instant(wall_time{hours{1001}}),
            instant{seconds{3600}});
}

// The clocks of a machine drift apart, and each reading is cut off at
// milliseconds: the same civil time is the same instant all the same.
TEST(NodeClock, GivesACivilTimeTheSameInstantWheneverItIsAsked) {
  const auto machine = std::make_shared<test::manual_clock>();
  auto clock = std::make_shared<node_clock>(machine, std::nullopt);
  const auto noon = machine->wall() + hours{12};
  const auto at = clock->base().to_instant(noon);
  for (auto turn = 0; turn < 10'000; ++turn) {
    machine->pass(std::chrono::microseconds{1'234'567});
    if (turn % 100 == 0)
      machine->set_wall(machine->wall() + duration{turn % 300 - 100});
    clock->follow_wall_clock();
    ASSERT_EQ(clock->base().to_instant(noon), at) << turn;
    ASSERT_EQ(clock->base().to_wall(at), noon);
    if (turn % 1000 == 0)
      clock = std::make_shared<node_clock>(machine, clock->stamp());
  }
}

TEST(NodeClock, FollowsAWallClockThatWasSetByWholeSeconds) {
  const auto machine = std::make_shared<test::manual_clock>();
  node_clock clock{machine, std::nullopt};
  const auto before = clock.base();
  machine->set_wall(before.wall + civil_tolerance);
  clock.follow_wall_clock();
  EXPECT_EQ(clock.base().wall, before.wall);
  machine->set_wall(before.wall + hours{1} + duration{123});
  clock.follow_wall_clock();
  EXPECT_EQ(clock.base().wall, before.wall + hours{1});
}

TEST(NodeClock, HasTheCivilTimeOfTheMachineAfterAReboot) {
  const auto machine = std::make_shared<test::manual_clock>();
  const node_clock before{machine, std::nullopt};
  const auto last = before.stamp();
  machine->reboot("boot-2");
  machine->set_wall(machine->wall() + seconds{3});
  const node_clock after{machine, last};
  EXPECT_EQ(after.base().now, last.at);
  EXPECT_EQ(after.base().wall, machine->wall());
}

TEST(SteadyClockSource, KeepsCivilTimeAtOneDistance) {
  const steady_clock_source machine;
  const auto distance = [&machine] {
    const auto ticks = machine.ticks();
    return machine.wall_at(ticks).time_since_epoch()
        - std::chrono::floor<duration>(ticks.boottime);
  };
  const auto first = distance();
  for (auto turn = 0; turn < 10'000; ++turn)
    ASSERT_EQ(distance(), first);
}

TEST(SystemClockSource, ShowsAMachineThatRuns) {
  const system_clock_source machine;
  const auto first = machine.ticks();
  const auto second = machine.ticks();
  EXPECT_GT(first.raw.count(), 0);
  EXPECT_GE(second.raw, first.raw);
  EXPECT_GE(second.boottime, first.boottime);
  EXPECT_EQ(machine.boot_id().size(), 36u);
  EXPECT_EQ(machine.boot_id(), system_clock_source{}.boot_id());
  // Later than when this was written.
  EXPECT_GT(machine.wall(), wall_time{hours{24 * 365 * 54}});
}

// C2: in suspend an owner's time stands still, a believer's does not.
TEST(NodeClock, HasATimeForBelieversThatCountsSleep) {
  auto machine = std::make_shared<test::manual_clock>();
  const node_clock clock{machine, std::nullopt};
  EXPECT_EQ(clock.believed(), clock.now());
  machine->pass(std::chrono::seconds{5});
  machine->suspend(std::chrono::seconds{60});
  EXPECT_EQ(clock.now(), instant{} + std::chrono::seconds{5});
  EXPECT_EQ(clock.believed(), instant{} + std::chrono::seconds{65});
}

} // namespace
} // namespace leasehold
