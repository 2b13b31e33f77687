// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/contention/quotas.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/generators.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;

const node_name east{"east"};
const node_name west{"west"};
const instant t0 = instant{} + seconds{100};

amounts rate(std::int64_t x) {
  return {unit::bit_per_second, x};
}

shortage short_of(const amounts& capacity) {
  shortage x;
  x.resource = resource_name{"B/A-B"};
  x.capacity = capacity;
  return x;
}

TEST(Quotas, AreInProportionToWhatIsTaken) {
  auto found = divide(rate(45), {{east, rate(60)}, {west, rate(30)}});
  EXPECT_EQ(found.at(east), rate(30));
  EXPECT_EQ(found.at(west), rate(15));
}

TEST(Quotas, LeaveAloneWhatThereIsEnoughOf) {
  amounts both{unit::count, 2};
  both += rate(60);
  amounts room{unit::count, 5};
  room += rate(30);
  auto found = divide(room, {{east, both}});
  EXPECT_EQ(found.at(east)[unit::count], 2);
  EXPECT_EQ(found.at(east)[unit::bit_per_second], 30);
}

TEST(Quotas, AreNothingWhereThereIsNothing) {
  EXPECT_EQ(divide({}, {{east, rate(60)}}).at(east), amounts{});
}

RC_GTEST_PROP(Quotas, NeverComeToMoreThanThereIs, ()) {
  quota_map taken;
  amounts sum;
  for (auto& node : {east, west, node_name{"north"}}) {
    taken[node] = rate(gen::in<std::int64_t>(0, std::int64_t{1} << 60));
    sum += taken[node];
  }
  auto room = rate(gen::in<std::int64_t>(0, std::int64_t{1} << 61));
  amounts given;
  for (auto& [node, most] : divide(room, taken)) {
    RC_ASSERT(most.fits(taken.at(node)));
    given += most;
  }
  RC_ASSERT(given.fits(max(room, {})));
  // Rounding costs less than one for each.
  if (room.fits(sum))
    RC_ASSERT(room[unit::bit_per_second] - given[unit::bit_per_second] < 3);
}

// Whoever has given way does not do so again for the sake of one that has not.
TEST(Quotas, StayAsTheyWereUntilTheShortageIsOver) {
  quota_book uut;
  auto found = short_of(rate(45));
  uut.quotas(found, {{east, rate(60)}, {west, rate(30)}}, t0);
  auto& later =
      uut.quotas(found, {{east, rate(30)}, {west, rate(30)}}, t0 + seconds{1});
  EXPECT_EQ(later.at(east), rate(30));
  EXPECT_EQ(later.at(west), rate(15));
}

TEST(Quotas, AreDividedAnewForAnotherShortage) {
  quota_book uut;
  const quota_map taken{{east, rate(60)}, {west, rate(30)}};
  uut.quotas(short_of(rate(45)), taken, t0);
  EXPECT_EQ(uut.quotas(short_of(rate(30)), taken, t0).at(east), rate(20));
  const quota_map less{{east, rate(30)}, {west, rate(30)}};
  EXPECT_EQ(uut.quotas(short_of(rate(30)), less, t0 + seconds{4}).at(east),
            rate(15))
      << "nobody had told of it for long";
  const quota_map more{{east, rate(30)}, {node_name{"north"}, rate(30)}};
  EXPECT_EQ(uut.quotas(short_of(rate(30)), more, t0 + seconds{5}).at(east),
            rate(15));
}

} // namespace
} // namespace leasehold
