// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "messages/amount.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

namespace leasehold {

enum class event_kind : std::uint8_t {
  granted = 1,
  renewed = 2,
  expiring_soon = 3,
  restricted = 4,
  ended = 5,
  /// It takes another route now.
  moved = 6,
  /// Its lessee changed its amount or its end.
  changed = 7,
  /// It has back some or all of what was taken.
  restored = 8,
  /// It keeps its terms, and its next renewal will be refused.
  no_renewal = 9,
  /// Of a resource, not of a lease: much of it is taken, or no longer.
  demand_high = 10,
  demand_normal = 11,
  /// A gateway of its route can't be reached, and no other route fits.
  suspended = 12,
};

const char* to_string(event_kind x) noexcept;

/// Why a lease ended or changed.
enum class event_reason : std::uint8_t {
  /// The lessee asked for it.
  requested = 1,
  /// Its term ran out.
  expired = 2,
  /// The holder of an infinite lease fell silent.
  holder_gone = 3,
  /// An operator asked for it.
  administrative = 4,
  /// A hop of its route was lost or restricted.
  hop_lost = 5,
  /// Not everything fits any more: a stronger lease came, or a capacity has
  /// shrunk.
  contention = 6,
  /// So much is taken of a resource.
  demand = 7,
  /// The node that runs a gateway of its route can't be reached, or can be
  /// again.
  unreachable = 8,
};

const char* to_string(event_reason x) noexcept;

/// One change of one lease, durable before it takes effect.
struct lease_event {
  /// The place in the node's event log: grows without end, never used twice.
  std::uint64_t number = 0;
  lease_id lease;
  leasehold::epoch epoch;
  /// 1, 2, 3, ... for each lease.
  std::uint32_t sequence = 0;
  event_kind kind = event_kind::granted;
  event_reason reason = event_reason::requested;
  lessee_name lessee;
  /// Where the change began; empty where it was the lessee.
  resource_name resource;
  gateway_name gateway;
  /// The terms from `takes_effect` on.
  amounts amount;
  duration remaining{};
  instant takes_effect;
  /// The terms until then, of the same moment; nothing where it is granted.
  amounts amount_before;
  duration remaining_before{};
  /// When it was recorded, for people.
  wall_time recorded;
  std::map<std::string, std::string> labels;
  /// Only where it moved.
  route moved_from;
  route moved_to;
};

} // namespace leasehold
