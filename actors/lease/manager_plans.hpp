// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "actors/contention/problem.hpp"
#include "actors/contention/standing.hpp"
#include "actors/lease/manager_parts.hpp"

// The contention planner's question, put together from all leases of a LEASE
// MANAGER, and its answer. Nothing here changes anything.
namespace leasehold::manager {

using amount_map = std::map<resource_name, amounts>;

/// A plan with what it takes to carry it out.
struct whole_plan {
  std::vector<planned_change> changes;
  std::set<resource_name> short_of;
  /// For a newcomer.
  considered others;

  /// How many lose something, then how many change at all.
  std::pair<std::size_t, std::size_t> harm() const {
    auto moves = std::count_if(changes.begin(), changes.end(), [](auto& x) {
      return x.terms.what == remedy::reroute;
    });
    return {changes.size() - static_cast<std::size_t>(moves), changes.size()};
  }
};

/// Plans with other routes where something is short.
/// @param in The region as it is, or as it would be.
std::optional<whole_plan> plan_whole(const manager_state& state,
                                     const region& in, contention problem);

void add_capacities(const route_graph& graph, const route& path,
                    amount_map& to);

/// What nobody takes, whenever.
amount_map free_of_all(const manager_state& state, const route_graph& graph);

/// Whether all of the path may be promised until then.
bool lasts(const region& in, const route& path, instant end, instant now);

} // namespace leasehold::manager
