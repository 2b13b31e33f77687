// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/simulator/oracle/usage_sheet.hpp"

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

using std::chrono::seconds;

const resource_name nic{"A/nic"};

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

window over(int from, int to) {
  return {instant{} + seconds{from}, instant{} + seconds{to}};
}

hop_record hop(std::int64_t bits, window term) {
  hop_record x;
  x.uses = {{nic, rate(bits)}};
  x.term = term;
  return x;
}

class UsageSheet : public ::testing::Test {
protected:
  UsageSheet() {
    uut.set_capacity(nic, rate(100));
  }

  usage_sheet uut;
};

TEST_F(UsageSheet, AddsUpWhatOverlaps) {
  uut.add(hop(60, over(0, 10)));
  uut.add(hop(60, over(10, 20)));
  EXPECT_FALSE(uut.overdraft(nic, over(0, 20)));
  uut.add(hop(41, over(5, 6)));
  EXPECT_EQ(uut.overdraft(nic, over(0, 20)), rate(101));
  EXPECT_EQ(uut.overdraft(nic, over(5, 6)), rate(101));
  EXPECT_FALSE(uut.overdraft(nic, over(6, 20)));
  EXPECT_EQ(uut.taken(nic, instant{} + seconds{5}), rate(101));
}

TEST_F(UsageSheet, CountsEqualHopsAsOftenAsTheyAre) {
  uut.add(hop(60, over(0, 10)));
  uut.add(hop(60, over(0, 10)));
  EXPECT_EQ(uut.overdraft(nic, over(0, 1)), rate(120));
  uut.remove(hop(60, over(0, 10)));
  EXPECT_FALSE(uut.overdraft(nic, over(0, 1)));
}

TEST_F(UsageSheet, TakesTheMostOfTwoTermsOfOneHop) {
  auto moving = hop(60, over(0, 10));
  moving.next = hop_terms{{{nic, rate(80)}}, over(5, 20)};
  uut.add(moving);
  EXPECT_EQ(uut.taken(nic, instant{} + seconds{4}), rate(60));
  EXPECT_EQ(uut.taken(nic, instant{} + seconds{5}), rate(80));
  EXPECT_EQ(uut.taken(nic, instant{} + seconds{19}), rate(80));
  uut.remove(moving);
  EXPECT_EQ(uut.taken(nic, instant{} + seconds{5}), amounts{});
}

TEST_F(UsageSheet, SaysWhatIsOverdrawnFromNowOn) {
  uut.add(hop(101, over(0, 10)));
  EXPECT_EQ(uut.overdrawn(instant{} + seconds{9}).size(), 1u);
  EXPECT_TRUE(uut.overdrawn(instant{} + seconds{10}).empty());
}

} // namespace
} // namespace leasehold::sim
