// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "messages/service_class.hpp"

// How much each elastic lease gets of what elastic leases have together. A
// level rises from zero, and with it what each lease has, from its minimum to
// what it desires. Where a resource is full, the leases that take of it stay as
// they are; the others go on. In the end each lease has what it desires, or
// takes of a full resource on which nobody above its minimum is at a higher
// level. The level is, for each unit of weight, the amount (`max_min`) or the
// part of what is desired (`proportional`).
namespace leasehold {

struct sharer {
  /// What it takes of one resource for each unit of its amount.
  struct take {
    std::size_t resource = 0;
    double factor = 1;
  };

  /// Positive.
  double weight = 1;
  std::int64_t minimum = 0;
  std::int64_t desired = 0;
  /// Each resource at most once, its factor positive.
  std::vector<take> takes;
};

/// One amount for each lease, from its minimum to what it desires, rounded
/// down: so nothing is beyond its capacity, unless the minimums alone are.
/// Whoever comes later never takes anybody below its minimum. Of n leases that
/// take of h resources each: O(n h log(n h)).
/// @param capacities What the leases have together of each resource.
/// @pre `minimum <= desired`, resources are indices of `capacities`, and the
/// scheme is not `oldest_first`, which has no level
std::vector<std::int64_t> shares(const std::vector<std::int64_t>& capacities,
                                 const std::vector<sharer>& leases,
                                 share_scheme scheme);

} // namespace leasehold
