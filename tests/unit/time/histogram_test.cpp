// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/time/histogram.hpp"

#include <chrono>
#include <cstdint>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, CountsEachLengthInTheFirstStepThatItFits) {
  histogram x;
  for (auto length : {0us, 500us, 501us, 1000us, 10'000'000us})
    x.add(length);
  const auto read = x.read();
  EXPECT_EQ(read.steps[0], 2u);
  EXPECT_EQ(read.steps[1], 2u);
  EXPECT_EQ(read.steps.back(), 1u);
  EXPECT_EQ(read.count, 5u);
  EXPECT_EQ(read.sum, 10'002'001us);
}

TEST(Histogram, CountsWhatIsLongerThanAllSteps) {
  histogram x;
  x.add(1h);
  const auto read = x.read();
  EXPECT_EQ(std::accumulate(read.steps.begin(), read.steps.end(), 0u), 0u);
  EXPECT_EQ(read.count, 1u);
  EXPECT_EQ(read.sum, 1h);
}

// Two readings of a clock may stand in the wrong order.
TEST(Histogram, TakesWhatIsNegativeForNothing) {
  histogram x;
  x.add(-5s);
  EXPECT_EQ(x.read().steps[0], 1u);
  EXPECT_EQ(x.read().sum, 0s);
}

TEST(Histogram, MayBeReadWhileItCounts) {
  histogram x;
  constexpr auto times = 10'000u;
  std::thread counting{[&x] {
    for (auto i = 0u; i < times; ++i)
      x.add(1ms);
  }};
  std::uint64_t last = 0;
  while (last < times) {
    const auto now = x.read().count;
    EXPECT_GE(now, last);
    last = now;
  }
  counting.join();
  EXPECT_EQ(x.read().steps[1], times);
}

} // namespace
} // namespace leasehold
