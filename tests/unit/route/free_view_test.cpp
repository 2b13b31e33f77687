// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/free_view.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

const auto nic = resource_name{"A/nic"};

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

instant at(int x) {
  return instant{duration{x}};
}

/// 5 free from 10, 2 from 20, 9 from 30 on.
resource_view steps() {
  resource_view view;
  view.resource = nic;
  view.capacity = rate(9);
  view.free = rate(4);
  view.steps = {{at(10), rate(5)}, {at(20), rate(2)}, {at(30), rate(9)}};
  return view;
}

TEST(FreeView, HasNothingOfWhatNobodySpokeOf) {
  free_view view;
  EXPECT_EQ(view.lookup()(nic), amounts{});
  EXPECT_EQ(view.lookup({at(1), at(2)})(nic), amounts{});
  EXPECT_EQ(view.find(nic), nullptr);
  EXPECT_TRUE(view.changes().empty());
}

TEST(FreeView, AnswersTheAskedWindowAsItWasTold) {
  free_view view;
  view.add({steps()});
  EXPECT_EQ(view.lookup()(nic), rate(4));
  ASSERT_NE(view.find(nic), nullptr);
  EXPECT_EQ(view.find(nic)->capacity, rate(9));
}

TEST(FreeView, TakesTheLeastOfAHalfOpenWindow) {
  auto view = steps();
  EXPECT_EQ(free_over(view, {at(10), at(20)}), rate(5));
  EXPECT_EQ(free_over(view, {at(10), at(21)}), rate(2));
  EXPECT_EQ(free_over(view, {at(19), at(40)}), rate(2));
  EXPECT_EQ(free_over(view, {at(29), at(30)}), rate(2));
  EXPECT_EQ(free_over(view, {at(30), forever}), rate(9));
  EXPECT_EQ(free_over(view, {at(9), at(15)}), amounts{}) << "nobody asked";
  EXPECT_EQ(free_over(resource_view{}, {at(9), at(15)}), amounts{});
}

// The word of another node was on its way for a moment.
TEST(FreeView, TakesTheFirstStepForTheStartOfWhatWasAsked) {
  free_view view;
  view.add({steps()}, at(8));
  EXPECT_EQ(view.lookup({at(8), at(20)})(nic), rate(5));
  EXPECT_EQ(view.lookup({at(8), at(25)})(nic), rate(2));
  EXPECT_EQ(view.lookup({at(7), at(20)})(nic), amounts{});
}

TEST(FreeView, ListsEveryChangeOnceAndInOrder) {
  free_view view;
  auto other = steps();
  other.resource = resource_name{"B/nic"};
  other.steps = {{at(10), rate(1)}, {at(15), rate(2)}, {at(30), rate(3)}};
  view.add({steps(), other});
  EXPECT_EQ(view.changes(),
            (std::vector<instant>{at(10), at(15), at(20), at(30)}));
}

TEST(FreeView, TakesTheLaterWordOnAResource) {
  free_view view;
  view.add({steps()});
  auto later = steps();
  later.free = rate(1);
  view.add({later});
  EXPECT_EQ(view.lookup()(nic), rate(1));
}

} // namespace
} // namespace leasehold
