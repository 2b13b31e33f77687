// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <caf/typed_actor.hpp>

#include "actors/gateway/gateway_messages.hpp"
#include "actors/resource/resource_messages.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/route/route_type_ids.hpp"
#include "actors/route/route_values.hpp"
#include "actors/route/wish.hpp"
#include "actors/type_ids.hpp"
#include "messages/hop.hpp"
#include "runtime/actor/wakeup.hpp"

namespace leasehold {

/// What the ROUTE PLANNER asks a ROUTE. Gateways are asked under its token.
struct ask_route {
  std::uint64_t token = 0;
  route_wish wish;
};

/// The whole region had room for a wish of this rate, and what the ROUTE keeps
/// had not.
struct widen_route {
  std::int64_t rate = 0;
};

/// The ROUTE actor: the best paths between two gateways, kept.
using route_actor = caf::typed_actor<
    // Is there room among the paths that are kept? Answered with one finding.
    caf::reacts_to<ask_route>,
    // What is free at a gateway.
    caf::reacts_to<probe_answer>,
    // More paths are worth keeping.
    caf::reacts_to<widen_route>,
    // What a RESOURCE says of itself.
    caf::reacts_to<load_hint>,
    // The region is another.
    caf::reacts_to<region_changed>,
    // INTERNAL: a gateway may have been silent for too long.
    caf::reacts_to<wake_up>>;

} // namespace leasehold
