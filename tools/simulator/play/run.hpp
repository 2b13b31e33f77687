// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "messages/action.hpp"
#include "tools/simulator/oracle/facts.hpp"
#include "tools/simulator/play/coverage.hpp"
#include "tools/simulator/play/scenario.hpp"
#include "tools/simulator/play/story.hpp"

namespace leasehold::sim {

struct run_report {
  std::uint64_t seed = 0;
  /// Of all that happened.
  std::uint64_t trace = 0;
  std::uint64_t steps = 0;
  true_time simulated{};
  std::vector<violation> violations;
  leasehold::sim::coverage coverage;
  /// Only where it was asked for.
  std::string story;
  /// What happened so often, for people.
  std::uint64_t grants = 0;
  std::uint64_t faults = 0;
  /// To drivers of interfaces.
  std::uint64_t wire_orders = 0;
  /// Of targets of actions.
  status_counts statuses;
};

/// Rules that a run may break, because it is about that.
struct run_settings {
  story::telling telling = story::telling::nothing;
  std::vector<std::string> waived;
};

/// Plays a scenario to its end: what its list says, then healing, then as long
/// as L1 gives, then an audit. Stops at the first violation.
run_report run(const scenario& plan, const run_settings& settings = {});

} // namespace leasehold::sim
