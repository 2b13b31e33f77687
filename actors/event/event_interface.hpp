// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/typed_actor.hpp>

#include "actors/event/account_messages.hpp"
#include "actors/event/event_messages.hpp"
#include "actors/type_ids.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/store/store_interface.hpp"

namespace leasehold {

/// The EVENT LOG actor: numbers the changes of all leases of a node.
using event_log_actor = caf::typed_actor<
    // Makes new terms and their events durable, then tells the listener.
    caf::reacts_to<record_changes>,
    // Makes an event durable that is about no lease.
    caf::reacts_to<record_notice>,
    // Keeps a reason for the lease's next change.
    caf::reacts_to<note_decision>,
    // Keeps the reason of a refusal.
    caf::reacts_to<record_refusal>,
    // Reads reasons.
    caf::reacts_to<read_decisions>,
    // Drops the records of leases that are over.
    caf::reacts_to<forget_leases>,
    // Answers the listener when all that came before is durable.
    caf::reacts_to<settle_lease>,
    // Reads events, or waits for some.
    caf::reacts_to<read_events>,
    // Hands over what an account needs to know.
    caf::reacts_to<hand_over_changes>,
    // The journal has the change of this token, and all before.
    caf::reacts_to<records_durable>,
    // INTERNAL: a reader has waited long enough.
    caf::reacts_to<wake_up>>;

} // namespace leasehold
