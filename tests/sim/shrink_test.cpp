// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// A failing seed becomes a story that a person can read.

#include "tools/simulator/play/shrink.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "tools/simulator/play/report_text.hpp"
#include "tools/simulator/play/run.hpp"
#include "tools/simulator/play/workload.hpp"

namespace leasehold::sim {
namespace {

bool has(const scenario& plan, operation_id id) {
  return std::any_of(plan.operations.begin(), plan.operations.end(),
                     [id](auto& x) { return x.id == id; });
}

TEST(Shrink, LeavesWhatTheFailureNeedsAndNothingElse) {
  auto plan = make_scenario(7);
  ASSERT_GT(plan.operations.size(), 20u);
  auto one = plan.operations[3].id;
  auto other = plan.operations[plan.operations.size() - 2].id;
  auto found = shrink(
      plan, [&](const scenario& x) { return has(x, one) && has(x, other); },
      1000);
  EXPECT_EQ(found.smallest.operations.size(), 2u);
  EXPECT_TRUE(has(found.smallest, one) && has(found.smallest, other));
  EXPECT_TRUE(std::all_of(found.smallest.node_rates.begin(),
                          found.smallest.node_rates.end(),
                          [](auto rate) { return rate == 0; }));
  EXPECT_LT(found.runs, 200u);
}

TEST(Shrink, StopsAfterAsManyRunsAsItMay) {
  auto plan = make_scenario(7);
  auto found = shrink(
      plan, [](const scenario&) { return true; }, 2);
  EXPECT_EQ(found.runs, 2u);
}

/// A seed with the planted bug that breaks C2.
std::optional<scenario> planted() {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    auto plan = make_scenario(seed);
    plan.lessees_count = counting::from_arrival;
    auto report = run(plan);
    if (!report.violations.empty() && report.violations.front().rule == "C2")
      return plan;
  }
  return std::nullopt;
}

// Gray and Cheriton's argument: who counts from the arrival of an answer
// believes for longer than its owner holds.
TEST(Shrink, TellsAPlantedBugInAFewLines) {
  auto plan = planted();
  ASSERT_TRUE(plan) << "nobody noticed lessees that count from the arrival";
  auto text = shrunken_story(*plan, "C2");
  EXPECT_NE(text.find("VIOLATION of C2"), std::string::npos) << text;
  EXPECT_NE(text.find("believes in lease"), std::string::npos) << text;
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 30) << text;
}

} // namespace
} // namespace leasehold::sim
