// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "actors/contention/problem.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"

// Leases that are reduced share what is left for them, or what is there again.
// Pure.
namespace leasehold {

struct claimant {
  priority hold = 4;
  share_terms sharing;
  /// What it takes at its minimum, and of all that it could have.
  std::vector<resource_use> least;
  std::vector<resource_use> all;
};

/// How much each gets of what is between, in parts of `kept_all`: leases of the
/// strongest hold first, and of one hold those of one scheme together. None for
/// those whose scheme is `oldest_first`.
/// @param room What there is beside what they take at their minimum; all of it
///        together is never exceeded.
std::vector<std::int64_t> fair_parts(const std::vector<claimant>& claimants,
                                     std::map<resource_name, amounts> room);

} // namespace leasehold
