// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include <caf/make_message.hpp>

#include "actors/contention/standing.hpp"
#include "actors/lease/manager_plans.hpp"
#include "actors/route/route_uses.hpp"

// A newcomer does not fit: whose terms change for it? The contention planner
// decides, pure and as one plan; manager_displacement.cpp carries it out.
namespace leasehold::manager {

namespace {

bool overlap(const window& x, const window& y) {
  return x.start < y.end && y.start < x.end;
}

/// From whom the request takes, as its class says now.
victim_objective victims_of(const manager_state& state, const admission& x) {
  auto i = state.laws->classes.find(x.request.service);
  return i == state.laws->classes.end() ? victim_objective::weakest
                                        : i->second.victims;
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
  auto now = state.config.clock->now();
  for (auto& path : routes) {
    // Nobody can make room there.
    if (!lasts(*state.region, path, x.term.end, now))
      continue;
    contention problem;
    problem.now = now;
    add_capacities(*state.region->graph, path, problem.capacities);
    problem.asked =
        newcomer{x.setup, x.term, total_uses(path), victims_of(state, x)};
    auto found = plan_whole(state, *state.region, std::move(problem));
    if (found && (!best || found->harm() < best->plan.harm()))
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
  std::map<lease_id, route> before;
  for (auto& change : best->plan.changes)
    before.emplace(change.terms.lease,
                   state.table.find(change.terms.lease)->info.route);
  auto now = state.config.clock->now();
  chain_machine machine{draft_of(id, admitted, *state.region->graph, now),
                        {best->path},
                        state.config.timing};
  auto& waiting = state.setups.at(id);
  machine.epochs_from(waiting.epochs_from);
  machine.rest_on(pledges_for(best->plan.changes, best->path, before));
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

} // namespace leasehold::manager
