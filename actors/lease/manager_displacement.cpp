// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include <caf/make_message.hpp>

#include "actors/lease/manager_parts.hpp"
#include "actors/route/route_uses.hpp"

// Carries out a plan that makes room for a newcomer, so that nobody has given
// up anything for one that does not get in (P1):
// 1. the newcomer's hops are held, resting on what others pledge, so that
//    nobody else takes what they give up;
// 2. leases that move hold their other routes beside their own;
// 3. the others are told, durably, and their hops give back;
// 4. those that move do;
// 5. the newcomer's hops are committed, which a ledger refuses where a pledge
//    was not kept.
// A hold that fails in 1 or 2 ends it, and nobody has been told anything.
namespace leasehold::manager {

namespace {

using displacement = manager_state::displacement;
using cause = manager_state::change_cause;

bool moves(const planned_change& change) {
  return change.terms.what == remedy::reroute;
}

template <class Msg>
void order(pointer self, lease_id lease, Msg msg) {
  auto& chains = self->state.chains;
  if (auto chain = chains.find(lease); chain != chains.end())
    self->send(chain->second, std::move(msg));
}

/// Has the lease hold the route that was found for it. What it finds there may
/// be what others give back.
bool secure_move(pointer self, const displacement& x,
                 const planned_change& change) {
  auto& state = self->state;
  auto id = change.terms.lease;
  auto record = state.table.find(id);
  if (record == nullptr || state.chains.count(id) == 0
      || state.changing.count(id) > 0)
    return false;
  std::vector<planned_change> givers;
  std::map<lease_id, route> before;
  for (auto& other : x.changes)
    if (auto giver = state.table.find(other.terms.lease);
        giver != nullptr && !moves(other)) {
      givers.push_back(other);
      before.emplace(other.terms.lease, giver->info.route);
    }
  new_terms terms;
  terms.routes = {*change.after};
  terms.reason = event_reason::contention;
  terms.origin = origin_of(record->info, x.short_of);
  terms.when = new_terms::commits::when_told;
  send_change(self, id, std::move(terms), cause::displaced,
              pledges_for(givers, *change.after, before));
  return true;
}

void secure_moves(pointer self, lease_id newcomer) {
  auto& x = self->state.displacements.at(newcomer);
  x.at = displacement::stage::securing;
  for (auto& change : x.changes)
    if (moves(change))
      x.missing.insert(change.terms.lease);
  for (auto& change : x.changes)
    if (moves(change) && !secure_move(self, x, change))
      return abandon(self, newcomer);
}

void tell_others(pointer self, lease_id newcomer, displacement& x) {
  x.at = displacement::stage::giving;
  for (auto& change : x.changes)
    if (!moves(change) && tell(self, change, x.short_of, newcomer) == told::yes)
      x.missing.insert(change.terms.lease);
}

void let_move(pointer self, lease_id newcomer, displacement& x) {
  x.at = displacement::stage::moving;
  for (auto& change : x.changes)
    if (moves(change) && self->state.changing.count(change.terms.lease) > 0) {
      auto& record = *self->state.table.find(change.terms.lease);
      why_changed(self, record, origin_of(record.info, x.short_of),
                  change.terms.what, newcomer);
      x.missing.insert(change.terms.lease);
      order(self, change.terms.lease, go_on_chain{});
    }
}

/// Goes from stage to stage as long as nobody is waited for.
void advance(pointer self, lease_id newcomer) {
  auto& all = self->state.displacements;
  for (auto i = all.find(newcomer); i != all.end() && i->second.missing.empty();
       i = all.find(newcomer)) {
    switch (i->second.at) {
    case displacement::stage::planned:
      secure_moves(self, newcomer);
      break;
    case displacement::stage::securing:
      tell_others(self, newcomer, i->second);
      break;
    case displacement::stage::giving:
      let_move(self, newcomer, i->second);
      break;
    case displacement::stage::moving:
      all.erase(i);
      order(self, newcomer, go_on_chain{});
      break;
    }
  }
}

/// Whoever waits for the lease does not any more.
void done(pointer self, lease_id lease) {
  std::vector<lease_id> ready;
  for (auto& [newcomer, x] : self->state.displacements)
    if (x.missing.erase(lease) > 0 && x.missing.empty())
      ready.push_back(newcomer);
  for (auto newcomer : ready)
    advance(self, newcomer);
}

} // namespace

event_origin origin_of(const lease_info& lease,
                       const std::set<resource_name>& short_of) {
  for (auto& hop : lease.route.hops)
    for (auto& use : hop.uses)
      if (short_of.count(use.resource) > 0)
        return {use.resource, hop.gateway};
  return {};
}

told tell(pointer self, const planned_change& change,
          const std::set<resource_name>& short_of, lease_id newcomer) {
  auto& state = self->state;
  auto id = change.terms.lease;
  auto chain = state.chains.find(id);
  auto record = state.table.find(id);
  if (chain == state.chains.end() || record == nullptr)
    return told::nobody;
  auto origin = origin_of(record->info, short_of);
  why_changed(self, *record, origin, change.terms.what, newcomer);
  // What is gone can't be kept for anybody.
  auto ack_within = newcomer == lease_id{}
      ? duration::zero()
      : class_of(state.laws->classes, record->info).ack_within;
  if (change.terms.what == remedy::terminate) {
    self->send(chain->second,
               end_chain{event_reason::contention, origin.resource,
                         origin.gateway, ack_within});
    return told::yes;
  }
  yield_terms terms;
  terms.origin = origin;
  terms.ack_within = ack_within;
  if (change.terms.what == remedy::shorten) {
    terms.end = change.terms.takes_effect;
  } else {
    terms.amount = change.amount;
    terms.smaller = change.after;
  }
  terms.sooner =
      ends_sooner(state, *record, terms.end.value_or(record->info.term.end));
  self->send(chain->second, yield_chain{std::move(terms)});
  return told::yes;
}

void holds_all(pointer self, const lease_waits& msg) {
  if (self->state.displacements.count(msg.lease) > 0)
    advance(self, msg.lease);
  else
    done(self, msg.lease);
}

void yielded(pointer self, lease_id victim) {
  done(self, victim);
}

void not_moved(pointer self, lease_id lease) {
  std::vector<lease_id> lost;
  for (auto& [newcomer, x] : self->state.displacements)
    for (auto& change : x.changes)
      if (change.terms.lease == lease && moves(change))
        lost.push_back(newcomer);
  for (auto newcomer : lost)
    abandon(self, newcomer);
}

void abandon(pointer self, lease_id newcomer) {
  auto& all = self->state.displacements;
  auto i = all.find(newcomer);
  if (i == all.end())
    return;
  auto x = std::move(i->second);
  all.erase(i);
  for (auto& change : x.changes)
    if (moves(change))
      order(self, change.terms.lease, stay_chain{});
  order(self, newcomer, stay_chain{});
}

} // namespace leasehold::manager
