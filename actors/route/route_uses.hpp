// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"

// What a route takes, and where.
namespace leasehold {

/// The route's part at a gateway; null where it does not pass.
inline const route_hop* hop_at(const route& path, const gateway_name& gateway) {
  auto i = std::find_if(
      path.hops.begin(), path.hops.end(),
      [&](const route_hop& hop) { return hop.gateway == gateway; });
  return i == path.hops.end() ? nullptr : &*i;
}

/// Whether the route takes something of a resource for which `wanted` holds.
template <class Wanted>
bool takes_any(const route& path, Wanted wanted) {
  return std::any_of(path.hops.begin(), path.hops.end(),
                     [&](const route_hop& hop) {
                       return std::any_of(hop.uses.begin(), hop.uses.end(),
                                          [&](const resource_use& use) {
                                            return wanted(use.resource);
                                          });
                     });
}

/// Whether none of `uses` is more than what `all` has of the same resource.
inline bool takes_no_more(const std::vector<resource_use>& uses,
                          const std::vector<resource_use>& all) {
  return std::all_of(uses.begin(), uses.end(), [&](const resource_use& use) {
    return std::any_of(all.begin(), all.end(), [&](const resource_use& other) {
      return other.resource == use.resource && use.amount.fits(other.amount);
    });
  });
}

/// Whether the path is the same, and nowhere more is taken.
inline bool is_part_of(const route& less, const route& all) {
  return less.links == all.links
      && std::equal(less.hops.begin(), less.hops.end(), all.hops.begin(),
                    all.hops.end(), [](const route_hop& x, const route_hop& y) {
                      return x.gateway == y.gateway
                          && takes_no_more(x.uses, y.uses);
                    });
}

/// Adds what is taken of each resource.
inline void add_uses(const std::vector<resource_use>& uses,
                     std::map<resource_name, amounts>& to) {
  for (auto& use : uses)
    to[use.resource] += use.amount;
}

/// What is taken of each resource.
inline std::map<resource_name, amounts>
sums_of(const std::vector<resource_use>& uses) {
  std::map<resource_name, amounts> result;
  add_uses(uses, result);
  return result;
}

} // namespace leasehold
