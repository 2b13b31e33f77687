// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// The fixed set of seeds: whatever befalls a region, no rule of the oracle is
// broken. LEASEHOLD_SIM_FIRST and LEASEHOLD_SIM_SEEDS choose others.

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/sim/chosen_seeds.hpp"
#include "tools/simulator/play/coverage.hpp"
#include "tools/simulator/play/report_text.hpp"
#include "tools/simulator/play/run.hpp"
#include "tools/simulator/play/workload.hpp"

namespace leasehold::sim {
namespace {

/// So many seeds see every fault, and every phase struck, many times over.
constexpr std::uint64_t seeds_of_all_faults = 500;

TEST(Seeds, BreakNoRule) {
  auto first = number_from("LEASEHOLD_SIM_FIRST", 1);
  auto count = number_from("LEASEHOLD_SIM_SEEDS", seeds_of_all_faults);
  auto nodes = number_from("LEASEHOLD_SIM_NODES", 0);
  coverage covered;
  true_time simulated{};
  for (auto seed = first; seed < first + count; ++seed) {
    scenario_wishes wishes;
    if (nodes > 0)
      wishes.nodes = nodes;
    auto plan = make_scenario(seed, wishes);
    run_settings settings;
    if (std::getenv("LEASEHOLD_SIM_STORY") != nullptr)
      settings.telling = story::telling::everything;
    auto report = run(plan, settings);
    std::clog << report.story;
    covered += report.coverage;
    simulated += report.simulated;
    EXPECT_TRUE(report.violations.empty()) << describe_failure(plan, report);
    // Bit by bit: the same seed is the same run.
    if (seed % 100 == 0) {
      EXPECT_EQ(run(plan).trace, report.trace) << "seed " << seed;
    }
  }
  if (count > 1)
    std::clog << count << " seeds, " << simulated.count() / 1'000'000'000
              << " s simulated\n"
              << covered.table();
  if (count < seeds_of_all_faults || nodes > 0)
    return;
  for (auto x : covered.unseen_faults())
    ADD_FAILURE() << to_string(x) << " took no effect";
  for (auto x : covered.unseen_phases())
    ADD_FAILURE() << "nothing happened during " << to_string(x);
  for (auto& x : missed_cells(covered, count))
    ADD_FAILURE() << to_string(x) << " was never hit";
}

void expect_mended(std::initializer_list<std::uint64_t> seeds) {
  for (auto seed : seeds) {
    auto plan = make_scenario(seed);
    auto report = run(plan);
    EXPECT_TRUE(report.violations.empty()) << describe_failure(plan, report);
  }
}

// What they found is mended: an epoch used again after a restart, or by a
// second try of one set-up; a term that passed in a root's sleep, before the
// commit; buffers set to none; beliefs in what was asked for and not heard of.
TEST(Seeds, StayMended) {
  expect_mended({520, 804, 846, 1235, 1747, 3319, 10518, 10951, 12891, 13406});
}

// A root that was off is behind its hops on other nodes: what it renews a lease
// for is less to them, or as much as they have.
TEST(Seeds, CountTermsAfterAReboot) {
  expect_mended({3005176, 5009460, 5016001, 5045438, 6002286});
}

// An older disk admits effects under terms that it lacks; an empty one leaves
// leases behind that nobody makes give way.
TEST(Seeds, LiveWithADiskThatWasPutBack) {
  expect_mended({3004646, 5083240, 9101706});
}

// Leases end for a region that is not written; a lease escapes when nothing is
// left of its target.
TEST(Seeds, GiveWayForWhatIsGoneAndForNothingElse) {
  expect_mended({5090186, 6004531});
}

// Alarms that were false: a pause before a reboot is time that was not stamped.
TEST(Seeds, RaiseNoAlarmInVain) {
  expect_mended({5056232});
}

} // namespace
} // namespace leasehold::sim
