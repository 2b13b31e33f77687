// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"

namespace leasehold {

/// What a lease takes of one resource.
struct resource_use {
  resource_name resource;
  amounts amount;
};

/// Whether what is leased is enforced, or booked alone.
enum class enforcement : std::uint8_t {
  /// Nobody has said so: of a dry run, and of leases of older programs.
  unknown,
  none,
  by_driver,
};

/// What a lease takes at one gateway: each resource once.
struct route_hop {
  gateway_name gateway;
  std::vector<resource_use> uses;
  /// Of the packets of the lease, in both directions, when the gateway last
  /// agreed to the terms.
  enforcement enforced = enforcement::unknown;
};

/// A logical circuit from the source's gateway to the target's.
/// Invariant: consecutive hops are joined by the link between them, so there
/// is one link less than there are hops, and no gateway comes twice.
struct route {
  std::vector<route_hop> hops;
  std::vector<link_name> links;
};

/// Of a whole route: enforced is what all its gateways enforce.
inline enforcement enforced_over(const route& x) {
  auto weakest = enforcement::by_driver;
  for (auto& hop : x.hops)
    if (hop.enforced == enforcement::none || weakest == enforcement::by_driver)
      weakest = hop.enforced;
  return x.hops.empty() ? enforcement::unknown : weakest;
}

/// Nothing where nobody has said so.
inline std::optional<bool> is_enforced(enforcement x) {
  return x == enforcement::unknown ? std::nullopt
                                   : std::optional{x == enforcement::by_driver};
}

/// Names of gateways or links that a route must, or must not, pass.
struct route_constraints {
  std::vector<std::string> include;
  std::vector<std::string> exclude;
};

} // namespace leasehold
