// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "messages/topology.hpp"
#include "tools/simulator/dice.hpp"

// Regions to simulate: a few that have names, and random ones. Capacities are
// small, so that leases get in each other's way.
namespace leasehold::sim {

enum class region_shape : std::uint8_t { row, ring, star, random, figure8 };

/// Those before Figure 8's: what a seed draws from, unless a shape is named.
inline constexpr std::size_t unnamed_shape_count =
    static_cast<std::size_t>(region_shape::figure8);
inline constexpr std::size_t region_shape_count =
    static_cast<std::size_t>(region_shape::figure8) + 1;

const char* to_string(region_shape x) noexcept;

struct region_size {
  std::size_t gateways = 3;
  std::size_t endpoints = 4;
  /// Gateways are dealt out to so many nodes, "node-1" and on.
  std::size_t nodes = 1;
};

/// Figure 8's region has the size it has; of it only the nodes are asked for.
/// @pre at least one gateway, one endpoint and one node
topology make_region(region_shape shape, const region_size& size, dice chance);

/// The same with its gateways dealt out to so many nodes, or to as many as it
/// has gateways.
topology on_nodes(topology region, std::size_t nodes);

/// The same with an interface at some of its NICs, or at all of them, and with
/// the addresses by which leases are enforced there.
topology wired(topology region, dice chance);

/// The same with an address and a NIC for each endpoint, of which some are
/// reached by other gateways too.
topology with_hosts(topology region, dice chance);

/// The same without one gateway and all that hangs on it.
topology without(topology region, const gateway_name& gateway);

/// The name of a node by its place.
std::string node_name_at(std::size_t index);

} // namespace leasehold::sim
