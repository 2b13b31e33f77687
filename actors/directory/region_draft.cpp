// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/region_draft.hpp"

#include <memory>
#include <utility>

#include "actors/directory/capacities.hpp"

namespace leasehold {

region_map draft(const topology& loaded, const capacity_map& capacities,
                 const outage_map& outages, instant now,
                 const order_authors& authors) {
  region_map result;
  result.specs = loaded;
  for (auto& [resource, capacity] : capacities)
    set_capacity_in(result.specs, resource, capacity);
  auto graph = graph_of(result.specs, outages, now);
  result.limits = limits_of(graph, outages);
  result.outages = outages;
  result.orders = orders_of(graph, capacities, outages, authors, now);
  result.topology_order = topology_order(authors);
  result.graph = std::make_shared<route_graph>(std::move(graph));
  return result;
}

} // namespace leasehold
