// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/dice.hpp"

#include <array>
#include <set>

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

using std::chrono::nanoseconds;

TEST(Dice, GiveTheSameNumbersOnEveryMachine) {
  dice d{42};
  EXPECT_EQ(d.next(), 1546998764402558742U);
  EXPECT_EQ(d.next(), 6990951692964543102U);
}

TEST(Dice, ForkByNameAndNumberAloneWhateverWasDrawn) {
  dice one{7};
  dice other{7};
  other.next();
  EXPECT_EQ(one.fork("disk").next(), other.fork("disk").next());
  EXPECT_NE(one.fork("disk").next(), one.fork("network").next());
  EXPECT_NE(one.fork("node", 1).next(), one.fork("node", 2).next());
  EXPECT_NE(dice{8}.fork("disk").next(), one.fork("disk").next());
}

TEST(Dice, ReachEveryFaceAboutAsOften) {
  dice d{1};
  std::array<int, 6> seen{};
  for (int i = 0; i < 60'000; ++i)
    ++seen[d.below(6)];
  for (auto count : seen)
    EXPECT_NEAR(count, 10'000, 400);
}

TEST(Dice, KeepToTheirBounds) {
  dice d{3};
  std::set<std::int64_t> seen;
  for (int i = 0; i < 200; ++i)
    seen.insert(d.between(-2, 2));
  EXPECT_EQ(seen, (std::set<std::int64_t>{-2, -1, 0, 1, 2}));
  EXPECT_EQ(d.between(5, 5), 5);
  for (int i = 0; i < 100; ++i)
    EXPECT_LE(d.between(INT64_MIN, INT64_MAX), INT64_MAX);
}

TEST(Dice, HitAsOftenAsTold) {
  dice d{4};
  int hits = 0;
  for (int i = 0; i < 100'000; ++i)
    hits += d.hit(10'000) ? 1 : 0;
  EXPECT_NEAR(hits, 1000, 150);
  EXPECT_FALSE(d.hit(0));
  EXPECT_TRUE(d.hit(1'000'000));
}

TEST(Dice, HaveATailThatEndsWhereItShould) {
  dice d{5};
  int long_ones = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto x = d.tail(nanoseconds{1000}, nanoseconds{50'000});
    EXPECT_GE(x, nanoseconds{1000});
    EXPECT_LE(x, nanoseconds{50'000});
    long_ones += x >= nanoseconds{8000} ? 1 : 0;
  }
  // Three doublings: one in eight.
  EXPECT_NEAR(long_ones, 1250, 150);
}

} // namespace
} // namespace leasehold::sim
