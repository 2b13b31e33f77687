// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/report_text.hpp"

#include <fmt/format.h>

namespace leasehold::sim {

std::string describe_failure(const scenario& plan, const run_report& report) {
  auto text = fmt::format("seed {}: {}\n", plan.seed, plan.name);
  for (auto& x : report.violations)
    text += fmt::format("{:>9}  {} lease {}: {}\n", seconds_of(x.at), x.rule,
                        to_string(x.lease), x.what);
  return text
      + fmt::format("again, as a story: tools/soak --first {} --seeds 1\n",
                    plan.seed);
}

} // namespace leasehold::sim
