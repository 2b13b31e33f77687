// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "actors/lease/lease_context.hpp"
#include "actors/lease/lease_plans.hpp"

// A request does not fit: what could weaker leases give up for it? Nothing here
// changes anything but what leases owe.
namespace leasehold {

/// What weaker leases could give up at most, to be counted as free in a search
/// for routes; none: nothing. It only says which routes are worth a plan.
amount_map relief_for(const lease_context& x, const admission& request);

/// A route, and what others would give up for it.
struct room {
  route path;
  whole_plan plan;
};

/// The route where the fewest lose something, the first of those.
std::optional<room> find_room(const lease_context& x, const admission& request,
                              std::vector<route> routes);

/// Marks weaker leases, where their class says so, as not to be renewed: no
/// more than it takes for what was refused to fit once they end, chosen by the
/// `victims` of the request's class. Where that would not do, none.
void refuse_renewals(lease_context& x, const admission& request,
                     const refusal& why);

} // namespace leasehold
