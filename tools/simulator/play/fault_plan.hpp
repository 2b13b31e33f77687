// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "tools/simulator/play/scenario.hpp"

namespace leasehold::sim {

/// Adds troubles to a scenario, of these kinds or of all that lessees must not
/// notice. Clocks beyond the bound are none of them: see `exceed_bound`.
void add_faults(scenario& to,
                const std::optional<std::vector<fault>>& allowed = {});

/// Gives nodes and lessees clocks that are off by far more than the bound on
/// which beliefs rest, so that only admission keeps effects apart (C3).
void exceed_bound(scenario& to);

} // namespace leasehold::sim
