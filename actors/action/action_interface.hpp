// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/typed_actor.hpp>

#include "actors/action/action_messages.hpp"
#include "actors/policy/policy_messages.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/type_ids.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/store/store_interface.hpp"

namespace leasehold {

/// The ACTIONS actor: the actions that began at this node, and the queues of
/// its gateways.
using actions_actor = caf::typed_actor<
    // Begins an action.
    caf::reacts_to<run_action>,
    // What came of one.
    caf::reacts_to<read_statuses>,
    // Ends one.
    caf::reacts_to<cancel_action>,
    // Which there are.
    caf::reacts_to<list_actions>,
    // Where targets are.
    caf::reacts_to<locate_targets>,
    // What an ORIGIN has decided.
    caf::reacts_to<origin_report>,
    // An order for a gateway of this node, from the origin at another.
    caf::reacts_to<order_child>,
    // A child at a gateway of this node has ended.
    caf::reacts_to<child_end>,
    // What came of a child, from its gateway.
    caf::reacts_to<child_word>,
    // Which node runs what.
    caf::reacts_to<region_changed>,
    // The administrator's rules.
    caf::reacts_to<policy_changed>,
    // The journal has what was written.
    caf::reacts_to<records_durable>,
    // INTERNAL: somebody has waited long enough, or something was kept so.
    caf::reacts_to<wake_up>>;

/// The ORIGIN actor: one action, until each of its targets has a status.
using origin_actor = caf::typed_actor<
    // The region as it is now.
    caf::reacts_to<see_region>,
    // What came of a child.
    caf::reacts_to<child_word>,
    // A child may begin.
    caf::reacts_to<permit_kept>,
    // The action is cancelled.
    caf::reacts_to<stop_action>,
    // INTERNAL: it is time to ask again, or the deadline.
    caf::reacts_to<wake_up>>;

/// The QUEUE actor: what one gateway does, in which order.
using queue_actor = caf::typed_actor<
    // From an origin.
    caf::reacts_to<order_child>,
    // Likewise: nothing more is wanted.
    caf::reacts_to<child_end>,
    // From a PERFORMER.
    caf::reacts_to<child_progress>,
    // INTERNAL: a deadline.
    caf::reacts_to<wake_up>>;

/// The PERFORMER actor: one child, done by a driver.
using performer_actor = caf::typed_actor<
    // What hosts said.
    caf::reacts_to<echoes_heard>>;

} // namespace leasehold
