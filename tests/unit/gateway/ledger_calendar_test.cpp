// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What a ledger draws, against the sum of its hops.
#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "actors/gateway/ledger_machine.hpp"
#include "messages/bounds.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using detail = resource_calendar::detail;

const auto t0 = instant{} + 1h;
const auto nic = resource_name{"GW4/45"};

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

class LedgerCalendar : public ::testing::Test {
protected:
  struct booking {
    window term;
    std::int64_t bits;
    bool held;
  };

  LedgerCalendar() {
    uut.set_capacity(nic, rate(1000));
  }

  void hold(std::int64_t bits, window term) {
    auto lease = lease_id{++leases};
    hold_hop order;
    order.key = {lease, epoch{1}, gateway_name{"GW4"}};
    order.uses = {{nic, rate(bits)}};
    order.term = term;
    order.hold_until = t0 + 10s;
    ASSERT_EQ(uut.hold(order, t0).code, errc::none);
    made.push_back({term, bits, true});
  }

  void activate(std::int64_t bits, window term) {
    hold(bits, term);
    hop_key key{lease_id{leases}, epoch{1}, gateway_name{"GW4"}};
    ASSERT_EQ(uut.commit({key, term.end}, t0).answer.code, errc::none);
    made.back().held = false;
  }

  resource_calendar draw(window over, std::size_t steps_max = 100) {
    calendar_query query{nic, over, steps_max};
    auto x = uut.draw(query, t0);
    EXPECT_TRUE(x);
    return x.value_or(resource_calendar{});
  }

  /// What is taken at an instant, and held of that.
  std::pair<std::int64_t, std::int64_t> at(instant when) const {
    std::pair<std::int64_t, std::int64_t> sum{0, 0};
    for (auto& x : made)
      if (x.term.start <= when && when < x.term.end) {
        sum.first += x.bits;
        sum.second += x.held ? x.bits : 0;
      }
    return sum;
  }

  ledger_machine uut{gateway_name{"GW4"}};
  std::uint64_t leases = 0;
  std::vector<booking> made;
};

TEST_F(LedgerCalendar, OfAnEmptyResourceIsOneStep) {
  auto x = draw({t0, forever});
  EXPECT_EQ(x.steps_are, detail::exact);
  ASSERT_EQ(x.steps.size(), 1u);
  EXPECT_EQ(x.steps[0].from, t0);
  EXPECT_TRUE(x.steps[0].taken.zero());
  EXPECT_EQ(x.info.capacity, rate(1000));
  EXPECT_EQ(x.info.free, rate(1000));
  EXPECT_EQ(x.info.bookings, 0u);
}

TEST_F(LedgerCalendar, OfAnUnknownResourceIsNone) {
  EXPECT_FALSE(uut.draw({resource_name{"GW4/46"}, {t0, forever}, 10}, t0));
}

TEST_F(LedgerCalendar, TellsHeldAndBookedApart) {
  activate(300, {t0, t0 + 60s});
  hold(200, {t0 + 30s, t0 + 90s});
  auto x = draw({t0, forever});
  ASSERT_EQ(x.steps.size(), 4u);
  EXPECT_EQ(x.steps[0].taken, rate(300));
  EXPECT_EQ(x.steps[0].held, rate(0));
  EXPECT_EQ(x.steps[1].taken, rate(500));
  EXPECT_EQ(x.steps[1].held, rate(200));
  EXPECT_EQ(x.steps[2].from, t0 + 60s);
  EXPECT_EQ(x.steps[2].taken, rate(200));
  EXPECT_EQ(x.steps[2].held, rate(200));
  EXPECT_EQ(x.steps[3].from, t0 + 90s);
  EXPECT_TRUE(x.steps[3].taken.zero());
  EXPECT_EQ(x.info.bookings, 2u);
}

// The sum does not change there, so the ledger's calendar has no step.
TEST_F(LedgerCalendar, ShowsWhereAHoldFollowsABookingOfTheSameAmount) {
  activate(300, {t0, t0 + 60s});
  hold(300, {t0 + 60s, t0 + 90s});
  auto x = draw({t0, forever});
  ASSERT_EQ(x.steps.size(), 3u);
  EXPECT_EQ(x.steps[1].from, t0 + 60s);
  EXPECT_EQ(x.steps[1].held, rate(300));
}

