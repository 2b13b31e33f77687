// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/typed_actor.hpp>

#include "actors/lease/chain_orders.hpp"
#include "actors/lease/lease_messages.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/type_ids.hpp"
#include "runtime/actor/wakeup.hpp"

namespace leasehold {

/// The CHAIN actor: the root of one lease.
using chain_actor = caf::typed_actor<
    // A gateway's word on one of its orders.
    caf::reacts_to<hop_answer>,
    // A hop has ended by itself.
    caf::reacts_to<hop_lost>,
    // Terms that it asked to record are durable.
    caf::reacts_to<change_recorded>,
    // New terms, within the rules.
    caf::reacts_to<renew_chain>,
    // Ends the lease.
    caf::reacts_to<end_chain>,
    // What was told is known.
    caf::reacts_to<lease_acknowledged>,
    // Gives up terms for others.
    caf::reacts_to<yield_chain>,
    // Takes other terms.
    caf::reacts_to<change_chain>,
    // Keeps its terms after all.
    caf::reacts_to<stay_chain>,
    // What it rests on is there.
    caf::reacts_to<go_on_chain>,
    // The holder lives.
    caf::reacts_to<keep_chain>,
    // Brings the hops to its terms.
    caf::reacts_to<align_chain>,
    // Other gateways answer, or fewer.
    caf::reacts_to<region_changed>,
    // INTERNAL: a deadline may have passed.
    caf::reacts_to<wake_up>>;

/// All a CHAIN may say to who spawned it; an end it tells by quitting.
using chain_parent_actor = caf::typed_actor<
    // It secured nothing.
    caf::reacts_to<setup_refused>,
    // The terms are as they were.
    caf::reacts_to<renewal_failed>,
    // The terms are as they were.
    caf::reacts_to<change_failed>,
    // It holds all, and waits for pledges.
    caf::reacts_to<lease_waits>,
    // Its hops are in step with its record.
    caf::reacts_to<lease_yielded>,
    // What it gave up is known to its lessee.
    caf::reacts_to<lease_told>>;

} // namespace leasehold
