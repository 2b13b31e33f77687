// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <set>
#include <utility>

#include <caf/make_message.hpp>

#include "actors/contention/planner.hpp"
#include "actors/contention/standing.hpp"
#include "actors/lease/manager_parts.hpp"
#include "actors/route/route_uses.hpp"

// Not everything fits: somebody must give up terms. The planner decides, pure
// and as one plan; then, for a newcomer,
// 1. its hops are held, resting on what others pledge, so that nobody else
//    takes what they give up;
// 2. the others are told, durably, and their hops give back;
// 3. the newcomer's hops are committed, which a ledger refuses where a pledge
//    was not kept.
// A newcomer that can't even be held has cost nobody anything (P1).
namespace leasehold::manager {

namespace {

bool overlap(const window& x, const window& y) {
  return x.start < y.end && y.start < x.end;
}

/// Living leases that take something of the resources.
std::map<lease_id, const lease_info*>
leases_on(const manager_state& state,
          const std::map<resource_name, amounts>& resources) {
  std::map<lease_id, const lease_info*> result;
  auto wanted = [&resources](const resource_name& resource) {
    return resources.count(resource) > 0;
  };
  for (auto& [id, record] : state.table.all())
    if (record->phase == lease_phase::granted
        && takes_any(record->info.route, wanted))
      result.emplace(id, &record->info);
  return result;
}

std::vector<standing_lease>
stand_all(const manager_state& state,
          const std::map<lease_id, const lease_info*>& leases, instant now) {
  std::vector<standing_lease> result;
  for (auto& [id, info] : leases)
    result.push_back(
        stand(*state.region->graph, state.laws->classes, *info, now));
  return result;
}

void add_capacities(const route_graph& graph, const route& path,
                    std::map<resource_name, amounts>& to) {
  for (auto& hop : path.hops)
    for (auto& use : hop.uses)
      if (auto resource = graph.find_resource(use.resource))
        to.emplace(use.resource, resource->capacity);
}

/// Why the lease is changed: the first resource on its route that is short.
event_origin origin_of(const lease_info& lease,
                       const std::set<resource_name>& short_of) {
  for (auto& hop : lease.route.hops)
    for (auto& use : hop.uses)
      if (short_of.count(use.resource) > 0)
        return {use.resource, hop.gateway};
  return {};
}

/// Tells the chain of a lease what it gives up; whether there is one.
enum class told { yes, nobody };
told tell(pointer self, const term_change& change,
          const std::set<resource_name>& short_of) {
  auto& state = self->state;
  auto chain = state.chains.find(change.lease);
  auto record = state.table.find(change.lease);
  if (chain == state.chains.end() || record == nullptr)
    return told::nobody;
  auto origin = origin_of(record->info, short_of);
  if (change.what == remedy::terminate) {
    self->send(
        chain->second,
        end_chain{event_reason::contention, origin.resource, origin.gateway});
    return told::yes;
  }
  yield_terms terms;
  terms.origin = origin;
  if (change.what == remedy::shorten) {
    terms.end = change.takes_effect;
  } else {
    terms.amount = record->info.minimum;
    terms.smaller =
        route_with(*state.region->graph, record->info, record->info.minimum);
  }
  self->send(chain->second, yield_chain{std::move(terms)});
  return told::yes;
}

/// A route, and what others would give up for it.
struct room {
  route path;
  contention_plan plan;
};

/// The route where the fewest are touched, the best of those. The leases are
/// looked up once for all routes; a plan leaves alone who is not in its way.
std::optional<room> find_room(const manager_state& state, const admission& x,
                              std::vector<route> routes) {
  auto& graph = *state.region->graph;
  std::map<resource_name, amounts> of_all;
  for (auto& path : routes)
    add_capacities(graph, path, of_all);
  contention problem;
  problem.now = state.config.clock->now();
  problem.leases = stand_all(state, leases_on(state, of_all), problem.now);
  std::optional<room> best;
  for (auto& path : routes) {
    problem.capacities.clear();
    add_capacities(graph, path, problem.capacities);
    problem.asked = newcomer{x.setup, x.term, total_uses(path)};
    auto found = plan(problem);
    if (found && (!best || found->changes.size() < best->plan.changes.size()))
      best = room{std::move(path), std::move(*found)};
  }
  return best;
}

} // namespace

std::map<resource_name, amounts> relief_for(pointer self,
                                            const admission& admitted) {
  auto& state = self->state;
  auto now = state.config.clock->now();
  std::map<resource_name, amounts> result;
  for (auto& [id, record] : state.table.all()) {
    auto& info = record->info;
    if (record->phase != lease_phase::granted || info.hold <= admitted.setup
        || class_of(state.laws->classes, info).remedies.empty()
        || !overlap(info.term, admitted.term))
      continue;
    auto lease = stand(*state.region->graph, state.laws->classes, info, now);
    for (auto& use : most_relief(lease))
      result[use.resource] += use.amount;
  }
  return result;
}

std::optional<route> could_make_room(const manager_state& state,
                                     const admission& admitted,
                                     std::vector<route> routes) {
  auto best = find_room(state, admitted, std::move(routes));
  return best ? std::optional{std::move(best->path)} : std::nullopt;
}

making_room make_room(pointer self, lease_id id, std::vector<route> routes) {
  auto& state = self->state;
  auto& admitted = state.setups.at(id).admitted;
  auto best = find_room(state, admitted, std::move(routes));
  if (!best)
    return making_room::no;
  auto& graph = *state.region->graph;
  manager_state::displacement made;
  std::map<lease_id, const lease_info*> victims;
  for (auto& change : best->plan.changes) {
    made.missing.insert(change.lease);
    victims.emplace(change.lease, &state.table.find(change.lease)->info);
  }
  auto now = state.config.clock->now();
  chain_machine machine{
      draft_of(id, admitted, graph, now), {best->path}, state.config.timing};
  machine.rest_on(pledges_for(best->plan, best->path, victims, graph));
  made.plan = std::move(best->plan);
  if (!made.missing.empty())
    state.displacements.insert_or_assign(id, std::move(made));
  start_chain(self, std::move(machine));
  return making_room::yes;
}

void order_displaced(pointer self, const lease_waits& msg) {
  auto& state = self->state;
  auto i = state.displacements.find(msg.lease);
  if (i == state.displacements.end())
    return;
  auto& plan = i->second.plan;
  std::vector<lease_id> gone;
  for (auto& change : plan.changes)
    if (tell(self, change, plan.short_of) == told::nobody)
      gone.push_back(change.lease);
  for (auto lease : gone)
    yielded(self, lease);
}

void yielded(pointer self, lease_id victim) {
  auto& state = self->state;
  for (auto i = state.displacements.begin(); i != state.displacements.end();) {
    auto& missing = i->second.missing;
    if (missing.erase(victim) == 0 || !missing.empty()) {
      ++i;
      continue;
    }
    if (auto chain = state.chains.find(i->first); chain != state.chains.end())
      self->send(chain->second, go_on_chain{});
    i = state.displacements.erase(i);
  }
}

void fit_in(pointer self, const region* before) {
  auto& state = self->state;
  contention problem;
  problem.now = state.config.clock->now();
  for (auto& resource : state.region->graph->resources()) {
    auto old = before == nullptr ? nullptr
                                 : before->graph->find_resource(resource.name);
    if (old == nullptr || !old->capacity.fits(resource.capacity))
      problem.capacities.emplace(resource.name, resource.capacity);
  }
  auto leases = leases_on(state, problem.capacities);
  if (leases.empty())
    return;
  problem.leases = stand_all(state, leases, problem.now);
  auto found = plan(problem);
  if (!found)
    return;
  for (auto& change : found->changes)
    tell(self, change, found->short_of);
}

} // namespace leasehold::manager
