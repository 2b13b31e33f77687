// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <variant>

#include "actors/policy/limits.hpp"
#include "actors/policy/policy.hpp"
#include "actors/route/graph.hpp"
#include "actors/route/wish.hpp"
#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "messages/time.hpp"

// What a request becomes before anything is looked for: names resolved, the
// period as the rules give it, the term on the node's timeline. Pure.
namespace leasehold {

struct admission_terms {
  /// What `any` gives where no rule says.
  duration any_period = std::chrono::hours{1};
  /// How long an infinite lease lives on after its holder was last seen.
  duration liveness = std::chrono::seconds{30};
  /// How late a start may arrive and still mean now.
  duration start_slack = std::chrono::seconds{10};
};

struct admission {
  /// With the target's full name.
  lease_request request;
  period given;
  std::optional<leasehold::shortened_by> shortened;
  priority setup = 4;
  priority hold = 4;
  window term;
  instant deadline;

  route_wish wish() const;
};

/// What the rules need to know of a lease.
limit_subject subject_of(const route_graph& graph, const lessee_name& lessee,
                         const resource_name& target,
                         const endpoint_name& source);

/// Fails, the first that applies, with `invalid_request`, `unknown_target`,
/// `unknown_name` for a class that there is not, `limit_exceeded` for more
/// strength than the class has, and what `apply_limits` refuses with. Sources
/// are the search's to check.
std::variant<admission, refusal>
admit(lease_request request, const route_graph& graph, const policy& rules,
      const leases_under& count, const time_base& now,
      const admission_terms& terms);

/// The term and deadline of a period that begins at `start`.
struct dated_term {
  window term;
  instant deadline;
};
dated_term date_term(period given, instant start, instant now,
                     const admission_terms& terms);

} // namespace leasehold
