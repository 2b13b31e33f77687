// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "actors/lease/lease_terms.hpp"
#include "messages/event.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

// What a CHAIN is told by the LEASE MANAGER. Each order may come twice: a chain
// that was spawned again is told once more what its lease owes.
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

} // namespace leasehold
