// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/fates.hpp"

#include <algorithm>

namespace leasehold {

namespace {

bool takes_of(const standing_lease& lease,
              const std::set<resource_name>& resources) {
  return std::any_of(
      lease.uses.begin(), lease.uses.end(),
      [&resources](auto& use) { return resources.count(use.resource) > 0; });
}

bool meets(const standing_lease& lease, const contention& problem) {
  return !problem.asked
      || (lease.term.start < problem.asked->term.end
          && problem.asked->term.start < lease.term.end);
}

/// Whether its class has something that could be done to it now.
bool can_give(const standing_lease& lease) {
  return std::any_of(lease.remedies.begin(), lease.remedies.end(),
                     [&lease](remedy x) {
                       switch (x) {
                       case remedy::reroute:
                         return !lease.ways.empty();
                       case remedy::shrink:
                         return !lease.least.empty();
                       case remedy::shorten:
                       case remedy::terminate:
                         return true;
                       case remedy::refuse_renewal:
                         break;
                       }
                       return false;
                     });
}

bool touched(fate x) {
  return x <= fate::terminated || x == fate::moved;
}

fate spared(const standing_lease& lease, const contention& problem,
            const std::optional<contention_plan>& plan) {
  if (problem.asked && lease.hold <= problem.asked->setup)
    return fate::too_strong;
  if (!can_give(lease))
    return fate::class_forbids;
  if (saturating_add(lease.since, lease.tenure_min) > problem.now)
    return fate::in_tenure;
  return plan ? fate::not_needed : fate::not_enough;
}

} // namespace

fate fate_of(remedy x) {
  switch (x) {
  case remedy::reroute:
    return fate::moved;
  case remedy::shrink:
    return fate::shrunk;
  case remedy::shorten:
    return fate::shortened;
  case remedy::refuse_renewal:
  case remedy::terminate:
    break;
  }
  return fate::terminated;
}

std::vector<considered_lease>
fates_of(const contention& problem, const std::optional<contention_plan>& plan,
         const std::set<resource_name>& short_of) {
  std::map<lease_id, remedy> changed;
  if (plan)
    for (auto& change : plan->changes)
      changed.emplace(change.lease, change.what);
  std::vector<considered_lease> result;
  for (auto& lease : problem.leases) {
    auto i = changed.find(lease.id);
    if (i != changed.end())
      result.push_back({lease.id, {}, fate_of(i->second)});
    else if (takes_of(lease, short_of) && meets(lease, problem))
      result.push_back({lease.id, {}, spared(lease, problem, plan)});
  }
  std::sort(result.begin(), result.end(), [](auto& x, auto& y) {
    return touched(x.what) != touched(y.what) ? touched(x.what)
                                              : x.lease < y.lease;
  });
  return result;
}

} // namespace leasehold
