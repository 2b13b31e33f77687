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
  const node_clock clock{machine, std::nullopt};
  machine->pass(seconds{5});
  machine->set_wall(wall_time{hours{1000}});
  EXPECT_EQ(clock.base().to_instant(wall_time{hours{1001}}),
            instant{seconds{3605}});
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
