// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/room.hpp"

#include <algorithm>

namespace leasehold {

namespace {

std::optional<share> worse(const std::optional<share>& x,
                           const std::optional<share>& y) {
  if (!x || !y)
    return std::nullopt;
  return std::min(*x, *y);
}

} // namespace

free_room::free_room(const route_graph& graph, const free_lookup& lookup)
    : graph_(graph), lookup_(lookup), known_(graph.resources().size()) {}

void free_room::shut(graph_index resource) {
  known_[resource] = amounts{};
}

const amounts& free_room::free_of(graph_index resource) {
  auto& known = known_[resource];
  if (!known)
    known = lookup_(graph_.resources()[resource].name);
  return *known;
}

std::optional<share> share_after(const amounts& free, const amounts& capacity,
                                 const amounts& use) {
  share result;
  for (auto u : all_units) {
    if (use[u] <= 0)
      continue;
    if (use[u] > free[u])
      return std::nullopt;
    // More may be free than the topology knows of; never divide by nothing.
    result = std::min(
        result,
        share{free[u] - use[u], std::max<std::int64_t>(capacity[u], 1)});
  }
  return result;
}

std::optional<share> free_room::after(graph_index resource,
                                      const amounts& use) {
  return share_after(free_of(resource), graph_.resources()[resource].capacity,
                     use);
}

std::optional<share> free_room::after_fixed(const route_demand& demand) {
  std::optional<share> result = share{};
  for (auto& [resource, use] : fixed_uses(graph_, demand))
    result = worse(result, after(resource, use));
  return result;
}

std::optional<share> free_room::after_link(const route_demand& demand,
                                           graph_index link) {
  auto& [spec, a, b, nic_a, nic_b] = graph_.links()[link];
  return worse(after(nic_a, nic_use(demand, nic_a)),
               after(nic_b, nic_use(demand, nic_b)));
}

std::optional<share> free_room::after_gateway(const route_demand& demand,
                                              graph_index gateway) {
  auto& [spec, buffers, first, last, neighbours] = graph_.gateways()[gateway];
  if (buffers == no_index)
    return share{};
  return after(buffers,
               {unit::byte, buffers_for(demand.rate, spec.buffer_time)});
}

} // namespace leasehold
