// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/belief.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace leasehold {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr rate_bound one_percent{10'000};

TEST(Belief, IsTheWholeTermWhereClocksAreTrue) {
  EXPECT_EQ(believed_term(seconds{60}, rate_bound{0}), seconds{60});
}

TEST(Belief, ShrinksTheTermByBothRatesRoundedDown) {
  // 60,000 * 0.99 / 1.01 = 58,811.88
  EXPECT_EQ(believed_term(seconds{60}, one_percent), milliseconds{58'811});
}

TEST(Belief, NeverOverflowsNorTurnsNegative) {
  EXPECT_EQ(believed_term(duration::max(), rate_bound{0}), duration::max());
  EXPECT_LT(believed_term(duration::max(), one_percent), duration::max());
  EXPECT_EQ(believed_term(milliseconds{-1}, one_percent), duration::zero());
  EXPECT_EQ(believed_term(duration::zero(), one_percent), duration::zero());
}

TEST(Belief, EndsAtForeverAtTheLatest) {
  EXPECT_EQ(believed_until(instant{seconds{1}}, duration::max(), rate_bound{0}),
            forever);
  EXPECT_EQ(believed_until(instant{seconds{1}}, seconds{2}, rate_bound{0}),
            instant{seconds{3}});
}

TEST(Belief, OwnersCountTheSlowerClockAndBelieversTheFaster) {
  const clock_ticks since{seconds{100}, seconds{50}};
  const clock_ticks now{seconds{103} + nanoseconds{1},
                        seconds{51} + nanoseconds{1}};
  EXPECT_EQ(owner_elapsed(since, now), seconds{1});
  EXPECT_EQ(believer_elapsed(since, now), milliseconds{3001});
}

// C2: a believer whose clock is as slow as allowed and an owner whose clock is
// as fast as allowed; the believer begins no later than the owner.
RC_GTEST_PROP(Belief, EndsBeforeTheTermDoesForAllRatesWithinTheBound, ()) {
  const auto ppm = *rc::gen::inRange<std::uint32_t>(0, 500'000);
  const duration term{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000)};
  using wide = __int128;
  const wide believed = believed_term(term, rate_bound{ppm}).count();
  // believed / (1 - r) <= term / (1 + r), in real time.
  RC_ASSERT(believed * (1'000'000 + ppm)
            <= wide{term.count()} * (1'000'000 - ppm));
}

} // namespace
} // namespace leasehold
