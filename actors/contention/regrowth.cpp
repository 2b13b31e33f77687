// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/contention/regrowth.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace leasehold {

namespace {

using use_map = std::map<resource_name, amounts>;

use_map by_resource(const std::vector<resource_use>& uses) {
  use_map result;
  for (const auto& use : uses)
    result[use.resource] += use.amount;
  return result;
}

/// What it would take more with that part of what it lacks.
use_map more_with(const restricted_lease& lease, std::int64_t part) {
  auto has = by_resource(lease.uses);
  use_map result;
  for (const auto& [resource, most] : by_resource(lease.most))
    result[resource] =
        between(has[resource], most, part, rounded_up) - has[resource];
  return result;
}

bool fits(const use_map& more, const use_map& free) {
  return std::all_of(more.begin(), more.end(), [&free](const auto& use) {
    const auto room = free.find(use.first);
    return use.second.zero()
        || (room != free.end() && use.second.fits(room->second));
  });
}

} // namespace

std::vector<growth> regrow(std::vector<restricted_lease> leases,
                           std::map<resource_name, amounts> free) {
  const auto strength = [](const restricted_lease& x) {
    return std::make_tuple(x.hold, x.since, x.id.value());
  };
  std::sort(leases.begin(), leases.end(),
            [&strength](const auto& x, const auto& y) {
              return strength(x) < strength(y);
            });
  std::vector<growth> result;
  for (const auto& lease : leases) {
    // It fits with the lower, and not with the upper.
    std::int64_t lower = 0;
    std::int64_t upper = kept_all + 1;
    while (upper - lower > 1) {
      const auto part = lower + (upper - lower) / 2;
      (fits(more_with(lease, part), free) ? lower : upper) = part;
    }
    if (lower < growth_min)
      continue;
    for (const auto& [resource, amount] : more_with(lease, lower))
      free[resource] -= amount;
    result.push_back({lease.id, lower});
  }
  return result;
}

} // namespace leasehold
