// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>

#include "actors/route/free_view.hpp"
#include "actors/route/region_map.hpp"
#include "actors/route/search.hpp"
#include "actors/route/wish.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/time.hpp"

// What a lessee is told whose wish does not fit: why, and what would fit. Both
// are read from the view on which the wish was decided. Pure; `name_offer` of
// offer_text.hpp says in words what is offered.
namespace leasehold {

/// What was known when the wish was refused.
struct refused_wish {
  const region_map& in;
  const route_wish& wish;
  /// With steps from the start of the wish on.
  const free_view& free;
  /// Before any gateway answered. A limit that moves with the time was where it
  /// was then, or later.
  instant asked;
  instant now;
};

/// The refusal for a search that failed, with an offer where there is one.
/// Where every route with the capacity takes of something that does not serve,
/// or not for so long, that is the reason: it is neither too much for ever nor
/// taken by others.
refusal refuse(const refused_wish& x, const route_failure& why,
               plan_budget& budget);

/// The refusal where it is not known that the wish does not fit, because
/// gateways did not say what is free; nothing where it would not fit either if
/// all of theirs were.
std::optional<refusal> refuse_unknown(const refused_wish& x,
                                      const std::set<gateway_name>& silent,
                                      const free_lookup& free,
                                      plan_budget& budget);

/// The refusal for a gateway's word.
refusal refuse(const refused_wish& x, const hop_answer& why,
               plan_budget& budget);

} // namespace leasehold
