// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/resource/resource_machine.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "messages/bounds.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using effects = resource_machine::effects;

const auto t0 = instant{} + 5h;

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

template <class T>
std::vector<T> only(const effects& all) {
  std::vector<T> result;
  for (auto& x : all)
    if (auto found = std::get_if<T>(&x))
      result.push_back(*found);
  return result;
}

class ResourceMachine : public ::testing::Test {
protected:
  ResourceMachine() {
    uut.configure({rate(100), {}}, t0);
    uut.watch(demand_limit{80, 60});
  }

  static note_demand taken(std::int64_t x) {
    note_demand news;
    news.capacity = rate(100);
    news.taken = rate(x);
    return news;
  }

  /// Whether that turns the demand.
  std::optional<demand_state> look(std::int64_t x, instant now = t0) {
    auto turned = only<demand_turned>(uut.note(taken(x), now));
    return turned.empty() ? std::nullopt : std::optional{turned[0].to};
  }

  effects granted(std::int64_t amount, instant now) {
    auto news = taken(0);
    news.grants = 1;
    news.granted = rate(amount);
    return uut.note(news, now);
  }

  std::optional<demand_state> refused(std::int64_t amount, std::int64_t x,
                                      instant now) {
    auto news = taken(x);
    news.refusals = 1;
    news.refused = rate(amount);
    auto turned = only<demand_turned>(uut.note(news, now));
    return turned.empty() ? std::nullopt : std::optional{turned[0].to};
  }

  resource_machine uut{resource_name{"GW4/45"}, 1000};
};

// -- demand ------------------------------------------------------------------

// L29: there is room for another at the moment at which it turns.
TEST_F(ResourceMachine, TurnsHighBeforeAnythingIsRefused) {
  EXPECT_FALSE(look(79));
  EXPECT_EQ(look(80), demand_state::high);
  EXPECT_EQ(uut.tell(t0).level, 80u);
}

TEST_F(ResourceMachine, TellsATurnOnce) {
  EXPECT_EQ(look(90), demand_state::high);
  EXPECT_FALSE(look(95));
  EXPECT_FALSE(look(81));
}

TEST_F(ResourceMachine, TurnsBackOnlyAtTheLowMark) {
  look(90);
  EXPECT_FALSE(look(61)) << "between the marks nothing turns";
  EXPECT_FALSE(look(79));
  EXPECT_EQ(look(60), demand_state::normal);
  EXPECT_FALSE(look(79)) << "nor the other way round";
  EXPECT_EQ(look(80), demand_state::high);
}

TEST_F(ResourceMachine, TakesARefusalForFullDemandForAMinute) {
  look(50);
  EXPECT_EQ(refused(70, 50, t0), demand_state::high);
  EXPECT_EQ(uut.tell(t0).level, 100u);
  EXPECT_FALSE(look(50, t0 + 59s));
  EXPECT_EQ(look(50, t0 + 60s), demand_state::normal);
}

TEST_F(ResourceMachine, LooksAtTheFullestDimension) {
  note_demand news;
  news.capacity = rate(100) + amounts{unit::byte, 10};
  news.taken = rate(10) + amounts{unit::byte, 9};
  EXPECT_EQ(only<demand_turned>(uut.note(news, t0)).size(), 1u);
}

TEST_F(ResourceMachine, OfWhatHasNoCapacityLeftIsFull) {
  note_demand news;
  news.taken = rate(1);
  uut.note(news, t0);
  EXPECT_EQ(uut.tell(t0).state, demand_state::high);
  uut.note({}, t0);
  EXPECT_EQ(uut.tell(t0).state, demand_state::normal);
}

TEST_F(ResourceMachine, SaysNothingOfWhatIsNotWatched) {
  uut.watch(std::nullopt);
  EXPECT_FALSE(look(100));
  EXPECT_EQ(uut.tell(t0).level, 100u);
  EXPECT_EQ(uut.tell(t0).high, 0u);
}

TEST_F(ResourceMachine, ForgetsItsStateWhereItIsNotWatchedAnyMore) {
  look(90);
  uut.watch(std::nullopt);
  EXPECT_EQ(uut.tell(t0).state, demand_state::normal);
  uut.watch(demand_limit{80, 60});
  EXPECT_EQ(look(90), demand_state::high);
}

TEST_F(ResourceMachine, CountsByTheMinute) {
  granted(10, t0);
  granted(20, t0 + 59s);
  refused(90, 30, t0 + 60s);
  look(10, t0 + 61s);
  auto x = uut.tell(t0 + 61s);
  ASSERT_EQ(x.periods.size(), 2u);
  EXPECT_EQ(x.periods[0].start, t0);
  EXPECT_EQ(x.periods[0].grants, 2u);
  EXPECT_EQ(x.periods[0].granted, rate(30));
  EXPECT_EQ(x.periods[0].refusals, 0u);
  EXPECT_EQ(x.periods[1].refusals, 1u);
  EXPECT_EQ(x.periods[1].refused, rate(90));
  EXPECT_EQ(x.periods[1].free, rate(70)) << "the least";
}

