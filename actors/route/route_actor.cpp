// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/route_actor.hpp"

#include <optional>
#include <utility>
#include <variant>

#include <caf/make_message.hpp>

#include "actors/route/planning_work.hpp"
#include "runtime/actor/counted.hpp"
#include "runtime/watch/turn_watch.hpp"

namespace leasehold {

namespace {

using route_pointer = role_pointer<route_actor, route_state>;

struct carrier {
  void operator()(route_probe& x) const {
    auto& gateways = self->state.config.region->gateways;
    // One that is not there says nothing.
    if (auto i = gateways.find(x.gateway); i != gateways.end())
      self->send(i->second,
                 probe_gateway{std::move(x.gateway), x.question, self,
                               std::move(x.resources)});
  }
  void operator()(route_finding& x) const {
    self->send(self->state.config.parent, std::move(x));
  }

  route_pointer self;
};

/// Asks for hints of what is kept, for as long as it is used.
void listen(route_pointer self, instant now) {
  constexpr duration hints_last = std::chrono::minutes{1};
  auto& state = self->state;
  if (state.heard_of == state.machine->kept_changes() && now < state.listen_at)
    return;
  state.heard_of = state.machine->kept_changes();
  state.listen_at = saturating_add(now, hints_last / 2);
  auto& gateways = state.config.region->gateways;
  for (auto& [name, resources] : state.machine->resources())
    if (auto i = gateways.find(name); i != gateways.end())
      self->send(i->second,
                 watch_load{std::move(resources), self,
                            saturating_add(now, hints_last)});
}

void carry(route_pointer self, route_machine::effects effects) {
  for (auto& effect : effects)
    std::visit(carrier{self}, effect);
  auto& state = self->state;
  wake_at(self, state.timer, state.machine->next_deadline(),
          state.config.clock->now());
}

} // namespace

std::string route_state::in_words() const {
  return "looks for " + counted(machine->open(), "wish");
}

route_actor::behavior_type kept_route(route_pointer self, route_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.machine.emplace(state.config.ends, state.config.limits);
  state.machine->enter(state.config.region);
  auto now = [self] {
    return self->state.config.clock->now();
  };
  return {
      [self, now](const ask_route& msg) {
        // Paths are searched for now and then; if that never ended, the node
        // would, and this wish be set aside.
        std::optional<working_on> told;
        auto& query = msg.wish.query;
        if (!self->state.machine->kept(query.amount[unit::bit_per_second]))
          told.emplace(work_of(query));
        carry(self, self->state.machine->ask(msg.token, msg.wish, now()));
        listen(self, now());
      },
      [self, now](probe_answer& msg) {
        carry(self, self->state.machine->hear(std::move(msg), now()));
      },
      [self](const widen_route& msg) { self->state.machine->widen(msg.rate); },
      [self](const load_hint& msg) { self->state.machine->take_hint(msg); },
      [self](region_changed& msg) {
        self->state.config.region = std::move(msg.region);
        carry(self, self->state.machine->enter(self->state.config.region));
      },
      [self, now](const wake_up& msg) {
        self->state.timer.fired(msg);
        carry(self, self->state.machine->due(now()));
      },
  };
}

} // namespace leasehold
