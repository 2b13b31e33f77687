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
#include "actors/lease/lease_context.hpp"

// The contention planner's question, put together from the lease book, and its
// answer. Nothing here changes anything.
namespace leasehold {

/// For at most this many leases other routes are searched in one plan.
inline constexpr std::size_t moved_at_once_max = 256;

using amount_map = std::map<resource_name, amounts>;

/// A plan with what it takes to carry it out.
struct whole_plan {
  std::vector<planned_change> changes;
  std::set<resource_name> short_of;
  /// For a preempting request.
  considered others;

  /// How many lose something, then how many change at all.
  std::pair<std::size_t, std::size_t> harm() const;
};

/// Plans with other routes where something is short. Leases that are leaving
/// for another route count there already, and so do those that owe such a move
/// for another reason than this plan's.
/// @param in The region as it is, or as it would be.
/// @param unmoved Leases whose last move failed: other remedies are planned for
/// them.
std::optional<whole_plan>
plan_whole(const lease_context& x, const region_map& in, contention problem,
           const std::set<lease_id>& unmoved,
           event_reason why = event_reason::contention);

void add_capacities(const route_graph& graph, const route& path,
                    amount_map& to);

/// What the leases of the book leave of each resource, whenever they take it,
/// and of the quotas of resources elsewhere.
amount_map free_of_all(const lease_context& x, const route_graph& graph);

/// Whether all of the path may be promised until then.
bool lasts(const region_map& in, const route& path, instant end, instant now);

/// Why the lease is changed: the first resource on its route that is short.
event_origin origin_of(const lease_info& lease,
                       const std::set<resource_name>& short_of);

} // namespace leasehold
