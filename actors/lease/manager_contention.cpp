// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <caf/make_message.hpp>

#include "actors/contention/balance.hpp"
#include "actors/contention/planner.hpp"
#include "actors/contention/regrowth.hpp"
#include "actors/contention/standing.hpp"
#include "actors/lease/manager_parts.hpp"
#include "actors/route/route_uses.hpp"
#include "actors/route/search.hpp"

// Not everything fits, or more does than before: whose terms change? The
// contention planner decides, pure and as one plan; manager_displacement.cpp
// carries it out.
namespace leasehold::manager {

namespace {

using lease_map = std::map<lease_id, const lease_record*>;
using amount_map = std::map<resource_name, amounts>;
using cause = manager_state::change_cause;

/// Of so many leases at most other routes are looked for in one plan, and so
/// many of each.
constexpr std::size_t movers_max = 256;
constexpr std::size_t ways_max = 2;
/// Leases that grow back in one go; others do in the next.
constexpr std::size_t regrown_max = 64;

bool overlap(const window& x, const window& y) {
  return x.start < y.end && y.start < x.end;
}

/// Living leases that take something of the resources.
lease_map leases_on(const manager_state& state, const amount_map& resources) {
  lease_map result;
  auto wanted = [&resources](const resource_name& resource) {
    return resources.count(resource) > 0;
  };
  for (auto& [id, record] : state.table.all())
    if (record->phase == lease_phase::granted
        && takes_any(record->info.route, wanted))
      result.emplace(id, record.get());
  return result;
}

void add_capacities(const route_graph& graph, const route& path,
                    amount_map& to) {
  for (auto& hop : path.hops)
    for (auto& use : hop.uses)
      if (auto resource = graph.find_resource(use.resource))
        to.emplace(use.resource, resource->capacity);
}

/// What nobody takes, whenever.
amount_map free_of_all(const manager_state& state) {
  amount_map free;
  for (auto& resource : state.region->graph->resources())
    free[resource.name] = resource.capacity;
  for (auto& [id, record] : state.table.all())
    if (record->phase == lease_phase::granted)
      for (auto& use : total_uses(record->info.route))
        if (auto i = free.find(use.resource); i != free.end())
          i->second -= use.amount;
  return free;
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
way_map ways_around(const manager_state& state, const lease_map& leases,
                    const contention& problem,
                    const std::set<resource_name>& short_of) {
  way_map result;
  auto free = free_of_all(state);
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
      return i == free.end() ? amounts{} : max(i->second + own[x], {});
    };
    auto found = find_routes(*state.region->graph, query, room, ways_max);
    if (auto routes = std::get_if<route_search>(&found))
      result.emplace(id, std::move(routes->routes));
    if (result.size() == movers_max)
      break;
  }
  return result;
}

void stand_all(const manager_state& state, const lease_map& leases,
               const way_map& ways, contention& problem) {
  problem.leases.clear();
  for (auto& [id, record] : leases) {
    auto lease = stand(*state.region->graph, state.laws->classes, record->info,
                       problem.now);
    if (auto i = ways.find(id); i != ways.end()) {
      for (auto& path : i->second)
        lease.ways.push_back(total_uses(path));
      if (!problem.asked)
        lease.remedies.insert(lease.remedies.begin(), remedy::reroute);
    }
    problem.leases.push_back(std::move(lease));
  }
}

/// A plan with what it takes to carry it out.
struct whole_plan {
  std::vector<planned_change> changes;
  std::set<resource_name> short_of;
  /// For a newcomer.
  considered others;

