// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace leasehold {

/// Outcomes a caller can act on; everything else goes into the message beside
/// the code. Numbers are wire format: never renumber, never reuse. Where
/// several apply, the first of this list is answered.
enum class errc : std::uint8_t {
  none = 0,
  /// The request is not well formed. Correct it as the message says.
  invalid_request = 1,
  /// Nobody has logged in on this connection, or with a name that the
  /// certificate does not carry. Log in first.
  unauthenticated = 2,
  /// The caller may not do this. Ask an operator.
  permission_denied = 3,
  /// No such lease, or not the caller's: the two look the same. List leases.
  unknown_lease = 4,
  /// No such resource or endpoint in the region. List resources.
  unknown_target = 5,
  /// No such source endpoint in the region. List endpoints.
  unknown_source = 6,
  /// No such gateway, link, rule or other named thing. List them.
  unknown_name = 7,
  /// The lease is over. Request a new one; a dead lease is never revived.
  lease_over = 8,
  /// The caller acts on older terms than the lease has. Read the lease again.
  stale_epoch = 9,
  /// The lease time is unacceptable: no rule allows this period. Ask for one
  /// within the bounds that the refusal names.
  period_unacceptable = 10,
  /// A rule forbids it whatever is free. The refusal names the rule.
  limit_exceeded = 11,
  /// More than the resource has at all. Ask for less or elsewhere.
  above_capacity = 12,
  /// Not enough is free in the asked window. The refusal offers what fits.
  insufficient_capacity = 13,
  /// No route satisfies the asked hops. Ask for others.
  no_route = 14,
  /// The hold ran out before its commit. Request again.
  hold_expired = 15,
  /// Whether it took effect is not known yet; capacity stays reserved until
  /// both sides agree. Ask again with the same request id.
  unknown_outcome = 16,
  /// The node's disk is nearly full; it keeps its promises and makes no new
  /// ones. Free space on the node.
  low_space = 17,
  /// A bound on calls, connections, sizes or leases was reached. Ask for
  /// less at once, or later.
  too_much = 18,
  /// The node is starting, stopping or can't be reached. Try again.
  unavailable = 19,
  /// No answer in time. Try again with the same request id.
  timed_out = 20,
  /// Something of that name exists already, or is still in use.
  conflict = 21,
  /// Stored data is damaged or of an unknown version. Restore it.
  corrupt = 22,
  /// Another node answers for this. Ask the one that the message names.
  wrong_node = 23,
  /// What enforces leases at a gateway could not be set up. Ask again, or for
  /// another route; an operator mends what the message names.
  driver_failed = 24,
};

/// The word for a code in output, logs and documents.
const char* to_string(errc x) noexcept;

} // namespace leasehold
