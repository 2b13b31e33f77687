// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/report_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tools/simulator/play/shrink.hpp"

namespace leasehold::sim {

namespace {

/// A run takes a tenth of a second; nobody waits for more than this.
constexpr std::size_t shrinking_runs_max = 300;

} // namespace

std::string describe_failure(const scenario& plan, const run_report& report) {
  auto text = fmt::format("seed {}: {}\n", plan.seed, plan.name);
  for (auto& x : report.violations)
    text += fmt::format("{:>9}  {} lease {}: {}\n", seconds_of(x.at), x.rule,
                        to_string(x.lease), x.what);
  return text
      + fmt::format("again, as a story: tools/soak --first {} --seeds 1 "
                    "--stories\n",
                    plan.seed);
}

std::string shrunken_story(const scenario& plan, const std::string& rule,
                           run_settings settings) {
  settings.telling = story::telling::nothing;
  auto fails = [&rule, &settings](const scenario& x) {
    auto broken = run(x, settings).violations;
    return std::any_of(broken.begin(), broken.end(),
                       [&rule](auto& y) { return y.rule == rule; });
  };
  auto found = shrink(plan, fails, shrinking_runs_max);
  settings.telling = story::telling::everything;
  return fmt::format("{} of {} operations break {} (found in {} runs):\n",
                     found.smallest.operations.size(), plan.operations.size(),
                     rule, found.runs)
      + run(found.smallest, settings).story;
}

} // namespace leasehold::sim
