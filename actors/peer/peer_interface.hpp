// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/typed_actor.hpp>

#include "actors/action/action_type_ids.hpp"
#include "actors/gateway/gateway_messages.hpp"
#include "actors/peer/peer_messages.hpp"
#include "actors/resource/resource_messages.hpp"
#include "actors/type_ids.hpp"

namespace leasehold {

/// The PEER actor: another node, as the actors of this one see it. To a chain
/// and to the planner it is each gateway that runs there; to a gateway, the
/// root and the prober there; to the LEASE MANAGER, the hops and roots there;
/// to ACTIONS, the origins and gateways there.
using peer_actor = caf::typed_actor<
    // Orders for a gateway there.
    caf::reacts_to<order_hops>,
    // What is free at a gateway there?
    caf::reacts_to<probe_gateway>,
    // Who here wants hints of RESOURCEs there.
    caf::reacts_to<watch_load>,
    // Of a RESOURCE here, for those who keep routes there.
    caf::reacts_to<load_hint>,
    // Of a RESOURCE there.
    caf::reacts_to<hint_heard>,
    // Of a gateway here, for the root of the lease.
    caf::reacts_to<hop_answers>,
    // Of a hop here that has ended by itself, for its root.
    caf::reacts_to<hop_lost>,
    // Of a hop here that asks for its root.
    caf::reacts_to<find_root>,
    // Of a root here, for a hop that asked.
    caf::reacts_to<root_answer>,
    // Of a gateway here, for who plans a route.
    caf::reacts_to<probe_answer>,
    // Of a gateway here, for the manager there: leases of its roots take more
    // than there is.
    caf::reacts_to<curtail_leases>,
    // Of an origin here, for a gateway there.
    caf::reacts_to<child_order>,
    // Likewise, that nothing more is wanted.
    caf::reacts_to<child_end>,
    // Of a gateway here, for an origin there.
    caf::reacts_to<child_word>,
    // INTERNAL: what was gathered goes now.
    caf::reacts_to<send_gathered>>;

} // namespace leasehold
