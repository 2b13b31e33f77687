// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/pattern_work.hpp"

#include <string>

#include <gtest/gtest.h>

namespace leasehold::shell {
namespace {

TEST(PatternWork, GrowsWithThePartsThatShareTheText) {
  EXPECT_LE(pattern_work("abc", 1000), 5e3);
  EXPECT_LT(pattern_work("^a*b", 1000), pattern_work("a*b", 1000));
  EXPECT_GE(pattern_work("a*b", 1000), 1e6);
  EXPECT_GE(pattern_work(".-.-.-b", 1000), 1e11);
}

TEST(PatternWork, KnowsWhatIsNoRepetition) {
  const auto plain = pattern_work("abcd", 1000);
  EXPECT_LE(pattern_work("%*%-%+%?", 1000), plain);
  EXPECT_LE(pattern_work("[a-z*+?]", 1000), plain);
  EXPECT_LE(pattern_work("[]*]", 1000), plain);
  EXPECT_LE(pattern_work("[^]%]*]", 1000), plain);
}

TEST(PatternWork, LetsThroughWhatScriptsLookFor) {
  for (const auto* pattern : {"^%s*(.-)%s*$", "([%w_-]+)=(.*)", "%d+", "%b()",
                              "^(%w+)%s+(%w+)%s+(%w+)$"})
    EXPECT_LE(pattern_work(pattern, 80), pattern_steps_max) << pattern;
}

TEST(PatternWork, CountsTextsThatMatchThemselves) {
  EXPECT_GE(pattern_work("%b()", 1000), 1e6);
  EXPECT_GE(pattern_work("(.*)%1", 1000), 1e8);
}

TEST(PatternWork, TakesAnyPattern) {
  for (const std::string pattern :
       {"", "^", "%", "[", "[^", "[%", "%b", "%f", "*", "((((", "%9"})
    EXPECT_GE(pattern_work(pattern, 10), 0) << pattern;
}

TEST(PatternWork, ComparesPlainTextsManyBytesAtATime) {
  EXPECT_LE(plain_work(10, 1'000'000), 1e7);
  EXPECT_GE(plain_work(std::size_t{1} << 21, std::size_t{1} << 22), 1e11);
  EXPECT_LE(plain_work(100, 10), 1);
}

} // namespace
} // namespace leasehold::shell
