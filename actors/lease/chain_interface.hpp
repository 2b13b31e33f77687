// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <caf/typed_actor.hpp>

#include "actors/lease/chain_machine.hpp"
#include "actors/lease/lease_messages.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/type_ids.hpp"
#include "messages/event.hpp"
#include "runtime/actor/wakeup.hpp"

namespace leasehold {

/// The change whose event had this sequence is durable.
struct change_recorded {
  std::uint32_t sequence = 0;
};

struct renew_chain {
  renewal terms;
};

struct end_chain {
  event_reason reason = event_reason::requested;
  /// Where it began, if it was not the lessee.
  resource_name resource;
  gateway_name gateway;
  /// So long at most hops keep what they have, for the lessee to acknowledge
  /// the end.
  duration ack_within{};
};

/// The lessee knows of all up to the event with this sequence.
struct lease_acknowledged {
  std::uint32_t sequence = 0;
};

/// The lease gives up terms for others.
struct yield_chain {
  yield_terms terms;
};

/// The lease takes other terms before it gives up those that it has.
struct change_chain {
  new_terms terms;
  pledge_map pledges;
};

/// What it was to change to, or to be, is not to be had after all, if it has
/// not begun to commit that.
struct stay_chain {};

/// Others have given back what they pledged.
struct go_on_chain {};

/// The holder of an infinite lease is there, until `deadline` at least.
struct keep_chain {
  instant deadline;
};

/// Hops may not be at the terms as written.
struct align_chain {};

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
    // It has given back what it was asked to.
    caf::reacts_to<lease_yielded>>;

} // namespace leasehold
