// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/demand.hpp"

#include <algorithm>
#include <limits>

namespace leasehold {

namespace {

amounts rate_of(const route_demand& demand) {
  return {unit::bit_per_second, demand.rate};
}

void add_use(std::vector<graph_use>& uses, graph_index resource,
             const amounts& amount) {
  if (resource == no_index || amount.zero())
    return;
  auto i = std::find_if(uses.begin(), uses.end(), [&](const graph_use& use) {
    return use.first == resource;
  });
  if (i == uses.end())
    uses.emplace_back(resource, amount);
  else
    i->second += amount;
}

void add_buffers(std::vector<graph_use>& uses, const graph_gateway& gateway,
                 const route_demand& demand) {
  add_use(uses, gateway.buffers,
          {unit::byte, buffers_for(demand.rate, gateway.spec.buffer_time)});
}

void add_target(std::vector<graph_use>& uses, const route_demand& demand) {
  add_use(uses, demand.target_nic, rate_of(demand));
  add_use(uses, demand.target, demand.target_use);
}

} // namespace

route_demand route_demand::with_rate(std::int64_t other) const {
  auto result = *this;
  result.rate = other;
  if (target_use[unit::bit_per_second] != 0)
    result.target_use.set(unit::bit_per_second, other);
  return result;
}

route_demand make_demand(const route_graph& graph, graph_index from,
                         graph_index source_nic, graph_index target,
                         const amounts& amount) {
  auto& resource = graph.resources()[target];
  route_demand demand;
  demand.rate = amount[unit::bit_per_second];
  demand.from = from;
  demand.to = graph.index_of(resource.gateway);
  demand.source_nic = source_nic;
  demand.target = target;
  demand.target_use = amount;
  if (resource.nominal[unit::bit_per_second] == 0)
    demand.target_use.set(unit::bit_per_second, 0);
  if (!resource.endpoint.empty())
    if (auto nic = graph.index_of(nic_of(resource.endpoint)); nic != target)
      demand.target_nic = nic;
  return demand;
}

std::int64_t buffers_for(std::int64_t rate, duration stay) noexcept {
  constexpr std::int64_t bit_ms_per_byte = 8 * 1000;
  auto bit_ms = static_cast<__int128>(rate) * stay.count();
  auto bytes = (bit_ms + bit_ms_per_byte - 1) / bit_ms_per_byte;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  return bytes > most ? most : static_cast<std::int64_t>(bytes);
}

std::vector<graph_use> fixed_uses(const route_graph& graph,
                                  const route_demand& demand) {
  std::vector<graph_use> uses;
  add_use(uses, demand.source_nic, rate_of(demand));
  add_buffers(uses, graph.gateways()[demand.from], demand);
  if (demand.to != demand.from)
    add_buffers(uses, graph.gateways()[demand.to], demand);
  add_target(uses, demand);
  return uses;
}

amounts nic_use(const route_demand& demand, graph_index nic) {
  return nic == demand.target ? rate_of(demand) + demand.target_use
                              : rate_of(demand);
}

std::vector<graph_hop> hops_along(const route_graph& graph,
                                  const route_demand& demand,
                                  const std::vector<graph_index>& links) {
  std::vector<graph_hop> hops;
  hops.reserve(links.size() + 1);
  hops.push_back({demand.from, {}});
  add_use(hops.back().uses, demand.source_nic, rate_of(demand));
  for (auto index : links) {
    auto& link = graph.links()[index];
    auto& here = hops.back();
    auto forward = link.a == here.gateway;
    add_use(here.uses, forward ? link.nic_a : link.nic_b, rate_of(demand));
    add_buffers(here.uses, graph.gateways()[here.gateway], demand);
    hops.push_back({forward ? link.b : link.a, {}});
    add_use(hops.back().uses, forward ? link.nic_b : link.nic_a,
            rate_of(demand));
  }
  auto& last = hops.back();
  add_buffers(last.uses, graph.gateways()[last.gateway], demand);
  add_target(last.uses, demand);
  return hops;
}

route make_route(const route_graph& graph, const route_demand& demand,
                 const std::vector<graph_index>& links) {
  route result;
  for (auto& [gateway, uses] : hops_along(graph, demand, links)) {
    auto& hop = result.hops.emplace_back();
    hop.gateway = graph.gateways()[gateway].spec.name;
    hop.uses.reserve(uses.size());
    for (auto& [resource, amount] : uses)
      hop.uses.push_back({graph.resources()[resource].name, amount});
  }
  result.links.reserve(links.size());
  for (auto link : links)
    result.links.push_back(graph.links()[link].spec.name);
  return result;
}

} // namespace leasehold
