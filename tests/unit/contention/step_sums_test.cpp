// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/step_sums.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "messages/amount.hpp"
#include "messages/time.hpp"

namespace leasehold {
namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();

instant at(int x) {
  return instant{duration{x}};
}

amounts bits(std::int64_t x) {
  return {unit::bit_per_second, x};
}

TEST(StepSums, FitUpToTheCapacityWhereTermsOnlyTouch) {
  step_sums uut{{at(0), at(2), at(5)}, bits(10)};
  uut.change({at(0), at(2)}, {}, bits(10));
  uut.change({at(2), at(5)}, {}, bits(10));
  EXPECT_TRUE(uut.fits());
  uut.change({at(0), at(5)}, {}, bits(1));
  EXPECT_FALSE(uut.fits());
  uut.change({at(2), at(5)}, bits(10), bits(9));
  EXPECT_FALSE(uut.fits());
  uut.change({at(0), at(2)}, bits(10), bits(9));
  EXPECT_TRUE(uut.fits());
}

TEST(StepSums, KnowWhereLessWouldHelp) {
  step_sums uut{{at(0), at(2), at(5)}, bits(10)};
  uut.change({at(2), at(5)}, {}, bits(11));
  EXPECT_TRUE(uut.relieves({at(2), at(5)}, bits(1), {}));
  EXPECT_TRUE(uut.relieves({at(0), at(5)}, bits(1), {}));
  EXPECT_FALSE(uut.relieves({at(0), at(2)}, bits(1), {}));
  EXPECT_FALSE(uut.relieves({at(2), at(5)}, bits(1), bits(1)));
  EXPECT_FALSE(uut.relieves({at(2), at(5)}, {unit::byte, 1}, {}));
}

TEST(StepSums, EveryDimensionHasToFit) {
  step_sums uut{{at(0), at(5)}, bits(10)};
  uut.change({at(0), at(5)}, {}, {unit::count, 1});
  EXPECT_FALSE(uut.fits());
  EXPECT_TRUE(uut.relieves({at(0), at(5)}, {unit::count, 1}, {}));
}

TEST(StepSums, StayExactBeyondTheLargestAmount) {
  step_sums uut{{at(0), at(5)}, bits(most - 1)};
  for (int i = 0; i < 3; ++i)
    uut.change({at(0), at(5)}, {}, bits(most));
  uut.change({at(0), at(5)}, bits(most), {});
  uut.change({at(0), at(5)}, bits(most), {});
  EXPECT_FALSE(uut.fits());
  uut.change({at(0), at(5)}, bits(most), bits(most - 1));
  EXPECT_TRUE(uut.fits());
}

TEST(StepSums, NothingIsTooMuchForTheLargestCapacity) {
  step_sums uut{{at(0), at(5)}, bits(most)};
  for (int i = 0; i < 3; ++i)
    uut.change({at(0), at(5)}, {}, bits(most));
  EXPECT_TRUE(uut.fits());
}

TEST(StepSums, AnEmptyWindowChangesNothing) {
  step_sums uut{{at(0), at(2), at(5)}, bits(10)};
  uut.change({at(2), at(2)}, {}, bits(11));
  EXPECT_TRUE(uut.fits());
}

} // namespace
} // namespace leasehold
