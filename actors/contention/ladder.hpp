// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "actors/contention/balance.hpp"
#include "actors/contention/problem.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"

namespace leasehold {

struct rung {
  remedy what;
  /// Which of the lease's ways, where it moves.
  std::size_t way = 0;
};

/// What may be done to one lease, in the order in which it is tried.
struct ladder {
  /// Its index.
  std::size_t lease;
  std::vector<rung> rungs;
  /// On which rung the lease stands: 0 is the ground, where it keeps its terms.
  std::size_t at = 0;
  /// Of `kept_all`, where it is reduced.
  std::int64_t kept = 0;

  concession given(std::size_t rung) const;

  /// At least as much as each of its rungs gives. No plan has it.
  concession given_at_most() const;

  bool may_move() const;

  /// Whether its harshest rung gives all that the milder ones do. Otherwise it
  /// ends with a choice between shrinking, shortening and moving.
  bool has_top() const;
};

/// One try: to put a lease on a rung.
struct step {
  /// An index.
  std::size_t ladder;
  std::size_t rung;
};

/// The remedies of the lease's class that can be applied now and change
/// anything.
std::vector<rung> rungs_of(const standing_lease& lease, instant now);

/// Every step of the ladders in the order of escalation: no lease is reduced
/// before all have tried to move, shortened before all have been reduced, or
/// terminated before all have been shortened;
/// within that the ladders' order decides. A class that lists a harsher remedy
/// first delays its milder ones.
std::vector<step> escalation(const std::vector<ladder>& ladders);

/// Adds termination to every ladder that lacks it, and says the steps.
std::vector<step> force(std::vector<ladder>& ladders);

} // namespace leasehold
