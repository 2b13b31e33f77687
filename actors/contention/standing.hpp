// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "actors/contention/problem.hpp"
#include "actors/route/graph.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/service_class.hpp"

// Leases as the contention planner sees them, and its answers as chains and
// gateways understand them. Pure.
namespace leasehold {

/// The same path for another amount; nothing where the region has changed so
/// that it can't be told.
std::optional<route> route_with(const route_graph& graph,
                                const lease_info& lease, const amounts& amount);

/// What is between two amounts in part, and the same path with it.
struct portion {
  amounts amount;
  std::optional<route> path;
};

/// As much as takes no more than `part` of what is between of any resource.
/// @param least It and `all` are what the lease can have.
/// @param part Of `kept_all`.
portion portion_of(const route_graph& graph, const lease_info& lease,
                   const amounts& least, const amounts& all, std::int64_t part);

/// How a lease of the class shares what is between two amounts.
share_terms sharing_of(const service_class& level, const amounts& least,
                       const amounts& all);

/// Each resource once.
std::vector<resource_use> total_uses(const route& path);

/// A class that there is not any more is taken for "standard".
const service_class& class_of(const class_map& classes,
                              const lease_info& lease);

standing_lease stand(const route_graph& graph, const class_map& classes,
                     const lease_info& lease, instant now);

/// The most that the lease could give up of each resource.
std::vector<resource_use> most_relief(const standing_lease& lease);

/// A change of the plan with what the lease has then: nothing where it ends.
struct planned_change {
  term_change terms;
  amounts amount;
  std::optional<route> after;
};

/// Which routes the leases could take instead, the best first.
using way_map = std::map<lease_id, std::vector<route>>;

planned_change with_route(const route_graph& graph, const term_change& change,
                          const lease_info& lease, const way_map& ways);

/// What the changes pledge at each gateway of a path.
std::map<gateway_name, std::vector<pledge>>
pledges_for(const std::vector<planned_change>& changes, const route& path,
            const std::map<lease_id, route>& before);

} // namespace leasehold
