// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/typed_actor.hpp>

#include "actors/directory/directory_messages.hpp"
#include "actors/gateway/gateway_messages.hpp"
#include "actors/type_ids.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/store/store_interface.hpp"

namespace leasehold {

/// The DIRECTORY actor: what the region consists of, and which rules and
/// classes hold.
using directory_actor = caf::typed_actor<
    // Replaces the region.
    caf::reacts_to<load_topology>,
    // What the region consists of.
    caf::reacts_to<read_region>,
    // Whether an effect may happen now, from the gateway that owns.
    caf::reacts_to<admit_effect>,
    // Resources with what is free and booked now.
    caf::reacts_to<list_resources>,
    // What is taken of one resource over time.
    caf::reacts_to<read_calendar>,
    // Gateways with their hops.
    caf::reacts_to<list_gateways>,
    // Another capacity, until the next topology.
    caf::reacts_to<set_capacity>,
    // Adds, replaces or removes a threshold of demand.
    caf::reacts_to<set_threshold>,
    // What is asked, granted and refused.
    caf::reacts_to<read_demand>,
    // What such a capacity would do to leases.
    caf::reacts_to<plan_capacity>,
    // Takes a gateway or a link out of service.
    caf::reacts_to<set_outage>,
    // Puts it back.
    caf::reacts_to<end_outage>,
    // Which other nodes can't be reached.
    caf::reacts_to<nodes_silent>,
    // What taking it out would do to leases.
    caf::reacts_to<plan_outage>,
    // Adds or replaces a rule.
    caf::reacts_to<set_rule>,
    // Removes a rule.
    caf::reacts_to<remove_rule>,
    // All rules.
    caf::reacts_to<list_rules>,
    // Adds or replaces a class.
    caf::reacts_to<set_class>,
    // Removes a class.
    caf::reacts_to<remove_class>,
    // All classes.
    caf::reacts_to<list_classes>,
    // Compares what leases, hops and ledgers say.
    caf::reacts_to<run_audit>,
    // The node itself.
    caf::reacts_to<read_node>,
    // The journal has the change of this token, and all before.
    caf::reacts_to<records_durable>,
    // INTERNAL: something that was to be drained at a time is.
    caf::reacts_to<wake_up>>;

} // namespace leasehold
