// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/simulator/play/coverage.hpp"

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

coverage full() {
  coverage result;
  for (std::size_t i = 0; i < hazard::count; ++i)
    if (i != hazard{fault::clock_rate_beyond_bound}.index())
      for (std::size_t j = 0; j < phase_count; ++j)
        result.hit(hazard::at(i), static_cast<phase>(j));
  return result;
}

coverage full_but(hazard what, phase during) {
  auto all = full();
  coverage result;
  for (std::size_t i = 0; i < hazard::count; ++i)
    for (std::size_t j = 0; j < phase_count; ++j)
      if (auto x = static_cast<phase>(j); i != what.index() || x != during)
        result.hit(hazard::at(i), x, all.at(hazard::at(i), x));
  return result;
}

TEST(Coverage, LacksNothingWhereAllThatMayBeHitWas) {
  EXPECT_TRUE(full().empty_cells().empty());
  EXPECT_TRUE(full().unseen_faults().empty());
  EXPECT_TRUE(full().unseen_phases().empty());
}

TEST(Coverage, NamesTheCellThatManySeedsMissed) {
  auto covered = full_but(fault::kill, phase::reroute);
  auto missed = missed_cells(covered, seeds_that_hit_all);
  ASSERT_EQ(missed.size(), 1u);
  EXPECT_EQ(to_string(missed.front()), "kill during re-route");
  EXPECT_TRUE(covered.unseen_faults().empty()) << "others were hit";
}

TEST(Coverage, ProvesNothingWithFewSeeds) {
  EXPECT_TRUE(missed_cells({}, seeds_that_hit_all - 1).empty());
}

// Faults of wires are asked for where leases are enforced, and only there.
TEST(Coverage, AsksForFaultsOfWhatThereIs) {
  coverage covered{enforcement::wires};
  for (std::size_t i = 0; i < hazard{fault::driver_slow}.index(); ++i)
    covered.hit(hazard::at(i), phase::hold);
  for (std::size_t i = fault_count; i < hazard::count; ++i)
    covered.hit(hazard::at(i), phase::hold);
  auto unseen = covered.unseen_faults();
  ASSERT_EQ(unseen.size(), 5u);
  EXPECT_STREQ(to_string(unseen.front()), "driver_slow");
  EXPECT_STREQ(to_string(unseen.back()), "wire_forgets");
}

TEST(Coverage, NamesFaultsAndPhasesThatWereNeverSeen) {
  coverage covered;
  for (std::size_t i = 0; i < hazard::count; ++i)
    if (i != hazard{domain_fault::late_renewal}.index())
      covered.hit(hazard::at(i), phase::hold);
  auto faults = covered.unseen_faults();
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_STREQ(to_string(faults.front()), "late_renewal");
  EXPECT_EQ(covered.unseen_phases().size(), phase_count - 1);
}

} // namespace
} // namespace leasehold::sim
