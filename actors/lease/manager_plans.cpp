// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/lease/manager_plans.hpp"

#include <algorithm>

#include "actors/contention/balance.hpp"
#include "actors/contention/planner.hpp"
#include "actors/route/route_uses.hpp"
#include "actors/route/search.hpp"

namespace leasehold::manager {

namespace {

using lease_map = std::map<lease_id, const lease_record*>;

/// Of so many leases at most other routes are looked for in one plan, and so
/// many of each.
constexpr std::size_t movers_max = 256;
constexpr std::size_t ways_max = 2;

/// What it takes, beside waiting for lessees, until a newcomer is committed.
constexpr duration carrying_out = std::chrono::seconds{1};

/// Living leases that take something of the resources from then on.
lease_map leases_on(const manager_state& state, const amount_map& resources,
                    instant from) {
  lease_map result;
  auto wanted = [&resources](const resource_name& resource) {
    return resources.count(resource) > 0;
  };
  for (auto& [id, record] : state.table.all())
    if (record->phase == lease_phase::granted && from < record->info.term.end
        && takes_any(record->info.route, wanted))
      result.emplace(id, record.get());
  return result;
}

bool may_move(const manager_state& state, const lease_info& lease,
              const contention& problem) {
  if (state.changing.count(lease.id) > 0 || state.unmoved.count(lease.id) > 0)
    return false;
  // Where what it has is gone, a move is no harm to anybody.
  if (!problem.asked)
    return true;
  auto& remedies = class_of(state.laws->classes, lease).remedies;
  return lease.hold > problem.asked->setup
      && std::find(remedies.begin(), remedies.end(), remedy::reroute)
      != remedies.end();
}

/// Other routes for leases that take of what is short, around all of that.
way_map ways_around(const manager_state& state, const region& in,
                    const lease_map& leases, const contention& problem,
                    const std::set<resource_name>& short_of) {
  way_map result;
  auto now = state.config.clock->now();
  auto free = free_of_all(state, *in.graph);
  for (auto& [id, record] : leases) {
    auto& info = record->info;
    auto is_short = [&short_of](const resource_name& x) {
      return short_of.count(x) > 0;
    };
    if (!may_move(state, info, problem) || !takes_any(info.route, is_short))
      continue;
    amount_map own;
    for (auto& use : total_uses(info.route))
      own[use.resource] = use.amount;
    route_query query{info.source,         info.target, info.amount,
                      record->constraints, {},          {}};
    query.excluded_resources.assign(short_of.begin(), short_of.end());
    auto room = [&](const resource_name& x) {
      auto i = free.find(x);
      auto has = own.find(x);
      if (has == own.end() && in.limit_of(x).latest_end(now) < info.term.end)
        return amounts{};
      return i == free.end() ? amounts{}
          : has == own.end() ? max(i->second, {})
                             : max(i->second + has->second, {});
    };
    auto found = find_routes(*in.graph, query, room, ways_max);
    if (auto routes = std::get_if<route_search>(&found))
      result.emplace(id, std::move(routes->routes));
    if (result.size() == movers_max)
      break;
  }
  return result;
}

/// What a lessee may keep until it knows that it is taken (N3), a newcomer has
/// only after that: one that is over by then would have it taken in vain (P1).
/// Nobody waits for a move.
void spare(standing_lease& lease, duration ack_within,
           const contention& problem) {
  auto outlasts =
      problem.now + ack_within + carrying_out < problem.asked->term.end;
  if (ack_within == duration::zero() || outlasts)
    return;
  auto& all = lease.remedies;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [](remedy x) { return x != remedy::reroute; }),
            all.end());
}

void stand_all(const manager_state& state, const route_graph& graph,
               const lease_map& leases, const way_map& ways,
               contention& problem) {
  problem.leases.clear();
  for (auto& [id, record] : leases) {
    auto lease = stand(graph, state.laws->classes, record->info, problem.now);
    if (auto i = ways.find(id); i != ways.end()) {
      for (auto& path : i->second)
        lease.ways.push_back(total_uses(path));
      if (!problem.asked)
        lease.remedies.insert(lease.remedies.begin(), remedy::reroute);
    }
    if (problem.asked)
      spare(lease, class_of(state.laws->classes, record->info).ack_within,
            problem);
    problem.leases.push_back(std::move(lease));
  }
}

} // namespace

void add_capacities(const route_graph& graph, const route& path,
                    amount_map& to) {
  for (auto& hop : path.hops)
    for (auto& use : hop.uses)
      if (auto resource = graph.find_resource(use.resource))
        to.emplace(use.resource, resource->capacity);
}

amount_map free_of_all(const manager_state& state, const route_graph& graph) {
  amount_map free;
  for (auto& resource : graph.resources())
    free[resource.name] = resource.capacity;
  for (auto& [resource, quota] : state.own_quotas)
    if (auto i = free.find(resource); i != free.end())
      i->second = min(i->second, quota.most);
  for (auto& [id, record] : state.table.all())
    if (record->phase == lease_phase::granted)
      for (auto& use : total_uses(record->info.route))
        if (auto i = free.find(use.resource); i != free.end())
          i->second -= use.amount;
  return free;
}

bool lasts(const region& in, const route& path, instant end, instant now) {
  return !takes_any(path, [&](const resource_name& x) {
    return in.limit_of(x).latest_end(now) < end;
  });
}

std::optional<whole_plan> plan_whole(const manager_state& state,
                                     const region& in, contention problem) {
  auto& graph = *in.graph;
  auto leases = leases_on(state, problem.capacities, problem.now);
  stand_all(state, graph, leases, {}, problem);
  balance now{problem};
  if (now.fits())
    return whole_plan{};
  auto ways = ways_around(state, in, leases, problem, now.short_of());
  if (!ways.empty()) {
    for (auto& [id, routes] : ways)
      for (auto& path : routes)
        add_capacities(graph, path, problem.capacities);
    leases = leases_on(state, problem.capacities, problem.now);
    stand_all(state, graph, leases, ways, problem);
  }
  auto found = plan(problem);
  if (!found)
    return std::nullopt;
  whole_plan result;
  for (auto& change : found->changes)
    result.changes.push_back(
        with_route(graph, change, leases.at(change.lease)->info, ways));
  if (problem.asked)
    result.others = consider(state, problem, found, found->short_of);
  result.short_of = std::move(found->short_of);
  return result;
}

} // namespace leasehold::manager
