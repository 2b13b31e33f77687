// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <caf/make_message.hpp>

#include "actors/contention/fates.hpp"
#include "actors/contention/regrowth.hpp"
#include "actors/contention/standing.hpp"
#include "actors/lease/manager_plans.hpp"
#include "actors/route/route_uses.hpp"
#include "messages/bounds.hpp"

// There is less than before, or will be, or more: whose terms change? The
// contention planner decides what is lost, as one plan.
namespace leasehold::manager {

namespace {

using cause = manager_state::change_cause;

/// Leases that grow back in one go; others do in the next.
constexpr std::size_t regrown_max = 64;

/// What there is less of than before, or may be.
amount_map shrunk(const region* before, const region& next) {
  amount_map result;
  for (auto& resource : next.graph->resources()) {
    auto old = before == nullptr ? nullptr
                                 : before->graph->find_resource(resource.name);
    if (old == nullptr || !old->capacity.fits(resource.capacity))
      result.emplace(resource.name, resource.capacity);
  }
  return result;
}

/// What is gone from a moment on, which is still to come.
std::map<instant, amount_map> closing(const region* before, const region& next,
                                      instant now) {
  std::map<instant, amount_map> result;
  for (auto& [resource, limit] : next.limits)
    if (now < limit.until && limit.until < forever
        && (before == nullptr
            || limit.until < before->limit_of(resource).until))
      result[limit.until].emplace(resource, amounts{});
  return result;
}

/// Whoever can't move keeps what it has until then.
planned_change until(instant end, planned_change change,
                     const lease_info& lease) {
  if (change.terms.what == remedy::reroute)
    return change;
  change.terms.what =
      lease.term.start < end ? remedy::shorten : remedy::terminate;
  change.terms.takes_effect = end;
  change.after.reset();
  return change;
}

/// Adds what owners elsewhere have left for leases of roots here.
void add_quotas(const manager_state& state, instant now, amount_map& gone,
                std::map<instant, amount_map>& later) {
  for (auto& [resource, quota] : state.own_quotas) {
    auto& to = quota.from <= now ? gone : later[quota.from];
    auto [i, added] = to.emplace(resource, quota.most);
    if (!added)
      i->second = min(i->second, quota.most);
  }
}

/// What has to change where there is less than before, or will be.
whole_plan plan_loss(const manager_state& state, const region* before,
                     const region& next) {
  contention problem;
  problem.now = state.config.clock->now();
  problem.capacities = shrunk(before, next);
  auto later_gone = closing(before, next, problem.now);
  add_quotas(state, problem.now, problem.capacities, later_gone);
  auto result = plan_whole(state, next, problem).value_or(whole_plan{});
  std::set<lease_id> told;
  for (auto& change : result.changes)
    told.insert(change.terms.lease);
  for (auto& [end, gone] : later_gone) {
    contention later;
    later.now = end;
    later.capacities = gone;
    auto found = plan_whole(state, next, std::move(later));
    if (!found)
      continue;
    for (auto& change : found->changes)
      if (told.insert(change.terms.lease).second)
        result.changes.push_back(
            until(end, std::move(change),
                  state.table.find(change.terms.lease)->info));
    result.short_of.merge(found->short_of);
  }
  return result;
}

/// How little is lost.
int loss(fate x) {
  switch (x) {
  case fate::terminated:
    return 0;
  case fate::shortened:
    return 1;
  case fate::shrunk:
    return 2;
  default:
    return 3;
  }
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
    if (!lasts(*state.region, info.route, info.term.end,
               state.config.clock->now()))
      continue;
    if (auto most = route_with(graph, info, info.asked))
      able.push_back({id, info.hold, info.since,
                      sharing_of(class_of(state.laws->classes, info),
                                 info.amount, info.asked),
                      total_uses(info.route), total_uses(*most)});
    if (able.size() == regrown_max)
      break;
  }
  if (able.empty())
    return;
  for (auto& x : regrow(std::move(able), free_of_all(state, graph))) {
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

void fit_in(pointer self, const region* before) {
  auto& state = self->state;
  auto& now = *state.region;
  if (before != nullptr
      && !(shrunk(before, now).empty()
           && closing(before, now, state.config.clock->now()).empty()))
    note_latecomers(state);
  auto found = plan_loss(state, before, now);
  for (auto& change : found.changes) {
    // What was asked of a lease that is changing may come to nothing.
    if (state.changing.count(change.terms.lease) > 0)
      state.unmoved.insert(change.terms.lease);
    if (change.terms.what == remedy::reroute) {
      auto& info = state.table.find(change.terms.lease)->info;
      absorb(self, change, origin_of(info, found.short_of));
    } else {
      tell(self, change, found.short_of, {});
    }
  }
}

void tell_plan(pointer self, const plan_region& msg) {
  auto& state = self->state;
  if (!state.region)
    return msg.reply(
        failure{errc::unavailable, "the node is still starting; try again"});
  auto found = plan_loss(state, state.region.get(), *msg.next);
  curtailment answer;
  for (auto& change : found.changes) {
    auto& info = state.table.find(change.terms.lease)->info;
    answer.leases.push_back({info.id, info.lessee, fate_of(change.terms.what)});
  }
  std::sort(answer.leases.begin(), answer.leases.end(), [](auto& x, auto& y) {
    return std::make_pair(loss(x.what), x.lease)
        < std::make_pair(loss(y.what), y.lease);
  });
  answer.count = answer.leases.size();
  if (answer.count > bounds::curtailed)
    answer.leases.resize(bounds::curtailed);
  msg.reply(std::move(answer));
}

void look_around(pointer self) {
  auto& state = self->state;
  if (!state.region)
    return;
  forget_quotas(state);
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
