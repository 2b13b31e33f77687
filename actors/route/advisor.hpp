// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "actors/route/free_view.hpp"
#include "actors/route/graph.hpp"
#include "actors/route/search.hpp"
#include "actors/route/wish.hpp"
#include "messages/lease.hpp"
#include "messages/resource.hpp"
#include "messages/time.hpp"

// What to offer to a lessee whose wish does not fit (L6, X10): the largest
// amount, the longest period, the earliest start and the other resources that
// would be granted, if nobody else came first. Pure; the view needs steps from
// the start of the wish on.
namespace leasehold {

/// How many starts are looked at: an offer that needs more is not made.
inline constexpr std::size_t starts_max = 256;
/// How many resources of the target's groups are looked at.
inline constexpr std::size_t others_max = 256;
/// How long after it was made an offer may be asked for. A term that begins
/// when it is asked for ends as much later.
inline constexpr duration offer_lasts = std::chrono::seconds{1};

/// As far as the budget goes: what is not found within it is not offered. Each
/// offer fits whenever it is asked for within `offer_lasts` from `now`.
///
/// A lease that has its terms already is offered no start and no other
/// resource, and one that stays on its route no amount either.
counter_offer make_offer(const route_graph& graph, const route_wish& wish,
                         const free_view& free, instant now,
                         plan_budget& budget);

/// The first stretch of the term in which less than the amount is free, in the
/// dimensions that the resource has.
std::optional<window> shortage(const resource_view& view, const window& term,
                               const amounts& amount);

} // namespace leasehold
