// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "actors/route/graph.hpp"
#include "messages/amount.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

// What a lease takes, and where: the one place that says so.
//
// The rate is taken at the source endpoint's NIC, at the NICs of both ends of
// every link, and at the NIC of the endpoint that offers the target; each
// gateway of the route holds its traffic in its buffers. The target itself
// gives what it was asked for in the dimensions it has; where it has no
// dimension for the rate, the rate stays with the route. What is taken of one
// resource for two reasons adds up.
namespace leasehold {

/// What one request takes along whichever route. Indexes are the graph's.
struct route_demand {
  std::int64_t rate = 0;
  /// The gateways of the source and of the target.
  graph_index from = no_index;
  graph_index to = no_index;
  /// Absent where the source is a gateway itself.
  graph_index source_nic = no_index;
  graph_index target = no_index;
  /// Of the endpoint that offers the target, where that is another resource.
  graph_index target_nic = no_index;
  amounts target_use;

  /// The same demand for another rate.
  route_demand with_rate(std::int64_t other) const;
};

/// @pre `from`, `to` and `target` are set; `source_nic` may be.
route_demand make_demand(const route_graph& graph, graph_index from,
                         graph_index source_nic, graph_index target,
                         const amounts& amount);

/// What a lease of `rate` takes of buffers that packets leave after `stay`:
/// rounded up to whole bytes, saturating.
std::int64_t buffers_for(std::int64_t rate, duration stay) noexcept;

/// One resource and what is taken of it.
using graph_use = std::pair<graph_index, amounts>;

/// What every route of the demand takes: at the source, at the target, and of
/// the buffers of both their gateways. Each resource once.
std::vector<graph_use> fixed_uses(const route_graph& graph,
                                  const route_demand& demand);

/// What is taken of `nic`, which is at one end of a link of the route.
amounts nic_use(const route_demand& demand, graph_index nic);

/// What is taken at one gateway. Each resource once.
struct graph_hop {
  graph_index gateway = no_index;
  std::vector<graph_use> uses;
};

/// What the route along `links` takes, from the source on.
/// @pre `links` lead from `demand.from` to `demand.to` without a loop.
std::vector<graph_hop> hops_along(const route_graph& graph,
                                  const route_demand& demand,
                                  const std::vector<graph_index>& links);

/// The same, with names.
route make_route(const route_graph& graph, const route_demand& demand,
                 const std::vector<graph_index>& links);

} // namespace leasehold
