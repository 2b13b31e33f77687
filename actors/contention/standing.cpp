// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/standing.hpp"

#include <algorithm>
#include <utility>

#include "actors/route/demand.hpp"
#include "actors/route/route_uses.hpp"

namespace leasehold {

namespace {

/// What is given up at once is so from before the newcomer asked, whose term
/// may have begun while it was planned.
instant from_when(const term_change& change) {
  return change.what == remedy::shorten ? change.takes_effect : instant::min();
}

/// What both take of each resource. Where a lease moves, what it takes besides
/// is not there to be given up.
std::vector<resource_use> both_have(const std::vector<resource_use>& x,
                                    const std::vector<resource_use>& y) {
  std::vector<resource_use> result;
  for (auto& one : x)
    for (auto& other : y)
      if (one.resource == other.resource)
        result.push_back({one.resource, min(one.amount, other.amount)});
  return result;
}

/// Whether a path takes at most that part of what is between of each resource.
bool takes_at_most(const route& path, const route& least, const route& all,
                   std::int64_t part) {
  auto low = sums_of(total_uses(least));
  auto high = sums_of(total_uses(all));
  auto uses = total_uses(path);
  return std::all_of(uses.begin(), uses.end(), [&](const resource_use& use) {
    return use.amount.fits(
        between(low[use.resource], high[use.resource], part, rounded_up));
  });
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
  // What a lease takes of its target it goes on to take though nothing of that
  // is left: else it would seem to need less there, and never give way.
  const auto rate = unit::bit_per_second;
  const auto taken = sums_of(total_uses(lease.route));
  const auto of_target = taken.find(graph.resources()[target].name);
  const auto takes_rate =
      of_target != taken.end() && of_target->second[rate] > 0;
  demand.target_use.set(rate, takes_rate ? amount[rate] : 0);
  return make_route(graph, demand, links);
}

portion portion_of(const route_graph& graph, const lease_info& lease,
                   const amounts& least, const amounts& all,
                   std::int64_t part) {
  auto low = route_with(graph, lease, least);
  auto high = route_with(graph, lease, all);
  portion more{between(least, all, part, rounded_up), std::nullopt};
  more.path = route_with(graph, lease, more.amount);
  if (more.path && low && high && takes_at_most(*more.path, *low, *high, part))
    return more;
  portion less{between(least, all, part, rounded_down), std::nullopt};
  less.path = route_with(graph, lease, less.amount);
  return less;
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

share_terms sharing_of(const service_class& level, const amounts& least,
                       const amounts& all) {
  share_terms result;
  result.weight = level.weight;
  for (auto u : all_units)
    if (least[u] < all[u]) {
      result.scheme = level.sharing;
      result.minimum = least[u];
      result.desired = all[u];
      break;
    }
  return result;
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
  result.sharing = sharing_of(level, lease.minimum, lease.amount);
  result.remedies = level.remedies;
  result.tenure_min = level.tenure_min;
  result.notice = level.notice;
  return result;
}

std::vector<resource_use> most_relief(const standing_lease& lease) {
  if (std::count(lease.remedies.begin(), lease.remedies.end(), remedy::reroute)
      > 0)
    return lease.uses;
  auto only_shrinks =
      std::all_of(lease.remedies.begin(), lease.remedies.end(), [](remedy x) {
        return x == remedy::shrink || x == remedy::refuse_renewal;
      });
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

planned_change with_route(const route_graph& graph, const term_change& change,
                          const lease_info& lease, const way_map& ways) {
  planned_change result{change, lease.amount, std::nullopt};
  if (change.what == remedy::reroute)
    result.after = ways.at(lease.id).at(change.way);
  if (change.what == remedy::shrink) {
    auto kept =
        portion_of(graph, lease, lease.minimum, lease.amount, change.kept);
    result.amount = kept.amount;
    result.after = std::move(kept.path);
  }
  return result;
}

std::map<gateway_name, std::vector<pledge>>
pledges_for(const std::vector<planned_change>& changes, const route& path,
            const std::map<lease_id, route>& before) {
  std::map<gateway_name, std::vector<pledge>> result;
  for (auto& change : changes) {
    auto lease = change.terms.lease;
    for (auto& hop : path.hops) {
      auto has = hop_at(before.at(lease), hop.gateway);
      if (has == nullptr)
        continue;
      auto rest = change.after ? hop_at(*change.after, hop.gateway) : nullptr;
      result[hop.gateway].push_back({lease,
                                     rest != nullptr
                                         ? both_have(has->uses, rest->uses)
                                         : std::vector<resource_use>{},
                                     from_when(change.terms)});
    }
  }
  return result;
}

} // namespace leasehold