TEST_F(ResourceMachine, KeepsAnHourAndNoMore) {
  for (auto i = 0; i < 1000; ++i) {
    auto now = t0 + i * 60s;
    granted(1, now);
    ASSERT_LE(uut.tell(now).periods.size(), resource_machine::minutes_kept);
  }
  auto now = t0 + 999 * 60s;
  EXPECT_EQ(uut.tell(now).periods.front().start, now - 59 * 60s);
  EXPECT_EQ(uut.tell(now + 2h).periods.size(), 0u)
      << "what is long past is not told, though nothing happened since";
}

// -- what there is -----------------------------------------------------------

TEST_F(ResourceMachine, ServesNoMoreThanItWasGivenNorThanItHas) {
  EXPECT_EQ(uut.serves(), rate(100));
  auto said = only<resource_serves>(
      uut.report({report_resource::health::serving, rate(40)}, t0));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].most, rate(40));
  EXPECT_EQ(uut.serves(), rate(40));
  uut.configure({rate(30), {}}, t0);
  EXPECT_EQ(uut.serves(), rate(30));
  uut.configure({rate(100), {}}, t0);
  EXPECT_EQ(uut.serves(), rate(40));
}

TEST_F(ResourceMachine, ServesNothingWhileItHasFailed) {
  auto said = only<resource_serves>(
      uut.report({report_resource::health::failed, rate(40)}, t0));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].most, amounts{});
  said = only<resource_serves>(uut.report({}, t0));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_FALSE(said[0].most) << "as configured again";
  EXPECT_EQ(uut.serves(), rate(100));
}

TEST_F(ResourceMachine, SaysWhyItHasFailed) {
  const auto failed = report_resource::health::failed;
  auto said =
      only<resource_serves>(uut.report({failed, {}, "no such device"}, t0));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].trouble, "no such device");
  said = only<resource_serves>(
      uut.report({failed, {}, std::string(1000, 'x')}, t0));
  ASSERT_EQ(said.size(), 1u) << "another reason is news";
  EXPECT_EQ(said[0].trouble, std::string(bounds::note_bytes, 'x'));
  said = only<resource_serves>(
      uut.report({report_resource::health::serving, {}, "so what"}, t0));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].trouble, "");
}

TEST_F(ResourceMachine, SaysAnAccountOnce) {
  const report_resource account{report_resource::health::serving, rate(40)};
  EXPECT_EQ(only<resource_serves>(uut.report(account, t0)).size(), 1u);
  EXPECT_TRUE(uut.report(account, t0).empty());
}

TEST_F(ResourceMachine, TakesLessThanNothingForNothing) {
  uut.report({report_resource::health::serving, rate(-5)}, t0);
  EXPECT_EQ(uut.serves(), rate(0));
}

// -- hints -------------------------------------------------------------------

TEST_F(ResourceMachine, HintsThatItIsFullAndThatItIsNotAnyMore) {
  EXPECT_TRUE(only<load_hint>(uut.note(taken(99), t0)).empty());
  auto full = only<load_hint>(uut.note(taken(100), t0));
  ASSERT_EQ(full.size(), 1u);
  EXPECT_EQ(full[0].now, load_hint::load::full);
  EXPECT_GT(full[0].version, 1000u);
  auto free = only<load_hint>(uut.note(taken(99), t0 + 1s));
  ASSERT_EQ(free.size(), 1u);
  EXPECT_EQ(free[0].now, load_hint::load::some_free);
  EXPECT_GT(free[0].version, full[0].version);
}

TEST_F(ResourceMachine, HintsThatNothingIsGivenOut) {
  uut.report({report_resource::health::failed, {}}, t0);
  EXPECT_EQ(uut.hint().now, load_hint::load::full);
  uut.report({}, t0 + 1s);
  EXPECT_EQ(uut.hint().now, load_hint::load::some_free);
  uut.configure({rate(100), {t0, duration::max()}}, t0 + 2s);
  EXPECT_EQ(uut.hint().now, load_hint::load::full) << "it is drained";
}

// Whatever happens how often: few hints, in order, and the last one is true.
TEST_F(ResourceMachine, SaysFewHintsOfWhichTheLastIsTrue) {
  std::minstd_rand random{7};
  std::vector<load_hint> said;
  auto now = t0;
  auto last_said = instant{};
  auto keep = [&](const effects& all) {
    for (auto& hint : only<load_hint>(all)) {
      EXPECT_GT(hint.version, said.empty() ? 1000 : said.back().version);
      EXPECT_GE(now - last_said, resource_machine::hint_every);
      last_said = now;
      said.push_back(hint);
    }
  };
  std::int64_t level = 0;
  for (int i = 0; i < 10'000; ++i) {
    now += duration{random() % 7};
    if (auto at = uut.next_deadline(); at && *at <= now)
      keep(uut.due(now));
    level = random() % 2 == 0 ? 100 : 50;
    keep(uut.note(taken(level), now));
  }
  if (auto at = uut.next_deadline()) {
    now = std::max(now, *at);
    keep(uut.due(now));
  }
  EXPECT_FALSE(uut.next_deadline());
  EXPECT_EQ(said.back().now == load_hint::load::full, level == 100);
  EXPECT_GT(said.size(), 10u);
  EXPECT_LE(said.size(), static_cast<std::size_t>((now - t0) / 100ms) + 1);
}

} // namespace
} // namespace leasehold
