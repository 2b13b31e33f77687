// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "messages/topology.hpp"
#include "tools/simulator/dice.hpp"

// Regions to simulate: a few that have names, and random ones. Capacities are
// small, so that leases get in each other's way.
namespace leasehold::sim {

enum class region_shape { row, ring, star, random };

const char* to_string(region_shape x) noexcept;

struct region_size {
  std::size_t gateways = 3;
  std::size_t endpoints = 4;
  /// Gateways are dealt out to so many nodes, "node-1" and on.
  std::size_t nodes = 1;
};

/// @pre at least one gateway and one endpoint; no more nodes than gateways
topology make_region(region_shape shape, const region_size& size, dice chance);

/// The same with its gateways dealt out to nodes.
topology on_nodes(topology region, std::size_t nodes);

/// The same without one gateway and all that hangs on it.
topology without(topology region, const gateway_name& gateway);

/// The name of a node by its place.
std::string node_name_at(std::size_t index);

} // namespace leasehold::sim
