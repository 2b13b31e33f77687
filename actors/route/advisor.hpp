// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "actors/route/free_view.hpp"
#include "actors/route/graph.hpp"
#include "actors/route/search.hpp"
#include "actors/route/wish.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/resource.hpp"
#include "messages/time.hpp"

// What to say to a lessee whose wish does not fit (L6, X10): the largest
// amount, the longest period, the earliest start and the other resources that
// would be granted, if nobody else came first. Pure; the view needs steps from
// the start of the wish on.
namespace leasehold {

/// How many starts are looked at: an offer that needs more is not made.
inline constexpr std::size_t starts_max = 256;
/// How many resources of the target's groups are looked at.
inline constexpr std::size_t others_max = 256;

/// As far as the budget goes: what is not found within it is not offered.
counter_offer make_offer(const route_graph& graph, const route_wish& wish,
                         const free_view& free, plan_budget& budget);

/// The first stretch of the term in which less than the amount is free, in the
/// dimensions that the resource has.
std::optional<window> shortage(const resource_view& view, const window& term,
                               const amounts& amount);

/// The refusal for a search that failed, with an offer where there is one. The
/// clock gives a start that is offered its civil time.
refusal refuse(const route_graph& graph, const route_wish& wish,
               const free_view& free, const route_failure& why,
               const time_base& clock, plan_budget& budget);

/// The refusal for a gateway's word.
refusal refuse(const route_graph& graph, const route_wish& wish,
               const free_view& free, const hop_answer& why,
               const time_base& clock, plan_budget& budget);

} // namespace leasehold
