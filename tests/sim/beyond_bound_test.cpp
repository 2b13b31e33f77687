// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Clocks that are off by more than the bound r on which beliefs rest: then
// lessees believe in what their owners have freed (C2), and only admission by
// the owner keeps their effects apart (C3).

#include <algorithm>
#include <cstdint>

#include <gtest/gtest.h>

#include "tools/simulator/play/fault_plan.hpp"
#include "tools/simulator/play/report_text.hpp"
#include "tools/simulator/play/run.hpp"
#include "tools/simulator/play/workload.hpp"

namespace leasehold::sim {
namespace {

constexpr std::uint64_t seeds = 40;

scenario beyond(std::uint64_t seed) {
  scenario_wishes wishes;
  wishes.work = seed % 2 == 0 ? mix::renewals : mix::steady;
  auto plan = make_scenario(seed, wishes);
  exceed_bound(plan);
  return plan;
}

TEST(BeyondTheBound, BeliefFails) {
  std::uint64_t failing = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    auto broken = run(beyond(seed)).violations;
    failing += std::any_of(broken.begin(), broken.end(),
                           [](auto& x) { return x.rule == "C2"; })
        ? 1
        : 0;
  }
  EXPECT_GT(failing, seeds / 4);
}

TEST(BeyondTheBound, AdmissionAndAllElseHold) {
  run_settings settings;
  settings.waived = {"C2"};
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    auto plan = beyond(seed);
    auto report = run(plan, settings);
    EXPECT_TRUE(report.violations.empty()) << describe_failure(plan, report);
  }
}

} // namespace
} // namespace leasehold::sim
