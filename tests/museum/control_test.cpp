// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// The sound product in the scenarios of the museum: what catches a bug there
// must not catch what is none.

#include <cstdint>

#include <gtest/gtest.h>

#include "tests/museum/wishes.hpp"
#include "tools/simulator/play/report_text.hpp"
#include "tools/simulator/play/run.hpp"

namespace leasehold::sim {
namespace {

constexpr std::uint64_t seeds = 40;

TEST(MuseumControl, FindsNothingInTheSoundProduct) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto plan =
        make_scenario(seed,
                      wishes_from(MUSEUM_MIX, MUSEUM_FAULTS, MUSEUM_NODES,
                                  static_cast<enforcement>(MUSEUM_ENFORCES),
                                  static_cast<workload>(MUSEUM_ACTS)));
    const auto report = run(plan);
    EXPECT_TRUE(report.violations.empty()) << describe_failure(plan, report);
  }
}

} // namespace
} // namespace leasehold::sim
