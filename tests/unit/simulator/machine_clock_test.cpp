// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/machine_clock.hpp"

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;

class MachineClock : public ::testing::Test {
protected:
  true_time now{0};
};

TEST_F(MachineClock, CountsAtItsRatesExactly) {
  machine_clock clock{now, "m", {1000, -500}};
  const auto before = clock.ticks();
  now += 1000s;
  const auto after = clock.ticks();
  EXPECT_EQ(after.boottime - before.boottime, 1001s);
  EXPECT_EQ(after.raw - before.raw, 999'500ms);
}

TEST_F(MachineClock, ChangesItsRateWithoutAJump) {
  machine_clock clock{now, "m", {0, 0}};
  now += 10s;
  const auto before = clock.ticks();
  clock.set_rates({2000, 0});
  EXPECT_EQ(clock.ticks().boottime, before.boottime);
  now += 10s;
  EXPECT_EQ(clock.ticks().boottime - before.boottime, 10'020ms);
}

TEST_F(MachineClock, CountsInSuspendOnBoottimeAlone) {
  machine_clock clock{now, "m", {}};
  const auto before = clock.ticks();
  const auto timers = clock.monotonic();
  clock.suspend();
  now += 60s;
  clock.wake();
  now += 1s;
  EXPECT_EQ(clock.ticks().boottime - before.boottime, 61s);
  EXPECT_EQ(clock.ticks().raw - before.raw, 1s);
  EXPECT_EQ(clock.monotonic() - timers, 1s);
}

TEST_F(MachineClock, BeginsNearZeroUnderANewNameAfterAReboot) {
  machine_clock clock{now, "m", {}};
  const auto boot = clock.boot_id();
  now += 1h;
  clock.reboot();
  EXPECT_NE(clock.boot_id(), boot);
  EXPECT_LT(clock.ticks().boottime, 10s);
  machine_clock other{now, "n", {}};
  EXPECT_NE(other.boot_id(), boot);
}

TEST_F(MachineClock, LetsCivilTimeJumpAlone) {
  machine_clock clock{now, "m", {}};
  const auto wall = clock.wall();
  const auto ticks = clock.ticks();
  clock.jump_wall(-24h * 365 * 10);
  EXPECT_EQ(clock.wall() - wall, -24h * 365 * 10);
  EXPECT_EQ(clock.ticks().boottime, ticks.boottime);
  now += 5s;
  EXPECT_EQ(clock.wall() - wall, -24h * 365 * 10 + 5s);
}

TEST_F(MachineClock, KnowsTheFirstInstantOfAReading) {
  for (const auto ppm : {-100'000, -1000, -1, 0, 1, 999, 250'000}) {
    now = true_time{12'345};
    machine_clock clock{now, "m", {ppm, 0}};
    const auto reading = clock.monotonic() + 7'654'321ns;
    now = clock.when_monotonic(reading);
    EXPECT_GE(clock.monotonic(), reading) << ppm;
    now -= 1ns;
    EXPECT_LT(clock.monotonic(), reading) << ppm;
  }
}

} // namespace
} // namespace leasehold::sim
