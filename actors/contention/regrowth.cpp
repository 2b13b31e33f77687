// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/contention/regrowth.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "actors/contention/sharing.hpp"
#include "actors/route/route_uses.hpp"

namespace leasehold {

namespace {

using use_map = std::map<resource_name, amounts>;

/// What it takes more with one part of what it lacks than with another.
use_map more_with(const restricted_lease& lease, std::int64_t than,
                  std::int64_t part) {
  auto has = sums_of(lease.uses);
  use_map result;
  for (const auto& [resource, most] : sums_of(lease.most))
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
  std::sort(leases.begin(), leases.end(), [](const auto& x, const auto& y) {
    return strength_of(x) < strength_of(y);
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
    const auto part = largest_part(parts[i], [&](std::int64_t x) {
      return fits(more_with(lease, parts[i], x), free);
    });
    const auto grows = part >= growth_min;
    for (const auto& [resource, amount] :
         more_with(lease, parts[i], grows ? part : 0))
      free[resource] -= amount;
    if (grows)
      result.push_back({lease.id, part});
  }
  return result;
}

} // namespace leasehold
