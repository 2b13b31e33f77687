// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/standing.hpp"

#include <algorithm>

#include "actors/route/demand.hpp"
#include "actors/route/route_uses.hpp"

namespace leasehold {

namespace {

/// What is given up at once is so from before the newcomer asked, whose term
/// may have begun while it was planned.
instant from_when(const term_change& change) {
  return change.what == remedy::shorten ? change.takes_effect : instant::min();
}

} // namespace

std::optional<route> route_with(const route_graph& graph,
                                const lease_info& lease,
                                const amounts& amount) {
  auto start = graph.resolve_source(lease.source);
  auto target = graph.index_of(lease.target);
  if (start.gateway == no_index || target == no_index)
    return std::nullopt;
  std::vector<graph_index> links;
  for (auto& name : lease.route.links) {
    links.push_back(graph.index_of(name));
    if (links.back() == no_index)
      return std::nullopt;
  }
  auto demand = make_demand(graph, start.gateway, start.nic, target, amount);
  return make_route(graph, demand, links);
}

std::vector<resource_use> total_uses(const route& path) {
  std::map<resource_name, amounts> sums;
  for (auto& hop : path.hops)
    add_uses(hop.uses, sums);
  std::vector<resource_use> result;
  for (auto& [resource, amount] : sums)
    result.push_back({resource, amount});
  return result;
}

const service_class& class_of(const class_map& classes,
                              const lease_info& lease) {
  static const auto standard = shipped_classes().at(class_name{"standard"});
  auto i = classes.find(lease.service);
  return i == classes.end() ? standard : i->second;
}

standing_lease stand(const route_graph& graph, const class_map& classes,
                     const lease_info& lease, instant now) {
  auto& level = class_of(classes, lease);
  standing_lease result;
  result.id = lease.id;
  result.hold = lease.hold;
  result.since = lease.since;
  result.term = {std::max(lease.term.start, now), lease.term.end};
  result.uses = total_uses(lease.route);
  if (!lease.minimum.zero() && lease.minimum != lease.amount)
    if (auto least = route_with(graph, lease, lease.minimum))
      result.least = total_uses(*least);
  result.remedies = level.remedies;
  result.tenure_min = level.tenure_min;
  result.notice = level.notice;
  return result;
}

std::vector<resource_use> most_relief(const standing_lease& lease) {
  auto only_shrinks = std::all_of(lease.remedies.begin(), lease.remedies.end(),
                                  [](remedy x) { return x == remedy::shrink; });
  if (lease.remedies.empty() || (only_shrinks && lease.least.empty()))
    return {};
  auto relief = lease.uses;
  if (only_shrinks)
    for (auto& use : relief)
      for (auto& least : lease.least)
        if (least.resource == use.resource)
          use.amount -= least.amount;
  return relief;
}

std::map<gateway_name, std::vector<pledge>>
pledges_for(const contention_plan& plan, const route& path,
            const std::map<lease_id, const lease_info*>& victims,
            const route_graph& graph) {
  std::map<gateway_name, std::vector<pledge>> result;
  for (auto& change : plan.changes) {
    auto& victim = *victims.at(change.lease);
    auto smaller = change.what == remedy::shrink
        ? route_with(graph, victim, victim.minimum)
        : std::nullopt;
    for (auto& hop : path.hops) {
      if (hop_at(victim.route, hop.gateway) == nullptr)
        continue;
      auto rest = smaller ? hop_at(*smaller, hop.gateway) : nullptr;
      result[hop.gateway].push_back(
          {change.lease,
           rest != nullptr ? rest->uses : std::vector<resource_use>{},
           from_when(change)});
    }
  }
  return result;
}

} // namespace leasehold
