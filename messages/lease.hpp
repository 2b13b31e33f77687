// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "messages/amount.hpp"
#include "messages/errc.hpp"
#include "messages/flow.hpp"
#include "messages/ids.hpp"
#include "messages/period.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Strength of a lease: 0 is the strongest, 7 the weakest.
using priority = std::uint8_t;
inline constexpr priority priority_weakest = 7;

enum class request_intent : std::uint8_t {
  grant,
  /// Answers what `grant` would, and changes nothing.
  dry_run,
};

/// Asks for `amount` of `target`, and of all that the route from `source`
/// takes, for a period.
struct lease_request {
  request_id request;
  lessee_name lessee;
  resource_name target;
  endpoint_name source;
  amounts amount;
  /// An elastic lease may be reduced to this, in every dimension that `amount`
  /// names; nothing where it may not.
  amounts minimum;
  period wanted;
  /// Now where absent. Book-ahead needs a finite period. A date, as it was
  /// asked for: the instant of a date is another one once civil time was
  /// corrected.
  std::optional<wall_time> start;
  class_name service{"standard"};
  /// As its class says where absent; never stronger than that. `hold` is never
  /// weaker than `setup`.
  std::optional<priority> setup;
  std::optional<priority> hold;
  route_constraints constraints;
  /// The lessee's own words; repeated in its events. At most 16.
  std::map<std::string, std::string> labels;
  request_intent intent = request_intent::grant;
  /// Which packets between the source and the target it is for.
  flow_selector flow;
};

/// Tells requests for different things apart: of everything but the number, the
/// lessee and the intent. Never 0.
std::uint64_t fingerprint_of(const lease_request& x);

/// Names the rule that gave less than was asked.
struct shortened_by {
  rule_name rule;
  period asked;
  period given;
};

enum class lease_state : std::uint8_t {
  /// Granted; its start is still to come.
  booked = 1,
  active = 2,
  /// Active with less than was granted.
  restricted = 3,
  over = 4,
  /// A gateway of its route can't be reached. What it has elsewhere stays
  /// booked; nobody may count on the whole.
  suspended = 5,
};

const char* to_string(lease_state x) noexcept;

/// The terms of one lease at one epoch.
struct lease_info {
  lease_id id;
  leasehold::epoch epoch;
  lease_state state = lease_state::active;
  lessee_name lessee;
  resource_name target;
  endpoint_name source;
  /// What it has now; restricted, less than was asked for.
  amounts amount;
  /// What it may be reduced to; nothing where it may not be.
  amounts minimum;
  /// What it was asked for, and grows back to where it has less.
  amounts asked;
  /// Whether the next renewal will be granted: others wait for what it has.
  enum class renewals : std::uint8_t { allowed = 1, refused = 2 };
  renewals next = renewals::allowed;
  period granted;
  /// When it was granted, whenever it begins.
  instant since;
  /// `end` is `forever` for an infinite lease, which `deadline` ends where its
  /// holder falls silent.
  window term;
  instant deadline;
  class_name service;
  priority setup = 4;
  priority hold = 4;
  leasehold::route route;
  std::map<std::string, std::string> labels;
  flow_selector flow;
  /// With clients only: turns the instants above into the civil time that the
  /// node gives them, exactly.
  std::optional<time_base> civil;
};

/// Answers a request, a dry run or a renewal that succeeds.
struct lease_grant {
  lease_info lease;
  std::optional<leasehold::shortened_by> shortened;
  /// What the source may count on from the instant it sent its request.
  duration valid_for{};
  request_intent intent = request_intent::grant;
};

/// What would have been granted instead of what was refused.
struct counter_offer {
  /// For the asked window.
  std::optional<amounts> largest_amount;
  /// For the asked amount from the asked start.
  std::optional<duration> longest_period;
  /// For the asked amount and period.
  std::optional<instant> earliest_start;
  /// Resources of the same group that have room for the asked terms.
  std::vector<resource_name> alternatives;
};

/// Answers what can't be done. Nothing has changed.
struct refusal {
  errc code = errc::none;
  /// Names the thing, the rule and the way out.
  std::string message;
  /// What bound: the resource, its gateway, when it is short, and the rule.
  resource_name resource;
  gateway_name gateway;
  std::optional<window> short_of;
  rule_name rule;
  counter_offer offer;
  /// How long to wait before the same request has a chance; zero where waiting
  /// does not help.
  duration retry_after{};
};

using lease_outcome = std::variant<lease_grant, refusal>;

/// Asks that a lease run for `wanted` from now. A renewal that fails leaves
/// the terms as they were.
struct renewal_request {
  request_id request;
  lease_id lease;
  lessee_name lessee;
  period wanted;
};

/// Changes a lease that runs: what is absent stays. It has its new terms, or
/// keeps the old ones as they were.
struct change_request {
  lease_id lease;
  lessee_name lessee;
  std::optional<amounts> amount;
  /// From now.
  std::optional<period> wanted;
  /// Another route: names that it must, or must not, pass from now on.
  std::optional<route_constraints> constraints;
};

/// Gives a lease back. An epoch of 0 means whichever is current.
struct release_request {
  lease_id lease;
  leasehold::epoch epoch;
  lessee_name lessee;
};

/// `errc::none`, also for a lease that the same lessee released before.
struct release_outcome {
  lease_id lease;
  errc code = errc::none;
  std::string message;
};

} // namespace leasehold
