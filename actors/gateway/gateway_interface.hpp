// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "actors/gateway/gateway_messages.hpp"
#include "actors/resource/resource_messages.hpp"
#include "actors/type_ids.hpp"
#include "runtime/actor/wakeup.hpp"

namespace leasehold {

/// The GATEWAY's word to itself.
struct tell_resources {};

/// Knows the roots of all leases: the LEASE MANAGER.
using root_finder_actor = caf::typed_actor<
    // A hop was not confirmed and asks whether its lease lives.
    caf::reacts_to<ask_root>,
    // Active hops have ended by themselves.
    caf::reacts_to<hops_lost>,
    // Leases take more than there is.
    caf::reacts_to<resource_short>>;

/// A gateway as roots and planners know it: the GATEWAY, or the PEER of the
/// node that runs it.
using route_gateway_actor = caf::typed_actor<
    // Steps of the hop protocol; all but confirmations are answered.
    caf::reacts_to<order_hops>,
    // What is free, to the prober.
    caf::reacts_to<probe_gateway>,
    // Who wants hints of its RESOURCEs.
    caf::reacts_to<watch_load>,
    // A root's word on a hop that was not confirmed.
    caf::reacts_to<root_answer>>;

/// A GATEWAY as it is told what others asked for in vain.
using refusal_listener_actor = caf::typed_actor<
    // Somebody was refused for want of a resource.
    caf::reacts_to<note_refusal>>;

/// The GATEWAY actor: the only one that gives out the capacity it owns.
using gateway_actor = caf::typed_actor<
    // Steps of the hop protocol; all but confirmations are answered.
    caf::reacts_to<order_hops>,
    // What is free, to the prober.
    caf::reacts_to<probe_gateway>,
    // Who wants hints of its RESOURCEs.
    caf::reacts_to<watch_load>,
    // New capacities.
    caf::reacts_to<place_resources>,
    // Less capacity, before that is written.
    caf::replies_to<narrow_resources>::with<gateway_report>,
    // Whether an effect may happen now.
    caf::reacts_to<admit_effect>,
    // What it has and runs, for lists.
    caf::replies_to<describe_gateway>::with<gateway_report>,
    // What is taken of one resource over time.
    caf::replies_to<draw_calendar>::with<gateway_calendar>,
    // When to tell operators of demand.
    caf::reacts_to<watch_demand>,
    // Somebody was refused for want of a resource.
    caf::reacts_to<note_refusal>,
    // What is asked, granted and refused.
    caf::replies_to<describe_demand>::with<gateway_demand>,
    // Recomputes its ledger.
    caf::replies_to<audit_gateway>::with<gateway_audit>,
    // A root's word on a hop that was not confirmed.
    caf::reacts_to<root_answer>,
    // What there is of a RESOURCE, by its own account.
    caf::reacts_to<resource_serves>,
    // What a RESOURCE was asked on behalf of others.
    caf::reacts_to<demand_told>,
    // INTERNAL: orders are done; RESOURCEs hear what came of them.
    caf::reacts_to<tell_resources>,
    // INTERNAL: a hop's time has come.
    caf::reacts_to<wake_up>>;

} // namespace leasehold
