// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "messages/event.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

// What the root of a lease may be asked to change, as values.
namespace leasehold {

struct chain_timing {
  /// T_hold: how long a gateway keeps a hold, and how long a set-up may take.
  duration hold = std::chrono::seconds{10};
  /// How long a renewal may take, and when a release is sent again.
  duration answer = std::chrono::seconds{5};
  /// How long before the end the lessee is warned; a fifth of the period
  /// where that is less.
  duration warning = std::chrono::seconds{30};
};

/// New terms for a lease, as the rules gave them.
struct renewal {
  request_id request;
  period given;
  instant end;
  instant deadline;
};

/// Where a change began that was not the lessee's.
struct event_origin {
  resource_name resource;
  gateway_name gateway;
};

/// What a lease gives up for others, and where it was asked for. Whatever is
/// absent stays.
struct yield_terms {
  std::optional<amounts> amount;
  /// The same path with what the lease takes then.
  std::optional<leasehold::route> smaller;
  std::optional<instant> end;
  /// It keeps the rest, and is not renewed.
  std::optional<lease_info::renewals> next;
  event_origin origin;
  /// How much sooner than here the term may end at gateways of other nodes, for
  /// which these terms are not meant to be told longer.
  duration sooner{};
  /// So long at most hops keep what it gives up, for its lessee to acknowledge
  /// that (N3).
  duration ack_within{};
};

/// New terms for a lease that runs, another route among them, taken before the
/// old ones are given up. Whatever is absent stays.
struct new_terms {
  enum class commits : std::uint8_t {
    /// As soon as all is held.
    at_once,
    /// When others have given back: see `chain_machine::go_on`.
    when_told,
  };

  /// The best first; each with all that the lease takes then.
  std::vector<route> routes;
  std::optional<amounts> amount;
  /// What it grows back to from now on.
  std::optional<amounts> asked;
  /// Of a lease that has less than it was granted, or that has it back.
  std::optional<lease_state> state;
  /// With a new end; `request` says nothing.
  std::optional<renewal> end;
  std::optional<route_constraints> constraints;
  event_kind kind = event_kind::moved;
  event_reason reason = event_reason::requested;
  event_origin origin;
  commits when = commits::at_once;
};

/// What others give up at each gateway.
using pledge_map = std::map<gateway_name, std::vector<pledge>>;

} // namespace leasehold
