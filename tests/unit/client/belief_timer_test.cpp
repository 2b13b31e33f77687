// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/belief_timer.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <kj/async.h>

#include "tests/support/manual_clock.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using state = jeopardy::state;

class BeliefTimer : public testing::Test {
protected:
  BeliefTimer() = default;
  // KJ's destructors may throw.
  ~BeliefTimer() noexcept override {}

  /// Time passes for the loop and for the clocks.
  void pass(duration time) {
    constexpr duration step{50};
    for (duration passed{0}; passed < time; passed += step) {
      clock.pass(step);
      at += step.count() * kj::MILLISECONDS;
      timer.advanceTo(at);
      scope.poll();
    }
  }

  kj::EventLoop loop;
  kj::WaitScope scope{loop};
  kj::TimePoint at = kj::origin<kj::TimePoint>();
  kj::TimerImpl timer{at};
  test::manual_clock clock;
  std::vector<state> told;
  belief_timer uut{timer, clock, 2s, [this](state x) {
                     told.push_back(x);
                   }};
};

// The call for a renewal is never answered, and does not fail either.
TEST_F(BeliefTimer, SaysInTimeThatALeaseIsLostWhateverACallWaitsFor) {
  uut.granted(uut.asked(), 10s);
  pass(5s);
  EXPECT_TRUE(told.empty());
  uut.asked();
  pass(1950ms);
  EXPECT_TRUE(told.empty());
  pass(50ms);
  EXPECT_EQ(told, (std::vector{state::in_jeopardy}));
  pass(2950ms);
  EXPECT_EQ(told.size(), 1u);
  EXPECT_EQ(uut.valid_for(), 50ms);
  pass(50ms);
  EXPECT_EQ(told, (std::vector{state::in_jeopardy, state::lost}));
  EXPECT_EQ(uut.valid_for(), 0s);
  pass(60s);
  EXPECT_EQ(told.size(), 2u);
}

TEST_F(BeliefTimer, SaysThatItIsSafeWhereTheNodeAnswersLate) {
  uut.granted(uut.asked(), 10s);
  auto sent = uut.asked();
  pass(3s);
  uut.granted(sent, 10s);
  EXPECT_EQ(told, (std::vector{state::in_jeopardy, state::safe}));
  EXPECT_EQ(uut.valid_for(), 7s);
  pass(6950ms);
  EXPECT_EQ(told.size(), 2u);
  pass(50ms);
  EXPECT_EQ(told.back(), state::lost);
}

TEST_F(BeliefTimer, CountsFromWhenItWasAskedFor) {
  auto sent = uut.asked();
  pass(4s);
  uut.granted(sent, 10s);
  EXPECT_EQ(uut.valid_for(), 6s);
}

TEST_F(BeliefTimer, IsNotSavedByAnAnswerAfterTheEnd) {
  uut.granted(uut.asked(), 3s);
  uut.asked();
  pass(4s);
  uut.answered();
  EXPECT_EQ(told, (std::vector{state::in_jeopardy, state::lost}));
}

TEST_F(BeliefTimer, SaysNothingWhereAllIsAnswered) {
  uut.granted(uut.asked(), 10s);
  for (auto i = 0; i < 9; ++i) {
    uut.asked();
    pass(1s);
    uut.answered();
  }
  EXPECT_TRUE(told.empty());
}

// The lease went on while the machine was asleep.
TEST_F(BeliefTimer, CountsTheTimeInWhichTheMachineSleeps) {
  uut.granted(uut.asked(), 10s);
  clock.suspend(20s);
  pass(1s);
  EXPECT_EQ(told, (std::vector{state::lost}));
}

} // namespace
} // namespace leasehold
