// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Seeds whose regions enforce leases on interfaces: whatever befalls machines,
// drivers and cables, what is in force is what is durable.
// LEASEHOLD_SIM_FIRST and LEASEHOLD_SIM_SEEDS choose others.

#include <cstdint>
#include <iostream>

#include <gtest/gtest.h>

#include "tests/sim/chosen_seeds.hpp"
#include "tools/simulator/play/coverage.hpp"
#include "tools/simulator/play/report_text.hpp"
#include "tools/simulator/play/run.hpp"
#include "tools/simulator/play/workload.hpp"

namespace leasehold::sim {
namespace {

/// To look at cables takes most of the time of a run: one in three does.
scenario scenario_of(std::uint64_t seed) {
  scenario_wishes wishes;
  wishes.enforces =
      seed % 3 == 0 ? enforcement::wires_and_cables : enforcement::wires;
  return make_scenario(seed, wishes);
}

/// So many seeds see each fault of drivers and cables many times over.
constexpr std::uint64_t seeds_of_all_faults = 80;

TEST(Wires, HaveInForceWhatIsDurable) {
  auto first = number_from("LEASEHOLD_SIM_FIRST", 1);
  auto count = number_from("LEASEHOLD_SIM_SEEDS", seeds_of_all_faults);
  coverage covered{enforcement::wires_and_cables};
  std::uint64_t orders = 0;
  for (auto seed = first; seed < first + count; ++seed) {
    auto plan = scenario_of(seed);
    auto report = run(plan);
    covered += report.coverage;
    orders += report.wire_orders;
    EXPECT_TRUE(report.violations.empty()) << describe_failure(plan, report);
    if (seed % 40 == 0) {
      EXPECT_EQ(run(plan).trace, report.trace) << "seed " << seed;
    }
  }
  std::clog << count << " seeds, " << orders << " orders to drivers\n"
            << covered.table();
  EXPECT_GT(orders, 10 * count) << "hardly anything was enforced";
  if (count < seeds_of_all_faults)
    return;
  for (auto x : covered.unseen_faults())
    if (x.index() < fault_count && is_of_wires(static_cast<fault>(x.index())))
      ADD_FAILURE() << to_string(x) << " took no effect";
}

} // namespace
} // namespace leasehold::sim
