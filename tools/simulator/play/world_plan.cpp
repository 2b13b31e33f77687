// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/world_plan.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "actors/route/topology_file.hpp"
#include "tools/simulator/play/region_plan.hpp"

namespace leasehold::sim {

namespace {

node_index node_at(const scenario& plan, const node_name& name) {
  for (node_index i = 0; i < plan.nodes; ++i)
    if (node_name_at(i) == name.str())
      return i;
  return 0;
}

} // namespace

world_config world_of(const scenario& plan) {
  world_config result;
  result.seed = plan.seed;
  result.hosts = {150'000, 50'000};
  for (std::size_t i = 0; i < plan.nodes; ++i) {
    node_spec x;
    x.config.name = node_name_at(i);
    x.config.number = number_of(i, plan.nodes, 0);
    x.config.first_topology = plan.topology;
    x.rates = {plan.node_rates[i], plan.node_rates[i]};
    x.enforces = plan.enforces;
    result.nodes.push_back(std::move(x));
  }
  return result;
}

region_facts facts_of(const scenario& plan) {
  region_facts result;
  auto region = parse_topology(plan.topology, "the scenario");
  for (auto& gateway : region->gateways)
    result.owners[gateway.name] = node_at(plan, gateway.node);
  result.nodes = plan.nodes;
  for (auto rate : plan.node_rates)
    result.rate_max = std::max<std::int64_t>(result.rate_max, std::abs(rate));
  return result;
}

} // namespace leasehold::sim
