// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "actors/contention/problem.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

// Leases that have less than they were asked for, when there is room again.
// Pure.
namespace leasehold {

struct restricted_lease {
  lease_id id;
  priority hold = 4;
  instant since;
  share_terms sharing;
  /// What it takes of each resource, and would take with all that was asked.
  std::vector<resource_use> uses;
  std::vector<resource_use> most;
};

struct growth {
  lease_id lease;
  /// Of `kept_all`: how much it gets of what it lacks.
  std::int64_t part = 0;
};

/// Less than this part of what it lacks is not worth a change of terms.
inline constexpr std::int64_t growth_min = kept_all / 20;

/// How far each can grow: its share, and of what is left then the strongest
/// first, then the oldest, so that whoever was reduced last has it back first.
/// `free` is what nobody takes; of a resource that is not there nothing is.
std::vector<growth> regrow(std::vector<restricted_lease> leases,
                           std::map<resource_name, amounts> free);

} // namespace leasehold
