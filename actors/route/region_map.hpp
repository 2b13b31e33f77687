// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "actors/route/graph.hpp"
#include "messages/ids.hpp"
#include "messages/outage.hpp"
#include "messages/topology.hpp"

namespace leasehold {

/// What an outage lets be promised.
inline term_limit limit_of(const outage& x) {
  return {x.from,
          x.what == outage::kind::drained ? duration::max() : x.longest};
}

/// The region as values: what it holds, until when that may be promised, and
/// which nodes run its gateways. Never changes; a change is a new one. What
/// plans needs no more than this, and so knows no actors.
struct region_map {
  topology specs;
  std::shared_ptr<const route_graph> graph;
  /// Until when resources of this node may be promised; no limit for others.
  std::map<resource_name, term_limit> limits;
  /// Why, by gateway or link.
  std::map<std::string, outage> outages;
  /// Why there is less of a resource than there was, in words: what was
  /// ordered, and by whom. As far as that is known.
  std::map<resource_name, std::string> orders;
  /// The same of a resource for which nothing else was ordered.
  std::string topology_order;
  /// The nodes that run the gateways that this node does not.
  std::map<gateway_name, node_name> elsewhere;
  /// Those of them that can't be reached now: nobody asks them.
  std::set<node_name> silent;
  /// Gateways of nodes that are silent for so long that leases leave them.
  /// Their resources have no capacity.
  std::set<gateway_name> lost;

  term_limit limit_of(const resource_name& resource) const {
    auto i = limits.find(resource);
    return i == limits.end() ? term_limit{} : i->second;
  }

  const std::string& order_for(const resource_name& resource) const {
    auto i = orders.find(resource);
    return i == orders.end() ? topology_order : i->second;
  }

  /// The other node that runs the gateway, or null where this one does.
  const node_name* node_of(const gateway_name& gateway) const {
    auto i = elsewhere.find(gateway);
    return i == elsewhere.end() ? nullptr : &i->second;
  }

  bool is_silent(const gateway_name& gateway) const {
    auto node = silent.empty() ? nullptr : node_of(gateway);
    return node != nullptr && silent.count(*node) > 0;
  }
};

} // namespace leasehold
