// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/rate_gate.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using std::chrono::milliseconds;

TEST(RateGate, LetsABurstOfOneSecondThroughAndCountsTheRest) {
  rate_gate gate{20};
  auto passed = 0;
  for (int i = 0; i < 14'000; ++i)
    passed += gate.pass(milliseconds{5000}) ? 1 : 0;
  EXPECT_EQ(passed, 20);
  EXPECT_EQ(gate.take_held_back(), 13'980u);
  EXPECT_EQ(gate.take_held_back(), 0u);
}

TEST(RateGate, LetsItsRateThroughHoweverManyCome) {
  rate_gate gate{20};
  auto passed = 0;
  for (int i = 0; i < 10'000; ++i)
    passed += gate.pass(milliseconds{i}) ? 1 : 0;
  EXPECT_NEAR(passed, 20 + 200, 1);
}

TEST(RateGate, SavesNoMoreThanOneSecond) {
  rate_gate gate{3};
  gate.pass(milliseconds{0});
  auto passed = 0;
  for (int i = 0; i < 100; ++i)
    passed += gate.pass(std::chrono::hours{1}) ? 1 : 0;
  EXPECT_EQ(passed, 3);
}

TEST(RateGate, IsIdleOnceItHasAllBack) {
  rate_gate gate{1};
  gate.pass(milliseconds{100});
  EXPECT_FALSE(gate.idle(milliseconds{1000}));
  EXPECT_TRUE(gate.idle(milliseconds{1100}));
}

} // namespace
} // namespace leasehold
