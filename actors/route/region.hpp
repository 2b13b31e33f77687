// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "actors/gateway/gateway_interface.hpp"
#include "actors/peer/peer_interface.hpp"
#include "actors/route/graph.hpp"
#include "messages/ids.hpp"
#include "messages/outage.hpp"
#include "messages/topology.hpp"

namespace leasehold {

struct other_node {
  node_name name;
  peer_actor actor;
};

/// The region as it is now: what it holds, and who answers for it. Never
/// changes; a change is a new one.
struct region {
  topology specs;
  std::shared_ptr<const route_graph> graph;
  /// Until when resources of this node may be promised; no limit for others.
  std::map<resource_name, term_limit> limits;
  /// All of them: a gateway that another node runs is that node's PEER.
  std::map<gateway_name, route_gateway_actor> gateways;
  /// Those that this node runs.
  std::map<gateway_name, refusal_listener_actor> refusals;
  /// Who runs the gateways that this node does not.
  std::map<gateway_name, other_node> elsewhere;
  /// The other nodes that run any.
  std::map<node_name, other_node> others;

  term_limit limit_of(const resource_name& resource) const {
    auto i = limits.find(resource);
    return i == limits.end() ? term_limit{} : i->second;
  }

  /// The other node that runs the gateway, if one does.
  const other_node* find_elsewhere(const gateway_name& gateway) const {
    auto i = elsewhere.find(gateway);
    return i == elsewhere.end() ? nullptr : &i->second;
  }
};

} // namespace leasehold
