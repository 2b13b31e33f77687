// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Seeds whose lessees act on endpoints too: whatever befalls nodes and frames,
// each target has one status (A1), what hosts saw is what statuses say (A2),
// and nothing is told that is not durable. LEASEHOLD_SIM_FIRST and
// LEASEHOLD_SIM_SEEDS choose others.

#include <cstdint>
#include <iostream>

#include <gtest/gtest.h>

#include "tests/sim/chosen_seeds.hpp"
#include "tools/simulator/play/report_text.hpp"
#include "tools/simulator/play/run.hpp"
#include "tools/simulator/play/workload.hpp"

namespace leasehold::sim {
namespace {

scenario scenario_of(std::uint64_t seed) {
  scenario_wishes wishes;
  wishes.does = workload::leases_and_actions;
  return make_scenario(seed, wishes);
}

/// So many seeds know every outcome many times over.
constexpr std::uint64_t seeds_of_all_outcomes = 250;

TEST(Actions, AreDoneAsTheirStatusesSay) {
  auto first = number_from("LEASEHOLD_SIM_FIRST", 1);
  auto count = number_from("LEASEHOLD_SIM_SEEDS", seeds_of_all_outcomes);
  status_counts all;
  for (auto seed = first; seed < first + count; ++seed) {
    auto plan = scenario_of(seed);
    auto report = run(plan);
    all.ok += report.statuses.ok;
    all.failed += report.statuses.failed;
    all.unknown += report.statuses.unknown;
    EXPECT_TRUE(report.violations.empty()) << describe_failure(plan, report);
    if (seed % 100 == 0) {
      EXPECT_EQ(run(plan).trace, report.trace) << "seed " << seed;
    }
  }
  std::clog << count << " seeds, targets: " << all.ok << " ok, " << all.failed
            << " failed, " << all.unknown << " unknown\n";
  if (count < seeds_of_all_outcomes)
    return;
  EXPECT_GT(all.ok, 8 * count);
  EXPECT_GT(all.failed, count / 2);
  EXPECT_GT(all.unknown, 5u);
}

} // namespace
} // namespace leasehold::sim
