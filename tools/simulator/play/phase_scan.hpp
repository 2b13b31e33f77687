// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <vector>

#include "tools/simulator/oracle/facts.hpp"
#include "tools/simulator/play/hazard.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

/// What leases that touch each node are in the middle of, at their root or at
/// a gateway of their route. It looks into the actors of the `live` nodes;
/// nothing runs meanwhile.
std::vector<std::set<phase>> scan_phases(world& where,
                                         const std::set<node_index>& live,
                                         const region_facts& facts);

} // namespace leasehold::sim
