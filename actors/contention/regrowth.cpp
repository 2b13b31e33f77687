// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/contention/regrowth.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "actors/contention/sharing.hpp"

namespace leasehold {

namespace {

using use_map = std::map<resource_name, amounts>;

use_map by_resource(const std::vector<resource_use>& uses) {
  use_map result;
  for (const auto& use : uses)
    result[use.resource] += use.amount;
  return result;
}

/// What it takes more with one part of what it lacks than with another.
use_map more_with(const restricted_lease& lease, std::int64_t than,
                  std::int64_t part) {
  auto has = by_resource(lease.uses);
  use_map result;
  for (const auto& [resource, most] : by_resource(lease.most))
    result[resource] = between(has[resource], most, part, rounded_up)
        - between(has[resource], most, than, rounded_up);
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
  std::vector<claimant> claimants;
  for (const auto& lease : leases)
    claimants.push_back({lease.hold, lease.sharing, lease.uses, lease.most});
  const auto parts = fair_parts(claimants, free);
  for (std::size_t i = 0; i < leases.size(); ++i)
    for (const auto& [resource, amount] : more_with(leases[i], 0, parts[i]))
      free[resource] -= amount;
  std::vector<growth> result;
  for (std::size_t i = 0; i < leases.size(); ++i) {
    const auto& lease = leases[i];
    // It fits with the lower, and not with the upper.
    std::int64_t lower = parts[i];
    std::int64_t upper = kept_all + 1;
    while (upper - lower > 1) {
      const auto part = lower + (upper - lower) / 2;
      (fits(more_with(lease, parts[i], part), free) ? lower : upper) = part;
    }
    const auto grows = lower >= growth_min;
    for (const auto& [resource, amount] :
         more_with(lease, parts[i], grows ? lower : 0))
      free[resource] -= amount;
    if (!grows)
      continue;
    result.push_back({lease.id, lower});
  }
  return result;
}

} // namespace leasehold
