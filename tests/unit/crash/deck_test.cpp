// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/chaos/deck.hpp"

#include <set>

#include <gtest/gtest.h>

namespace leasehold::test {
namespace {

TEST(Deck, DealsEveryFaultOnce) {
  deck::random_engine random{1};
  deck deck;
  std::set<fault_kind> dealt;
  for (std::size_t i = 0; i < deck::size(); ++i)
    dealt.insert(deck.draw(random).kind);
  EXPECT_EQ(dealt.size(), fault_kinds);
}

TEST(Deck, PausesForATenthOfATermToFive) {
  deck::random_engine random{1};
  deck deck;
  auto shortest = short_term;
  auto longest = short_term;
  for (int i = 0; i < 1000; ++i) {
    auto length = deck.draw(random).length;
    shortest = std::min(shortest, length);
    longest = std::max(longest, length);
  }
  EXPECT_GE(shortest, short_term / 10);
  EXPECT_LT(shortest, short_term / 5);
  EXPECT_LE(longest, 5 * short_term);
  EXPECT_GT(longest, 4 * short_term);
}

TEST(Deck, DealsTheSameAgainForTheSameSeed) {
  deck::random_engine one{7};
  deck::random_engine other{7};
  deck first;
  deck second;
  for (std::size_t i = 0; i < 2 * deck::size(); ++i) {
    auto x = first.draw(one);
    auto y = second.draw(other);
    EXPECT_EQ(x.kind, y.kind);
    EXPECT_EQ(x.length, y.length);
    EXPECT_EQ(x.wall_shift_s, y.wall_shift_s);
  }
}

} // namespace
} // namespace leasehold::test
