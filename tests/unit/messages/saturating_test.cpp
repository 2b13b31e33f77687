// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/saturating.hpp"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "messages/period.hpp"
#include "messages/time.hpp"

namespace leasehold {
namespace {

using wide = __int128;

constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto most = std::numeric_limits<std::int64_t>::max();

/// Any number, and often one near an end or zero.
std::int64_t any_number() {
  const auto near = *rc::gen::element(least, std::int64_t{-1}, std::int64_t{0},
                                      std::int64_t{1}, most);
  const auto off = *rc::gen::inRange<std::int64_t>(-3, 4);
  return *rc::gen::oneOf(rc::gen::just(saturating_sum(near, off)),
                         rc::gen::arbitrary<std::int64_t>());
}

std::int64_t clamped(wide x) {
  return static_cast<std::int64_t>(std::clamp(x, wide{least}, wide{most}));
}

RC_GTEST_PROP(Saturating, SumsAndDifferencesStayAtTheEnds, ()) {
  const auto x = any_number();
  const auto y = any_number();
  RC_ASSERT(saturating_sum(x, y) == clamped(wide{x} + y));
  RC_ASSERT(saturating_difference(x, y) == clamped(wide{x} - y));
}

RC_GTEST_PROP(Saturating, TheMiddleIsAboveTheLowEnd, ()) {
  const auto one = any_number() & most;
  const auto other = any_number() & most;
  const auto low = std::min(one, other);
  const auto high = std::max(one, other);
  const auto middle = upper_middle(low, high);
  RC_ASSERT(middle == static_cast<std::int64_t>((wide{low} + high + 1) / 2));
  RC_ASSERT(low == high || (low < middle && middle <= high));
}

TEST(Saturating, ASearchByHalvesEndsAtTheEndsOfTheType) {
  auto low = std::int64_t{0};
  auto rounds = 0;
  while (low < most && ++rounds < 100)
    low = upper_middle(low, most);
  EXPECT_EQ(low, most);
  EXPECT_LE(rounds, 64);
}

TEST(Saturating, NumbersBeyondTheTypeBecomeItsEnds) {
  EXPECT_EQ(saturating_integer(1e300), most);
  EXPECT_EQ(saturating_integer(9223372036854775808.0), most);
  EXPECT_EQ(saturating_integer(-1e300), least);
  EXPECT_EQ(saturating_integer(-9223372036854775808.0), least);
  EXPECT_EQ(saturating_integer(std::numeric_limits<double>::quiet_NaN()), 0);
  EXPECT_EQ(saturating_integer(1.9), 1);
}

RC_GTEST_PROP(Saturating, InstantsStayOnTheTimeline, ()) {
  const instant at{duration{any_number()}};
  const duration length{any_number()};
  RC_ASSERT(saturating_add(at, length).time_since_epoch().count()
            == clamped(wide{at.time_since_epoch().count()} + length.count()));
  RC_ASSERT(saturating_add(forever, period::max) == forever);
}

RC_GTEST_PROP(Saturating, CivilTimeAndBackIsWhereItBegan, ()) {
  const auto near = rc::gen::inRange<std::int64_t>(-(1LL << 60), 1LL << 60);
  const time_base base{instant{duration{*near}}, wall_time{duration{*near}}};
  const wall_time civil{duration{*near}};
  RC_ASSERT(base.to_wall(base.to_instant(civil)) == civil);
}

RC_GTEST_PROP(Saturating, CivilTimeOfAnythingIsSomething, ()) {
  const time_base base{instant{duration{any_number()}},
                       wall_time{duration{any_number()}}};
  base.to_wall(instant{duration{any_number()}});
  base.to_wall(forever);
  RC_ASSERT(base.to_instant(wall_time{duration{any_number()}}) <= forever);
}

} // namespace
} // namespace leasehold
