// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/typed_actor.hpp>

#include "actors/event/account_messages.hpp"
#include "actors/resource/resource_messages.hpp"
#include "actors/type_ids.hpp"
#include "actors/usage/usage_messages.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/store/store_interface.hpp"

namespace leasehold {

/// The USAGE actor: what leases of a node carried, and what lessees had.
using usage_actor = caf::typed_actor<
    // What the counters of a NIC say, from its RESOURCE.
    caf::reacts_to<note_traffic>,
    // What one said last.
    caf::reacts_to<note_last_traffic>,
    // What leases and requests came to, from the EVENT LOG.
    caf::reacts_to<changes_noted>,
    // What passed.
    caf::reacts_to<read_traffic>,
    // What lessees used.
    caf::reacts_to<read_usage>,
    // Answered when all that was counted is durable.
    caf::reacts_to<settle_usage>,
    // The journal has what was written.
    caf::reacts_to<records_durable>,
    // INTERNAL: it is time to write.
    caf::reacts_to<wake_up>>;

} // namespace leasehold
