// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/ledger_clock.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/manual_clock.hpp"

namespace leasehold {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

ledger_clock begin(const test::manual_clock& machine) {
  return {std::nullopt, machine.ticks(), machine.boot_id()};
}

ledger_clock go_on(const clock_stamp& last, const test::manual_clock& machine) {
  return {last, machine.ticks(), machine.boot_id()};
}

constexpr instant at(duration since_begin) {
  return instant{since_begin};
}

TEST(LedgerClock, BeginsAtTheEpochWhateverTheMachineShows) {
  const test::manual_clock machine;
  EXPECT_EQ(begin(machine).at(machine.ticks()), instant{});
}

TEST(LedgerClock, AdvancesByTheSlowerClock) {
  test::manual_clock machine;
  const auto clock = begin(machine);
  machine.pass(seconds{10});
  machine.suspend(hours{1});
  EXPECT_EQ(clock.at(machine.ticks()), at(seconds{10}));
}

TEST(LedgerClock, CountsAMillisecondOnlyWhenItIsOver) {
  test::manual_clock machine;
  const auto clock = begin(machine);
  machine.pass(nanoseconds{1'999'999});
  EXPECT_EQ(clock.at(machine.ticks()), at(milliseconds{1}));
}

TEST(LedgerClock, IgnoresTheWallClock) {
  test::manual_clock machine;
  const auto clock = begin(machine);
  machine.pass(seconds{1});
  machine.set_wall(wall_time{});
  EXPECT_EQ(clock.at(machine.ticks()), at(seconds{1}));
}

TEST(LedgerClock, CountsDowntimeOnTheSameBoot) {
  test::manual_clock machine;
  const auto before = begin(machine);
  machine.pass(seconds{10});
  const auto last = before.stamp(machine.ticks());
  machine.pass(seconds{30});
  EXPECT_EQ(go_on(last, machine).at(machine.ticks()), at(seconds{40}));
}

TEST(LedgerClock, KeepsWhatRemainedAcrossAReboot) {
  test::manual_clock machine;
  const auto before = begin(machine);
  machine.pass(seconds{10});
  const auto last = before.stamp(machine.ticks());
  machine.reboot("boot-2");
  const auto after = go_on(last, machine);
  EXPECT_EQ(after.at(machine.ticks()), at(seconds{10}));
  machine.pass(seconds{5});
  EXPECT_EQ(after.at(machine.ticks()), at(seconds{15}));
}

TEST(LedgerClock, LosesNothingInManyRestarts) {
  test::manual_clock machine;
  auto clock = begin(machine);
  for (int boot = 2; boot < 10; ++boot) {
    machine.pass(seconds{3});
    const auto last = clock.stamp(machine.ticks());
    if (boot % 2 == 0)
      machine.reboot(std::to_string(boot));
    clock = go_on(last, machine);
  }
  EXPECT_EQ(clock.at(machine.ticks()), at(seconds{24}));
}

TEST(LedgerClock, TakesUnknownBootsForDifferentOnes) {
  test::manual_clock machine;
  machine.reboot("");
  const auto before = begin(machine);
  machine.pass(seconds{10});
  const auto last = before.stamp(machine.ticks());
  machine.pass(seconds{30});
  EXPECT_EQ(go_on(last, machine).at(machine.ticks()), at(seconds{10}));
}

TEST(LedgerClock, TakesClocksSetBackForAnotherBoot) {
  test::manual_clock machine;
  const auto before = begin(machine);
  machine.pass(seconds{10});
  const auto last = before.stamp(machine.ticks());
  machine.reboot("boot-1"); // The snapshot of a virtual machine.
  const auto after = go_on(last, machine);
  machine.pass(seconds{1});
  EXPECT_EQ(after.at(machine.ticks()), at(seconds{11}));
}

// T1 and T4 for any history: never faster than real time, never back by more
// than what was not stamped.
RC_GTEST_PROP(LedgerClock, NeverRunsAheadOfRealTime, ()) {
  test::manual_clock machine;
  auto clock = begin(machine);
  auto last = clock.stamp(machine.ticks());
  nanoseconds awake{0};
  int boots = 1;
  const auto steps =
      *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
  for (const auto step : steps) {
    const nanoseconds time{*rc::gen::inRange<std::int64_t>(0, 100'000'000'000)};
    const auto before = clock.at(machine.ticks());
    switch (step) {
    case 0:
      machine.suspend(time);
      break;
    case 1:
      last = clock.stamp(machine.ticks());
      break;
    case 2:
      machine.reboot(std::to_string(++boots));
      clock = go_on(last, machine);
      RC_ASSERT(clock.at(machine.ticks()) == last.at);
      continue;
    case 3:
      clock = go_on(last, machine);
      break;
    default:
      machine.pass(time);
      awake += time;
    }
    const auto now = clock.at(machine.ticks());
    RC_ASSERT(now >= last.at);
    RC_ASSERT(step == 3 || now >= before);
    RC_ASSERT(now.time_since_epoch() <= awake);
  }
}

} // namespace
} // namespace leasehold
