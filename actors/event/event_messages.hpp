// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include <caf/typed_actor.hpp>

#include "actors/type_ids.hpp"
#include "messages/decision.hpp"
#include "messages/event.hpp"
#include "messages/service.hpp"
#include "messages/stored.hpp"
#include "runtime/rpc/reply.hpp"

namespace leasehold {

/// New terms of a lease and the event that tells of them.
struct lease_change {
  std::shared_ptr<const lease_record> record;
  lease_event event;
};

/// The changes are durable: what waits for them may leave.
struct changes_recorded {
  std::vector<lease_change> changes;
};

struct lease_settled {
  lease_id lease;
};

/// Whoever keeps the table of leases hears of changes before anybody else.
using change_listener_actor = caf::typed_actor<
    // Changes are durable.
    caf::reacts_to<changes_recorded>,
    // All changes before the question are durable.
    caf::reacts_to<lease_settled>>;

/// Becomes durable in one step, and only that decides (C5).
struct record_changes {
  std::vector<lease_change> changes;
  change_listener_actor listener;
};

/// What happened to no lease, for operators.
struct record_notice {
  lease_event event;
};

/// Why: made durable in one group with the lease's next change, or dropped with
/// its refusal.
struct note_decision {
  decision why;
};

/// Why something was refused: made durable when there is time for it. Nobody
/// waits.
struct record_refusal {
  /// Of the set-up, where it came as far.
  lease_id setup;
  decision why;
};

/// Why a lease, or the caller's request with this number, got what it got.
struct read_decisions {
  principal who;
  lease_id lease;
  request_id request;
  reply_to<std::vector<decision>> reply;
};

/// Every hop has given back: the records of these leases can go.
struct forget_leases {
  std::vector<lease_id> leases;
};

/// Asks for a word once all that was recorded so far is durable.
struct settle_lease {
  lease_id lease;
  change_listener_actor listener;
};

/// Reads a page. Where it would be empty, waits so long for the first event.
struct read_events {
  event_query query;
  principal who;
  duration wait{};
  reply_to<event_page> reply;
};

} // namespace leasehold
