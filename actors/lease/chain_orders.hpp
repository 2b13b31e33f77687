// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "actors/lease/lease_terms.hpp"
#include "messages/event.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

// What the LEASE MANAGER tells a CHAIN of one of its leases. Each order may
// come twice: a root that was spawned again is told once more what its lease
// owes.
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

/// A gateway of its route can't be reached, and it has no other.
struct suspend_chain {
  event_origin origin;
};

/// All of them can be reached again.
struct resume_chain {};

/// The time has come for which the root wanted to be woken.
struct look_at_time {};

/// The root rests, and the manager has nothing for it: it goes until something
/// happens to the lease.
struct sleep_chain {};

using root_order =
    std::variant<change_recorded, renew_chain, end_chain, lease_acknowledged,
                 yield_chain, change_chain, stay_chain, go_on_chain, keep_chain,
                 align_chain, suspend_chain, resume_chain, look_at_time,
                 sleep_chain, hop_lost>;

struct chain_order {
  lease_id lease;
  root_order order;
};

/// All orders of one turn of the manager, in order.
struct order_roots {
  std::vector<chain_order> orders;
};

} // namespace leasehold