TEST_F(LedgerCalendar, ShowsMoreTakenThanThereIs) {
  activate(800, {t0, t0 + 60s});
  uut.set_capacity(nic, rate(500));
  auto x = draw({t0, forever});
  EXPECT_EQ(x.steps[0].taken, rate(800));
  EXPECT_EQ(x.info.capacity, rate(500));
  EXPECT_TRUE(x.info.free.zero());
}

TEST_F(LedgerCalendar, StopsAtTheEndOfTheWindow) {
  activate(300, {t0, t0 + 60s});
  auto x = draw({t0 + 10s, t0 + 60s});
  ASSERT_EQ(x.steps.size(), 1u);
  EXPECT_EQ(x.steps[0].from, t0 + 10s);
  EXPECT_EQ(x.until, t0 + 60s);
}

TEST_F(LedgerCalendar, MergesWhatIsMoreThanWasAskedFor) {
  for (auto i = 0; i < 50; ++i)
    activate(10 + i, {t0 + i * 2s, t0 + i * 2s + 1s});
  auto x = draw({t0, forever}, 11);
  EXPECT_EQ(x.steps_are, detail::merged);
  ASSERT_EQ(x.steps.size(), 11u);
  EXPECT_EQ(x.steps.front().from, t0);
  EXPECT_EQ(x.steps.back().from, t0 + 99s) << "the last change";
  EXPECT_TRUE(x.steps.back().taken.zero());
  EXPECT_EQ(x.steps[9].taken, rate(59)) << "the worst of its stretch";
}

TEST_F(LedgerCalendar, IsBoundedHoweverMuchIsAskedFor) {
  for (auto i = 0; i < 3000; ++i)
    activate(1, {t0 + i * 2ms, t0 + i * 2ms + 1ms});
  auto x = draw({t0, forever}, std::size_t{1} << 40);
  EXPECT_EQ(x.steps_are, detail::merged);
  EXPECT_LE(x.steps.size(), bounds::calendar_steps);
  EXPECT_GT(x.steps.size(), bounds::calendar_steps / 2);
}

TEST_F(LedgerCalendar, OfOneStepIsTheWorstOfAll) {
  activate(100, {t0, t0 + 60s});
  activate(300, {t0 + 60s, t0 + 70s});
  auto x = draw({t0, forever}, 1);
  ASSERT_EQ(x.steps.size(), 1u);
  EXPECT_EQ(x.steps[0].taken, rate(300));
}

TEST_F(LedgerCalendar, IsNeverBetterThanTheSumOfTheHops) {
  for (auto seed = 0u; seed < 200; ++seed) {
    uut = ledger_machine{gateway_name{"GW4"}};
    uut.set_capacity(nic, rate(100'000));
    made.clear();
    std::mt19937 dice{seed};
    auto some = [&dice](int most) {
      return std::uniform_int_distribution<int>{0, most}(dice);
    };
    for (auto i = some(20); i > 0; --i) {
      auto start = t0 + some(100) * 1ms;
      window term{start, some(9) == 0 ? forever : start + (1 + some(50)) * 1ms};
      some(1) == 0 ? hold(1 + some(20), term) : activate(1 + some(20), term);
    }
    window over{t0 + some(60) * 1ms, forever};
    if (some(1) == 0)
      over.end = over.start + (1 + some(80)) * 1ms;
    auto x = draw(over, static_cast<std::size_t>(1 + some(30)));
    ASSERT_EQ(x.steps.front().from, over.start);
    for (auto i = std::size_t{0}; i < x.steps.size(); ++i) {
      auto end = i + 1 < x.steps.size() ? x.steps[i + 1].from
                                        : std::min(over.end, t0 + 300ms);
      ASSERT_LT(x.steps[i].from, std::max(end, x.steps[i].from + 1ms));
      std::pair<std::int64_t, std::int64_t> worst{0, 0};
      for (auto when = x.steps[i].from; when < end; when += 1ms) {
        auto [taken, held] = at(when);
        worst = {std::max(worst.first, taken), std::max(worst.second, held)};
        if (x.steps_are == detail::exact) {
          ASSERT_EQ(x.steps[i].taken, rate(taken)) << seed;
        }
      }
      ASSERT_EQ(x.steps[i].taken, rate(worst.first)) << seed;
      ASSERT_EQ(x.steps[i].held, rate(worst.second)) << seed;
    }
  }
}

} // namespace
} // namespace leasehold
