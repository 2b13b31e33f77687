// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/gateway_demand.hpp"

#include <utility>

#include <caf/make_message.hpp>

namespace leasehold::demand {

namespace {

/// A booking is seen so late at most after it came within the hour.
constexpr duration look_every = std::chrono::seconds{30};

void emit(pointer self, const resource_name& resource, demand_state turned,
          const amounts& taken, instant now) {
  lease_event event;
  event.kind = turned == demand_state::high ? event_kind::demand_high
                                            : event_kind::demand_normal;
  event.reason = event_reason::demand;
  event.resource = resource;
  event.gateway = self->state.config.name;
  event.amount = taken;
  event.takes_effect = now;
  self->send(self->state.config.events, record_notice{std::move(event)});
}

void look(pointer self, const resource_name& resource, instant now) {
  auto& state = self->state;
  auto view = state.ledger->view(resource, {now, now + demand_book::ahead});
  if (!view)
    return state.demand.forget(resource);
  auto taken = max(view->capacity - view->free, {});
  if (auto turned = state.demand.look(resource, view->capacity, taken, now))
    emit(self, resource, *turned, taken, now);
}

} // namespace

void granted(pointer self, const std::vector<resource_use>& uses, instant now) {
  for (auto& use : uses)
    self->state.demand.granted(use.resource, use.amount, now);
}

void refused(pointer self, const note_refusal& msg, instant now) {
  if (!self->state.ledger->has(msg.resource))
    return;
  self->state.demand.refused(msg.resource, msg.amount, now);
  look(self, msg.resource, now);
}

void look(pointer self, const std::vector<resource_use>& uses, instant now) {
  for (auto& use : uses)
    look(self, use.resource, now);
}

void look_again(pointer self, instant now) {
  auto& state = self->state;
  if (now < state.look_at)
    return;
  for (auto& [resource, limit] : state.demand.watched())
    look(self, resource, now);
  state.look_at = state.demand.watched().empty()
      ? forever
      : saturating_add(now, look_every);
}

void watch(pointer self, const watch_demand& msg, instant now) {
  self->state.demand.watch(msg.limits);
  self->state.look_at = now;
  look_again(self, now);
}

gateway_demand tell(pointer self, const describe_demand& msg, instant now) {
  auto& state = self->state;
  gateway_demand result;
  for (auto& resource : state.ledger->resources()) {
    if (msg.resource && *msg.resource != resource)
      continue;
    look(self, resource, now);
    auto x = state.demand.tell(resource, now);
    x.gateway = state.config.name;
    if (msg.resource || x.high > 0 || !x.periods.empty())
      result.demand.push_back(std::move(x));
  }
  return result;
}

} // namespace leasehold::demand
