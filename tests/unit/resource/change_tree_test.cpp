// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/resource/change_tree.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace leasehold {
namespace {

using number = change_tree::number;

instant at(std::int64_t ms) {
  return instant{duration{ms}};
}

/// The same by looking at every change.
class model {
public:
  void add(instant when, number by) {
    auto& change = changes_[when];
    change += by;
    if (change == 0)
      changes_.erase(when);
  }

  number highest_over(const window& over) const {
    number total = 0;
    std::optional<number> most;
    for (auto& [when, change] : changes_) {
      if (over.start < when && !most)
        most = total;
      if (over.end <= when)
        break;
      total += change;
      if (over.start < when)
        most = std::max(*most, total);
    }
    return most.value_or(total);
  }

  template <class Passes>
  std::optional<instant> first(instant after, Passes passes) const {
    number total = 0;
    for (auto& [when, change] : changes_) {
      total += change;
      if (after < when && passes(total))
        return when;
    }
    return std::nullopt;
  }

  std::vector<change_tree::step> steps_after(instant after) const {
    std::vector<change_tree::step> result;
    number total = 0;
    for (auto& [when, change] : changes_) {
      total += change;
      if (after < when)
        result.push_back({when, total});
    }
    return result;
  }

  std::optional<instant> last() const {
    return changes_.empty() ? std::nullopt
                            : std::optional{changes_.rbegin()->first};
  }

  std::size_t size() const {
    return changes_.size();
  }

  /// The change at or after an instant, else the first.
  std::pair<instant, number> near(instant when) const {
    auto found = changes_.lower_bound(when);
    return found == changes_.end() ? *changes_.begin() : *found;
  }

private:
  std::map<instant, number> changes_;
};

/// Asks both the same, at random.
class questions {
public:
  questions(std::uint32_t seed, std::int64_t span)
      : random_(seed), span_(span) {}

  std::int64_t below(std::int64_t end) {
    return std::uniform_int_distribution<std::int64_t>{0, end - 1}(random_);
  }

  instant when() {
    return at(below(span_ + 2) - 1);
  }

  void compare(const change_tree& uut, const model& expected) {
    const auto start = when();
    const window over{
        start, below(8) == 0 ? forever : start + duration{1 + below(span_)}};
    RC_ASSERT(uut.highest_over(over) == expected.highest_over(over));
    RC_ASSERT(uut.total_at(start)
              == expected.highest_over({start, start + duration{1}}));
    RC_ASSERT(uut.highest()
              == expected.highest_over({instant::min(), forever}));
    const number bound = expected.highest_over(over) - below(3);
    RC_ASSERT(uut.first_above(start, bound)
              == expected.first(start, [&](number x) { return x > bound; }));
    RC_ASSERT(uut.first_within(start, bound)
              == expected.first(start, [&](number x) { return x <= bound; }));
    RC_ASSERT(uut.last() == expected.last());
    RC_ASSERT(uut.size() == expected.size());
  }

  void compare_steps(const change_tree& uut, const model& expected) {
    const auto after = when();
    const auto count = static_cast<std::size_t>(1 + below(200));
    auto wanted = expected.steps_after(after);
    wanted.resize(std::min(wanted.size(), count));
    const auto steps = uut.steps_after(after, count);
    RC_ASSERT(std::equal(
        steps.begin(), steps.end(), wanted.begin(), wanted.end(),
        [](auto& x, auto& y) { return x.at == y.at && x.total == y.total; }));
  }

private:
  std::minstd_rand random_;
  std::int64_t span_;
};

// Grows to several levels of blocks, shrinks and grows again, with sums that
// are often negative, and many changes at equal instants.
RC_GTEST_PROP(ChangeTree, AgreesWithAModelThatLooksAtEveryChange, ()) {
  const auto span = *rc::gen::element<std::int64_t>(50, 2'000, 1'000'000);
  questions ask{*rc::gen::arbitrary<std::uint32_t>(), span};
  change_tree uut;
  model expected;
  for (const auto erased_of_ten : {2, 9, 3, 10}) {
    for (int i = 0; i < 1'500; ++i) {
      auto when = ask.when();
      auto by = number{ask.below(2'000)} - 700;
      if (ask.below(10) < erased_of_ten && expected.size() > 0) {
        std::tie(when, by) = expected.near(when);
        by = -by;
      }
      if (by == 0)
        continue;
      uut.add(when, by);
      expected.add(when, by);
      if (i % 50 == 0)
        ask.compare(uut, expected);
    }
    ask.compare_steps(uut, expected);
  }
}

// As the starts of leases come, and as they go.
TEST(ChangeTree, TakesChangesInOrderAndForgetsThemInOrder) {
  constexpr int count = 5'000;
  change_tree uut;
  for (int i = 0; i < count; ++i)
    uut.add(at(i), 1);
  EXPECT_EQ(uut.size(), 5'000u);
  EXPECT_TRUE(uut.highest_over({at(0), at(2'500)}) == 2'500);
  for (int i = 0; i < count; ++i) {
    EXPECT_TRUE(uut.highest() == count - i);
    uut.add(at(i), -1);
  }
  EXPECT_EQ(uut.size(), 0u);
  EXPECT_EQ(uut.last(), std::nullopt);
  uut.add(at(7), 1);
  EXPECT_TRUE(uut.total_at(at(7)) == 1);
}

TEST(ChangeTree, IsExactBeyondWhatAnAmountCanBe) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr int count = 1'000;
  change_tree uut;
  for (int i = 0; i < count; ++i)
    uut.add(at(i % 3), most);
  EXPECT_TRUE(uut.highest() == number{most} * count);
  for (int i = 1; i < count; ++i)
    uut.add(at(i % 3), -number{most});
  EXPECT_TRUE(uut.highest() == most);
  EXPECT_EQ(uut.size(), 1u);
}

TEST(ChangeTree, KnowsBothEndsOfTime) {
  change_tree uut;
  const auto late = forever - duration{1};
  uut.add(instant::min(), 3);
  uut.add(late, 4);
  EXPECT_TRUE(uut.total_at(instant::min()) == 3);
  EXPECT_TRUE(uut.highest_over({at(0), late}) == 3);
  EXPECT_TRUE(uut.highest_over({at(0), forever}) == 7);
  EXPECT_TRUE(uut.total_at(forever) == 7);
  EXPECT_EQ(uut.first_above(at(0), 3), late);
  EXPECT_EQ(uut.last(), late);
}

TEST(ChangeTree, IsMovedAsAWhole) {
  change_tree from;
  for (int i = 0; i < 100; ++i)
    from.add(at(i), 1);
  change_tree to{std::move(from)};
  EXPECT_EQ(to.size(), 100u);
  change_tree again;
  again.add(at(1), 1);
  again = std::move(to);
  EXPECT_TRUE(again.highest() == 100);
}

} // namespace
} // namespace leasehold
