// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "messages/amount.hpp"
#include "messages/circuit.hpp"
#include "messages/event.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

// What a node keeps in its journal. A record is the whole state of one object;
// the newest of a key counts.
namespace leasehold {

/// Stored format: never renumber, never reuse.
enum class record_kind : std::uint16_t {
  node = 1,
  topology = 2,
  capacity = 3,
  rule = 4,
  hop = 5,
  lease = 6,
  event = 7,
  service_class = 8,
  threshold = 9,
  decision = 10,
  outage = 11,
  meter = 12,
  usage = 13,
  action = 14,
  statuses = 15,
  permit = 16,
};

enum class hop_state : std::uint8_t {
  held = 1,
  active = 2,
  restricted = 3,
  dead = 4,
};

/// What a hop takes, and when.
struct hop_terms {
  std::vector<resource_use> uses;
  window term;
  /// What the term is longer than its root asked: the root counts on another
  /// node's clock, and its order was under way.
  duration shift{0};
  shared_circuit carries{};
};

/// Epochs whose terms went with a disk that an operator put back: they may have
/// been others than the hop has, so nobody who names one is let act.
struct lost_epochs {
  /// The first of them; 0 where none were lost.
  epoch from;
  /// The first after them; 0 until the root has said the terms again.
  epoch until;

  bool has(epoch x) const noexcept {
    return from.value() != 0 && !(x < from)
        && (until.value() == 0 || x < until);
  }
};

/// This gateway's part of a lease. Key: gateway, lease.
struct hop_record {
  hop_key key;
  gateway_name root;
  hop_state state = hop_state::held;
  std::vector<resource_use> uses;
  window term;
  /// When the owner ends it by itself: of a hold, when it times out.
  instant deadline;
  /// Other terms of the same lease, committed beside these, while its root
  /// decides which of them count. At each instant the most of both is booked.
  std::optional<hop_terms> next;
  /// The oldest epoch whose terms it still has: its end may have moved since,
  /// its amounts have not. An effect under an older one is not admitted.
  leasehold::epoch fence;
  /// As in `hop_terms`.
  duration shift{0};
  lost_epochs lost;
  /// As in `hold_hop`.
  shared_circuit carries{};
};

/// Whether a hop takes what its record says, and not only holds it.
inline bool is_active(const hop_record& record) noexcept {
  return record.state == hop_state::active
      || record.state == hop_state::restricted;
}

enum class lease_phase : std::uint8_t {
  granted = 1,
  /// Ended for its lessee; hops that have not answered may still be taken.
  over = 2,
};

/// A lease at its root. Key: lease.
struct lease_record {
  lease_info info;
  gateway_name root;
  lease_phase phase = lease_phase::granted;
  request_id request;
  /// The renewal that made these terms, if one did.
  request_id renewal;
  /// Numbered ones before it, the newest last; at most
  /// `bounds::renewals_remembered`.
  std::vector<request_id> past_renewals;
  std::uint32_t last_sequence = 0;
  /// Whether the lessee has been warned of the end of these terms.
  bool warned = false;
  /// What its request asked for, to know that again: the amount, and
  /// `fingerprint_of` all; 0 where it was stored before there were any.
  amounts requested;
  std::uint64_t fingerprint = 0;
  /// What its route must, or must not, pass.
  route_constraints constraints;
  /// Gateways that it left, or gave up moving to, and that may not have given
  /// back yet what it has there under this epoch or an older one.
  std::map<gateway_name, epoch> left;
};

/// Of the node itself. Key: empty.
struct node_record {
  std::uint64_t boots = 0;
  /// The number under which it started last; a node whose disk was put back
  /// goes on under another.
  std::uint32_t number = 0;
};

struct capacity_record {
  resource_name resource;
  amounts capacity;
};

} // namespace leasehold
