// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// What a lease takes at one gateway: each resource once.
struct route_hop {
  gateway_name gateway;
  std::vector<resource_use> uses;
};

/// A logical circuit from the source's gateway to the target's.
/// Invariant: consecutive hops are joined by the link between them, so there
/// is one link less than there are hops, and no gateway comes twice.
struct route {
  std::vector<route_hop> hops;
  std::vector<link_name> links;
};

/// Names of gateways or links that a route must, or must not, pass.
struct route_constraints {
  std::vector<std::string> include;
  std::vector<std::string> exclude;
};

} // namespace leasehold
