// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/client/jeopardy.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using state = jeopardy::state;

const auto t0 = instant{} + 1h;

TEST(Jeopardy, BeginsWhenTheNodeIsSilentAndIsToldOnce) {
  jeopardy uut{t0 + 30s};
  EXPECT_EQ(uut.silent(t0), state::in_jeopardy);
  EXPECT_FALSE(uut.silent(t0 + 29s));
}

TEST(Jeopardy, EndsWhenTheNodeIsHeard) {
  jeopardy uut{t0 + 30s};
  uut.silent(t0);
  EXPECT_EQ(uut.heard(t0 + 60s), state::safe);
  EXPECT_FALSE(uut.heard(t0 + 61s));
  EXPECT_EQ(uut.silent(t0 + 60s), state::in_jeopardy);
}

// C2: no later than the time that the last answer vouches for.
TEST(Jeopardy, IsLostAtTheTimeThatWasVouchedFor) {
  jeopardy uut{t0 + 30s};
  uut.silent(t0);
  EXPECT_FALSE(uut.silent(t0 + 30s - 1ms));
  EXPECT_EQ(uut.silent(t0 + 30s), state::lost);
  EXPECT_FALSE(uut.silent(t0 + 40s));
}

TEST(Jeopardy, IsSkippedWhereTheTimeIsOverAlready) {
  jeopardy uut{t0};
  EXPECT_EQ(uut.silent(t0), state::lost);
}

TEST(Jeopardy, EndsAlsoForALeaseThatTheNodeHasStill) {
  jeopardy uut{t0};
  uut.silent(t0);
  EXPECT_EQ(uut.heard(t0 + 60s), state::safe);
}

} // namespace
} // namespace leasehold