  /// How many lose something, then how many change at all.
  std::pair<std::size_t, std::size_t> harm() const {
    auto moves = std::count_if(changes.begin(), changes.end(), [](auto& x) {
      return x.terms.what == remedy::reroute;
    });
    return {changes.size() - static_cast<std::size_t>(moves), changes.size()};
  }
};

/// Plans with other routes where something is short.
std::optional<whole_plan> plan_whole(const manager_state& state,
                                     contention problem) {
  auto& graph = *state.region->graph;
  auto leases = leases_on(state, problem.capacities);
  stand_all(state, leases, {}, problem);
  balance now{problem};
  if (now.fits())
    return whole_plan{};
  auto ways = ways_around(state, leases, problem, now.short_of());
  if (!ways.empty()) {
    for (auto& [id, routes] : ways)
      for (auto& path : routes)
        add_capacities(graph, path, problem.capacities);
    leases = leases_on(state, problem.capacities);
    stand_all(state, leases, ways, problem);
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

/// A route, and what others would give up for it.
struct room {
  route path;
  whole_plan plan;
};

/// The route where the fewest lose something, the best of those.
std::optional<room> find_room(const manager_state& state, const admission& x,
                              std::vector<route> routes) {
  std::optional<room> best;
  for (auto& path : routes) {
    contention problem;
    problem.now = state.config.clock->now();
    add_capacities(*state.region->graph, path, problem.capacities);
    problem.asked = newcomer{x.setup, x.term, total_uses(path)};
    auto found = plan_whole(state, std::move(problem));
    if (found && (!best || found->harm() < best->plan.harm()))
      best = room{std::move(path), std::move(*found)};
  }
  return best;
}

/// Has a lease take the route that was found for it.
void absorb(pointer self, const planned_change& change,
            const event_origin& origin) {
  auto& record = *self->state.table.find(change.terms.lease);
  why_changed(self, record, origin, change.terms.what, {});
  new_terms terms;
  terms.routes = {*change.after};
  terms.reason = event_reason::contention;
  terms.origin = origin;
  send_change(self, change.terms.lease, std::move(terms), cause::absorbed);
}

void grow_back(pointer self) {
  auto& state = self->state;
  auto& graph = *state.region->graph;
  std::vector<restricted_lease> able;
  for (auto id : state.restricted) {
    auto record = state.table.find(id);
    if (record == nullptr || state.changing.count(id) > 0
        || state.chains.count(id) == 0)
      continue;
    auto& info = record->info;
    if (auto most = route_with(graph, info, info.asked))
      able.push_back({id, info.hold, info.since, total_uses(info.route),
                      total_uses(*most)});
    if (able.size() == regrown_max)
      break;
  }
  if (able.empty())
    return;
  for (auto& x : regrow(std::move(able), free_of_all(state))) {
    auto& info = state.table.find(x.lease)->info;
    auto grown = portion_of(graph, info, info.amount, info.asked, x.part);
    if (!grown.path)
      continue;
    new_terms terms;
    terms.amount = grown.amount;
    terms.routes = {std::move(*grown.path)};
    terms.state = *terms.amount == info.asked ? lease_state::active
                                              : lease_state::restricted;
    terms.kind = event_kind::restored;
    terms.reason = event_reason::contention;
    send_change(self, x.lease, std::move(terms), cause::regrown);
  }
}

bool gets_terms(const manager_state& state, lease_id id) {
  return state.setups.count(id) > 0 || state.renewals.count(id) > 0
      || state.changing.count(id) > 0;
}

void note_latecomers(manager_state& state) {
  auto note = [&state](const auto& all) {
    for (auto& [id, x] : all)
      state.latecomers.insert(id);
  };
  note(state.setups);
  note(state.renewals);
  note(state.changing);
}

/// Those that have their terms by now, or never will, are seen in the table.
void admit_latecomers(manager_state& state) {
  auto& all = state.latecomers;
  for (auto i = all.begin(); i != all.end();)
    i = gets_terms(state, *i) ? std::next(i) : all.erase(i);
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
  std::map<lease_id, route> before;
  for (auto& change : best->plan.changes)
    before.emplace(change.terms.lease,
                   state.table.find(change.terms.lease)->info.route);
  auto now = state.config.clock->now();
  chain_machine machine{draft_of(id, admitted, *state.region->graph, now),
                        {best->path},
                        state.config.timing};
  machine.rest_on(pledges_for(best->plan.changes, best->path, before));
  auto& waiting = state.setups.at(id);
  waiting.others = std::move(best->plan.others);
  why_granted(self, id, waiting, best->path);
  if (!best->plan.changes.empty())
    state.displacements.insert_or_assign(
        id,
        manager_state::displacement{std::move(best->plan.changes),
                                    std::move(best->plan.short_of),
                                    {},
                                    {}});
  start_chain(self, std::move(machine));
  return making_room::yes;
}

void refuse_renewals(pointer self, const admission& admitted,
                     const refusal& why) {
  auto& state = self->state;
  if (!why.offer.earliest_start || why.resource.empty())
    return;
  auto wanted = [&why](const resource_name& x) {
    return x == why.resource;
  };
  yield_terms terms;
  terms.next = lease_info::renewals::refused;
  terms.origin = {why.resource, why.gateway};
  for (auto& [id, record] : state.table.all()) {
    auto& info = record->info;
    auto& remedies = class_of(state.laws->classes, info).remedies;
    auto may =
        std::find(remedies.begin(), remedies.end(), remedy::refuse_renewal)
        != remedies.end();
    auto chain = state.chains.find(id);
    if (may && chain != state.chains.end()
        && record->phase == lease_phase::granted && info.hold > admitted.setup
        && info.next == lease_info::renewals::allowed
        && info.term.end <= *why.offer.earliest_start
        && takes_any(info.route, wanted))
      self->send(chain->second, yield_chain{terms});
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
  if (before != nullptr && !problem.capacities.empty())
    note_latecomers(state);
  auto found = plan_whole(state, std::move(problem));
  if (!found)
    return;
  for (auto& change : found->changes) {
    // What was asked of a lease that is changing may come to nothing.
    if (state.changing.count(change.terms.lease) > 0)
      state.unmoved.insert(change.terms.lease);
    if (change.terms.what == remedy::reroute) {
      auto& info = state.table.find(change.terms.lease)->info;
      absorb(self, change, origin_of(info, found->short_of));
    } else {
      tell(self, change, found->short_of, {});
    }
  }
}

void look_around(pointer self) {
  auto& state = self->state;
  if (!state.region)
    return;
  if (!state.unmoved.empty() || !state.latecomers.empty()) {
    auto before = state.unmoved;
    admit_latecomers(state);
    fit_in(self, nullptr);
    for (auto id : before)
      if (state.changing.count(id) == 0)
        state.unmoved.erase(id);
  }
  grow_back(self);
}

} // namespace leasehold::manager
