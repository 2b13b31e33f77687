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

/// The CHAIN actor: the roots of the leases of one wave.
using chain_actor = caf::typed_actor<
    // A gateway's word on orders.
    caf::reacts_to<hop_answers>,
    // What the LEASE MANAGER has for its leases.
    caf::reacts_to<order_roots>,
    // Other gateways answer, or fewer.
    caf::reacts_to<region_changed>,
    // INTERNAL: a deadline may have passed.
    caf::reacts_to<wake_up>>;

/// All a CHAIN may say to who spawned it.
using chain_parent_actor = caf::typed_actor<
    // What became of orders, and of leases.
    caf::reacts_to<chain_report>>;

} // namespace leasehold
