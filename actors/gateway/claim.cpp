// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/claim.hpp"

#include <algorithm>

namespace leasehold {

namespace {

/// Nothing where it is not used.
amounts use_of(const std::vector<resource_use>& uses,
               const resource_name& resource) {
  for (auto& use : uses)
    if (use.resource == resource)
      return use.amount;
  return {};
}

amounts taken(const claim& x, const resource_name& resource, instant at) {
  amounts most;
  for (auto& part : x)
    if (part.over.start <= at && at < part.over.end)
      most = max(most, use_of(*part.uses, resource));
  return most;
}

void add_resources(const claim& x, std::vector<const resource_name*>& to) {
  for (auto& part : x)
    for (auto& use : *part.uses)
      if (std::none_of(to.begin(), to.end(), [&use](auto* known) {
            return known == &use.resource || *known == use.resource;
          }))
        to.push_back(&use.resource);
}

void add_cuts(const claim& x, std::vector<instant>& to) {
  for (auto& part : x)
    if (part.over.start < part.over.end)
      to.insert(to.end(), {part.over.start, part.over.end});
}

} // namespace

std::vector<claim_step> difference(const claim& before, const claim& after) {
  std::vector<instant> cuts;
  cuts.reserve(2 * (before.size() + after.size()));
  add_cuts(before, cuts);
  add_cuts(after, cuts);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<const resource_name*> resources;
  add_resources(before, resources);
  add_resources(after, resources);
  std::vector<claim_step> result;
  for (auto* resource : resources)
    for (std::size_t i = 1; i < cuts.size(); ++i) {
      const window over{cuts[i - 1], cuts[i]};
      auto then = taken(before, *resource, over.start);
      auto now = taken(after, *resource, over.start);
      if (then != now)
        result.push_back({*resource, over, then, now});
    }
  return result;
}

std::vector<const resource_name*> resources_of(const claim& x) {
  std::vector<const resource_name*> result;
  add_resources(x, result);
  return result;
}

bool within(const std::vector<resource_use>& uses, const claim& bound) {
  return std::all_of(uses.begin(), uses.end(), [&](const resource_use& use) {
    amounts most;
    for (auto& part : bound)
      most = max(most, use_of(*part.uses, use.resource));
    return !use.amount.negative() && use.amount.fits(most);
  });
}

} // namespace leasehold
