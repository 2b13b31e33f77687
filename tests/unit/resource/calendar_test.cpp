// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/resource/calendar.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace leasehold {
namespace {

instant at(std::int64_t ms) {
  return instant{duration{ms}};
}

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

// -- examples ----------------------------------------------------------------

TEST(Calendar, CountsTwoEqualBookingsTwice) {
  calendar uut{rate(100)};
  uut.book({at(0), at(10)}, rate(60));
  EXPECT_FALSE(uut.fits({at(0), at(10)}, rate(60)));
  EXPECT_TRUE(uut.fits({at(0), at(10)}, rate(40)));
}

TEST(Calendar, ReleasesTwoBookingsThatEndTogetherBoth) {
  calendar uut{rate(100)};
  for (auto start : {0, 1, 2, 3})
    uut.book({at(start), at(10)}, rate(20));
  EXPECT_EQ(uut.free_over({at(5), at(6)}), rate(20));
  EXPECT_EQ(uut.free_over({at(10), at(11)}), rate(100));
}

TEST(Calendar, LetsWindowsTouch) {
  calendar uut{rate(100)};
  uut.book({at(0), at(10)}, rate(100));
  EXPECT_TRUE(uut.fits({at(10), at(20)}, rate(100)));
  EXPECT_FALSE(uut.fits({at(9), at(20)}, rate(1)));
}

TEST(Calendar, SeesAPeakInsideTheWindow) {
  calendar uut{rate(100)};
  uut.book({at(4), at(5)}, rate(70));
  EXPECT_EQ(uut.free_over({at(0), at(10)}), rate(30));
  EXPECT_EQ(uut.free_over({at(0), at(4)}), rate(100));
}

TEST(Calendar, KeepsEveryDimensionApart) {
  amounts capacity{unit::bit_per_second, 100};
  capacity.set(unit::byte, 10);
  calendar uut{capacity};
  uut.book({at(0), at(10)}, amounts{unit::byte, 10});
  EXPECT_TRUE(uut.fits({at(0), at(10)}, rate(100)));
  EXPECT_FALSE(uut.fits({at(0), at(10)}, amounts{unit::byte, 1}));
  EXPECT_FALSE(uut.fits({at(20), at(21)}, amounts{unit::count, 1}));
}

TEST(Calendar, FindsTheGapThatIsLongEnough) {
  calendar uut{rate(100)};
  uut.book({at(10), at(20)}, rate(80));
  uut.book({at(25), at(30)}, rate(80));
  EXPECT_EQ(uut.earliest_start(at(0), duration{10}, rate(50)), at(0));
  EXPECT_EQ(uut.earliest_start(at(1), duration{10}, rate(50)), at(30));
  EXPECT_EQ(uut.earliest_start(at(1), duration{5}, rate(50)), at(1));
  EXPECT_EQ(uut.earliest_start(at(12), duration{5}, rate(50)), at(20));
  EXPECT_EQ(uut.earliest_start(at(0), duration{5}, rate(101)), std::nullopt);
}

TEST(Calendar, HoldsWhatHasNoEnd) {
  calendar uut{rate(100)};
  uut.book({at(10), forever}, rate(60));
  EXPECT_EQ(uut.fits_until(at(0), rate(50)), at(10));
  EXPECT_EQ(uut.earliest_start(at(0), duration::max(), rate(50)), std::nullopt);
  EXPECT_EQ(uut.earliest_start(at(0), duration::max(), rate(40)), at(0));
  uut.unbook({at(10), forever}, rate(60));
  EXPECT_EQ(uut.size(), 0u);
}

TEST(Calendar, GivesNothingWhileItsCapacityIsLessThanWhatIsBooked) {
  calendar uut{rate(100)};
  uut.book({at(0), at(10)}, rate(60));
  uut.set_capacity(rate(50));
  EXPECT_EQ(uut.free_over({at(0), at(1)}), rate(-10));
  EXPECT_FALSE(uut.fits({at(0), at(1)}, rate(0)));
  EXPECT_TRUE(uut.fits({at(10), at(11)}, rate(50)));
}

TEST(Calendar, ComesBackFromMoreThanAnAmountCanBe) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  calendar uut{rate(most)};
  const window over{at(0), at(10)};
  for (int i = 0; i < 3; ++i)
    uut.book(over, rate(most));
  EXPECT_EQ(uut.free_over(over),
            rate(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(uut.earliest_start(at(0), duration{1}, rate(most)), at(10));
  uut.unbook(over, rate(most));
  EXPECT_EQ(uut.free_over(over), rate(-most));
  uut.unbook(over, rate(most));
  EXPECT_EQ(uut.free_over(over), rate(0));
  EXPECT_FALSE(uut.fits(over, rate(1)));
  EXPECT_TRUE(uut.fits({at(10), at(20)}, rate(most)));
}

TEST(Calendar, FindsARoomThatAllDimensionsHave) {
  auto both = rate(10);
  both.set(unit::byte, 10);
  calendar uut{both};
  for (auto start : {0, 20, 40}) {
    uut.book({at(start), at(start + 15)}, rate(10));
    uut.book({at(start + 10), at(start + 20)}, amounts{unit::byte, 10});
  }
  EXPECT_EQ(uut.earliest_start(at(0), duration{1}, both), at(60));
  EXPECT_EQ(uut.earliest_start(at(0), duration{5}, rate(1)), at(15));
  EXPECT_EQ(uut.steps(at(0), 100).size(), 10u);
  EXPECT_EQ(uut.last_change(), at(60));
}

TEST(Calendar, CutsItsStepsShortWithTheLeastOfTheRest) {
  calendar uut{rate(100)};
  uut.book({at(10), at(20)}, rate(10));
  uut.book({at(30), at(40)}, rate(90));
  auto steps = uut.steps(at(0), 2);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].free, rate(100));
  EXPECT_EQ(steps[1].from, at(10));
  EXPECT_EQ(steps[1].free, rate(10));
}

