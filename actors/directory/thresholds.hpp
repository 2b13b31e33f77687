// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <variant>
#include <vector>

#include "actors/route/graph.hpp"
#include "messages/demand.hpp"
#include "messages/result.hpp"

// Which threshold holds for which resource. Pure.
namespace leasehold {

using threshold_map =
    std::map<std::variant<resource_name, kind_name>, demand_threshold>;

/// Whether it may be set, or taken away, as things are.
status check_threshold(const route_graph& graph, const threshold_map& known,
                       const demand_threshold& x);

/// Of the gateway's resources: its own, or else that of its kind.
std::map<resource_name, demand_limit> limits_of(const route_graph& graph,
                                                const threshold_map& thresholds,
                                                const gateway_name& gateway);

/// The fullest first; where many are as full, by name.
void sort_by_level(std::vector<resource_demand>& demand);

} // namespace leasehold
