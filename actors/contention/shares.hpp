// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// How much each elastic lease gets of what elastic leases have together. A
// level rises from zero, and with it what each lease has, from its minimum to
// what it desires. Where a resource is full, the leases that take of it stay as
// they are; the others go on. In the end each lease has what it desires, or
// takes of a full resource on which nobody above its minimum is at a higher
// level.
namespace leasehold {

enum class share_scheme : std::uint8_t {
  /// The level is the amount for each unit of weight: the smallest get as much
  /// as can be (weighted max-min fairness).
  max_min = 1,
  /// The level is the part of what is desired for each unit of weight: all are
  /// cut by the same part.
  proportional = 2,
};

const char* to_string(share_scheme x) noexcept;

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
/// @pre `minimum <= desired`, resources are indices of `capacities`
std::vector<std::int64_t> shares(const std::vector<std::int64_t>& capacities,
                                 const std::vector<sharer>& leases,
                                 share_scheme scheme);

} // namespace leasehold