// -- against a model ---------------------------------------------------------

/// Every instant from 0 to 63, one by one.
struct model {
  static constexpr int length = 64;

  amounts capacity;
  std::vector<std::pair<window, amounts>> bookings;

  amounts free_at(instant t) const {
    auto result = capacity;
    for (auto& [over, amount] : bookings)
      if (over.start <= t && t < over.end)
        result -= amount;
    return result;
  }

  amounts free_over(const window& over) const {
    auto result = free_at(over.start);
    for (auto t = over.start; t < over.end && t < at(length + 1);
         t += duration{1})
      result = min(result, free_at(t));
    return result;
  }

  std::optional<instant> earliest_start(instant from, duration length_asked,
                                        const amounts& amount) const {
    for (auto t = from; t <= at(length); t += duration{1})
      if (amount.fits(free_over({t, saturating_add(t, length_asked)})))
        return t;
    return std::nullopt;
  }

  instant fits_until(instant from, const amounts& amount) const {
    for (auto t = from; t <= at(length); t += duration{1})
      if (!amount.fits(free_at(t)))
        return t;
    return forever;
  }
};

window any_window() {
  auto start = *rc::gen::inRange(0, model::length);
  auto end = *rc::gen::inRange(start + 1, model::length + 1);
  auto endless = *rc::gen::inRange(0, 12) == 0;
  return {at(start), endless ? forever : at(end)};
}

amounts any_amount() {
  amounts result{unit::bit_per_second, *rc::gen::inRange(0, 40)};
  result.set(unit::count, *rc::gen::inRange(0, 4));
  return result;
}

void compare(const calendar& uut, const model& expected) {
  auto over = any_window();
  auto amount = any_amount();
  RC_ASSERT(uut.free_over(over) == expected.free_over(over));
  RC_ASSERT(uut.fits(over, amount) == amount.fits(expected.free_over(over)));
  RC_ASSERT(uut.fits_until(over.start, amount)
            == expected.fits_until(over.start, amount));
  auto length = duration{*rc::gen::inRange(1, model::length)};
  RC_ASSERT(uut.earliest_start(over.start, length, amount)
            == expected.earliest_start(over.start, length, amount));
  auto steps = uut.steps(over.start, 1000);
  for (std::size_t i = 0; i < steps.size(); ++i)
    RC_ASSERT(steps[i].free == expected.free_at(steps[i].from));
}

RC_GTEST_PROP(Calendar, AgreesWithAModelThatLooksAtEveryInstant, ()) {
  amounts capacity{unit::bit_per_second, 100};
  capacity.set(unit::count, 8);
  calendar uut{capacity};
  model expected{capacity, {}};
  auto operations = *rc::gen::inRange(1, 60);
  for (auto i = 0; i < operations; ++i) {
    auto what = *rc::gen::inRange(0, 10);
    if (what < 6) {
      auto over = any_window();
      auto amount = any_amount();
      uut.book(over, amount);
      expected.bookings.emplace_back(over, amount);
    } else if (what < 9 && !expected.bookings.empty()) {
      auto last = static_cast<int>(expected.bookings.size());
      auto which = expected.bookings.begin() + *rc::gen::inRange(0, last);
      uut.unbook(which->first, which->second);
      expected.bookings.erase(which);
    } else {
      expected.capacity = capacity + any_amount() - any_amount();
      uut.set_capacity(expected.capacity);
    }
    compare(uut, expected);
  }
  for (auto& [over, amount] : expected.bookings)
    uut.unbook(over, amount);
  RC_ASSERT(uut.size() == 0u);
}

} // namespace
} // namespace leasehold
