// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/time/deadline_queue.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace leasehold {
namespace {

instant at(int ms) {
  return instant{duration{ms}};
}

TEST(DeadlineQueue, KnowsOneDeadlineOfEachKey) {
  deadline_queue<int> uut;
  uut.arm(1, at(10));
  uut.arm(1, at(30));
  uut.arm(2, at(20));
  EXPECT_EQ(uut.size(), 2u);
  EXPECT_EQ(uut.next(), at(20));
  uut.arm(1, at(5));
  EXPECT_EQ(uut.next(), at(5));
  EXPECT_EQ(uut.pop_due(at(100), 9), (std::vector<int>{1, 2}));
  EXPECT_EQ(uut.next(), std::nullopt);
}

TEST(DeadlineQueue, ForgetsWhatIsDisarmedOrNeverComes) {
  deadline_queue<int> uut;
  uut.arm(1, at(10));
  uut.arm(2, at(20));
  uut.disarm(1);
  EXPECT_EQ(uut.next(), at(20));
  uut.arm(2, forever);
  EXPECT_EQ(uut.size(), 0u);
  EXPECT_TRUE(uut.pop_due(at(100), 9).empty());
  uut.disarm(3);
}

TEST(DeadlineQueue, GivesEqualDeadlinesInTheOrderOfTheirKeys) {
  deadline_queue<int> uut;
  for (auto key : {5, 3, 4, 1, 2})
    uut.arm(key, at(10));
  EXPECT_EQ(uut.pop_due(at(10), 3), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(uut.pop_due(at(10), 3), (std::vector<int>{4, 5}));
}

// Moves each way, drops and takes at random, against the obvious model; few
// keys and instants, so that most moves meet entries that are out of date.
RC_GTEST_PROP(DeadlineQueue, AgreesWithAModel, ()) {
  deadline_queue<int> uut;
  std::map<int, instant> model;
  const auto steps = *rc::gen::inRange(1, 400);
  const auto keys = *rc::gen::element(3, 30, 200);
  for (int i = 0; i < steps; ++i) {
    const auto key = *rc::gen::inRange(0, keys);
    const auto when = at(*rc::gen::inRange(0, 50));
    const auto what = *rc::gen::inRange(0, 10);
    if (what < 6) {
      uut.arm(key, when);
      model[key] = when;
    } else if (what < 8) {
      uut.disarm(key);
      model.erase(key);
    } else {
      const auto count_max = *rc::gen::inRange<std::size_t>(0, 20);
      std::vector<std::pair<instant, int>> due;
      for (auto& [known, deadline] : model)
        if (deadline <= when)
          due.emplace_back(deadline, known);
      std::sort(due.begin(), due.end());
      due.resize(std::min(due.size(), count_max));
      std::vector<int> expected;
      for (auto& [deadline, known] : due) {
        expected.push_back(known);
        model.erase(known);
      }
      RC_ASSERT(uut.pop_due(when, count_max) == expected);
    }
    RC_ASSERT(uut.size() == model.size());
    std::optional<instant> next;
    for (auto& [known, deadline] : model)
      next = next ? std::min(*next, deadline) : deadline;
    RC_ASSERT(uut.next() == next);
  }
}

} // namespace
} // namespace leasehold
