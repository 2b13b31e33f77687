// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/demand_book.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const auto t0 = instant{} + 5h;
const auto nic = resource_name{"GW4/45"};
const auto other = resource_name{"GW4/46"};

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

class DemandBook : public ::testing::Test {
protected:
  DemandBook() {
    uut.watch({{nic, {80, 60}}});
  }

  std::optional<demand_state> look(std::int64_t taken, instant now = t0) {
    return uut.look(nic, rate(100), rate(taken), now);
  }

  demand_book uut;
};

// L29: there is room for another at the moment at which it turns.
TEST_F(DemandBook, TurnsHighBeforeAnythingIsRefused) {
  EXPECT_FALSE(look(79));
  EXPECT_EQ(look(80), demand_state::high);
  EXPECT_EQ(uut.tell(nic, t0).level, 80u);
}

TEST_F(DemandBook, TellsATurnOnce) {
  EXPECT_EQ(look(90), demand_state::high);
  EXPECT_FALSE(look(95));
  EXPECT_FALSE(look(81));
}

TEST_F(DemandBook, TurnsBackOnlyAtTheLowMark) {
  look(90);
  EXPECT_FALSE(look(61)) << "between the marks nothing turns";
  EXPECT_FALSE(look(79));
  EXPECT_EQ(look(60), demand_state::normal);
  EXPECT_FALSE(look(79)) << "nor the other way round";
  EXPECT_EQ(look(80), demand_state::high);
}

TEST_F(DemandBook, TakesARefusalForFullDemandForAMinute) {
  look(50);
  uut.refused(nic, rate(70), t0);
  EXPECT_EQ(look(50), demand_state::high);
  EXPECT_EQ(uut.tell(nic, t0).level, 100u);
  EXPECT_FALSE(look(50, t0 + 59s));
  EXPECT_EQ(look(50, t0 + 60s), demand_state::normal);
}

TEST_F(DemandBook, LooksAtTheFullestDimension) {
  amounts capacity = rate(100) + amounts{unit::byte, 10};
  EXPECT_EQ(uut.look(nic, capacity, rate(10) + amounts{unit::byte, 9}, t0),
            demand_state::high);
}

TEST_F(DemandBook, OfWhatHasNoCapacityLeftIsFull) {
  EXPECT_EQ(uut.look(nic, {}, rate(1), t0), demand_state::high);
  EXPECT_EQ(uut.look(nic, {}, {}, t0), demand_state::normal);
}

TEST_F(DemandBook, SaysNothingOfWhatIsNotWatched) {
  EXPECT_FALSE(uut.look(other, rate(100), rate(100), t0));
  EXPECT_EQ(uut.tell(other, t0).level, 100u);
  EXPECT_EQ(uut.tell(other, t0).high, 0u);
}

TEST_F(DemandBook, ForgetsTheStateOfWhatIsNotWatchedAnyMore) {
  look(90);
  uut.watch({});
  EXPECT_EQ(uut.tell(nic, t0).state, demand_state::normal);
  uut.watch({{nic, {80, 60}}});
  EXPECT_EQ(look(90), demand_state::high);
}

TEST_F(DemandBook, CountsByTheMinute) {
  uut.granted(nic, rate(10), t0);
  uut.granted(nic, rate(20), t0 + 59s);
  uut.refused(nic, rate(90), t0 + 60s);
  look(30, t0 + 60s);
  look(10, t0 + 61s);
  auto x = uut.tell(nic, t0 + 61s);
  ASSERT_EQ(x.periods.size(), 2u);
  EXPECT_EQ(x.periods[0].start, t0);
  EXPECT_EQ(x.periods[0].grants, 2u);
  EXPECT_EQ(x.periods[0].granted, rate(30));
  EXPECT_EQ(x.periods[0].refusals, 0u);
  EXPECT_EQ(x.periods[1].refusals, 1u);
  EXPECT_EQ(x.periods[1].refused, rate(90));
  EXPECT_EQ(x.periods[1].free, rate(70)) << "the least";
}

TEST_F(DemandBook, KeepsAnHourAndNoMore) {
  for (auto i = 0; i < 1000; ++i) {
    auto now = t0 + i * 60s;
    uut.granted(nic, rate(1), now);
    look(1, now);
    ASSERT_LE(uut.tell(nic, now).periods.size(), demand_book::minutes_kept);
  }
  auto now = t0 + 999 * 60s;
  EXPECT_EQ(uut.tell(nic, now).periods.front().start, now - 59 * 60s);
  EXPECT_EQ(uut.tell(nic, now + 2h).periods.size(), 0u)
      << "what is long past is not told, though nothing happened since";
}

} // namespace
} // namespace leasehold
