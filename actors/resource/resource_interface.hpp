// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/typed_actor.hpp>

#include "actors/resource/driver_interface.hpp"
#include "actors/resource/resource_messages.hpp"
#include "actors/type_ids.hpp"
#include "runtime/actor/wakeup.hpp"

namespace leasehold {

/// The RESOURCE actor: one thing that a gateway leases out, and all that is its
/// own but its calendar.
using resource_actor = caf::typed_actor<
    // What it has to give, and until when.
    caf::reacts_to<configure_resource>,
    // How it is, from what drives it.
    caf::reacts_to<report_resource>,
    // When demand for it is worth telling.
    caf::reacts_to<watch_threshold>,
    // What its ledger did with it.
    caf::reacts_to<note_demand>,
    // Who wants its hints.
    caf::reacts_to<watch_load>,
    // What leases are to have of its interface.
    caf::reacts_to<carry_circuits>,
    // What is in force there, from its DRIVER.
    caf::reacts_to<interface_read>,
    // What came of what its DRIVER was told.
    caf::reacts_to<channels_changed>,
    // How the cable of its interface is, from its DRIVER.
    caf::reacts_to<carrier_read>,
    // What has passed there, from its DRIVER.
    caf::reacts_to<counters_read>,
    // How much it is asked for? Answered to its GATEWAY.
    caf::reacts_to<tell_demand>,
    // INTERNAL: a hint may be said now.
    caf::reacts_to<wake_up>>;

/// The GATEWAY, as its RESOURCEs know it.
using resource_parent_actor = caf::typed_actor<
    // What there is of one.
    caf::reacts_to<resource_serves>,
    // How much one is asked for.
    caf::reacts_to<demand_told>>;

} // namespace leasehold
