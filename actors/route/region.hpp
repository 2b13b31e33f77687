// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>

#include "actors/gateway/gateway_interface.hpp"
#include "actors/peer/peer_interface.hpp"
#include "actors/route/region_map.hpp"
#include "messages/ids.hpp"

namespace leasehold {

struct other_node {
  node_name name;
  peer_actor actor;
};

/// The region as it is now, with the actors that answer for it.
struct region : region_map {
  region() = default;
  explicit region(region_map map) : region_map(std::move(map)) {}

  /// All of them: a gateway that another node runs is that node's PEER.
  std::map<gateway_name, route_gateway_actor> gateways;
  /// Those that this node runs.
  std::map<gateway_name, refusal_listener_actor> refusals;
  /// The other nodes that run any.
  std::map<node_name, other_node> others;

  /// The other node that runs the gateway, if one does.
  const other_node* find_elsewhere(const gateway_name& gateway) const {
    auto node = node_of(gateway);
    return node == nullptr ? nullptr : &others.at(*node);
  }
};

} // namespace leasehold
