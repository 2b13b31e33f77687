// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "actors/event/event_messages.hpp"
#include "actors/gateway/gateway_messages.hpp"
#include "actors/lease/lease_messages.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/type_ids.hpp"
#include "runtime/actor/wakeup.hpp"

namespace leasehold {

/// The LEASE MANAGER actor: knows every lease whose root is on this node.
using lease_manager_actor = caf::typed_actor<
    // -- from sessions
    // Grants, refuses, or says what a grant would be.
    caf::reacts_to<request_leases>,
    // New terms from now on.
    caf::reacts_to<renew_leases>,
    // Other terms for leases that run.
    caf::reacts_to<change_leases>,
    // Ends leases for their lessees.
    caf::reacts_to<release_leases>,
    // A lessee knows what it was told.
    caf::reacts_to<acknowledge_lease>,
    // A page of leases.
    caf::reacts_to<list_leases>,
    // A lessee's session lives.
    caf::reacts_to<holder_seen>,
    // -- from the directory
    // The region is another.
    caf::reacts_to<region_changed>,
    // What would become of leases in another region.
    caf::reacts_to<plan_region>,
    // The rules are others.
    caf::reacts_to<policy_changed>,
    // All leases, for an audit.
    caf::replies_to<read_lease_book>::with<lease_snapshot>,
    // -- from those who do the work
    // Routes, or a refusal.
    caf::reacts_to<route_plan>,
    // What became of orders to a chain, and of its leases.
    caf::reacts_to<chain_report>,
    // New terms are durable.
    caf::reacts_to<changes_recorded>,
    // All that a dead chain recorded is durable.
    caf::reacts_to<lease_settled>,
    // A hop asks for its root.
    caf::reacts_to<ask_root>,
    // Hops have ended by themselves.
    caf::reacts_to<hops_lost>,
    // Leases take more than a gateway here has.
    caf::reacts_to<resource_short>,
    // Leases of roots here take more than a gateway has.
    caf::reacts_to<curtail_leases>,
    // A gateway of another node answers a chain.
    caf::reacts_to<hop_answers>,
    // INTERNAL: asks the STORE how full the disk is, and forgets holders
    // that are gone.
    caf::reacts_to<check_disk>,
    // INTERNAL: says to chains what has gathered.
    caf::reacts_to<end_of_wave>,
    // INTERNAL: leases that are asleep may have to look at the time.
    caf::reacts_to<wake_up>>;

} // namespace leasehold
