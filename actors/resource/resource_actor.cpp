// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/resource_actor.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <caf/make_message.hpp>

#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using resource_pointer = role_pointer<resource_actor, resource_state>;

void forget_those_who_left(resource_state& state) {
  auto over = [now = state.config.clock->now()](auto& each) {
    return each.until <= now;
  };
  auto& all = state.listeners;
  all.erase(std::remove_if(all.begin(), all.end(), over), all.end());
}

struct carrier {
  void operator()(resource_serves& x) const {
    self->send(self->state.config.parent, std::move(x));
  }
  void operator()(const demand_turned& x) const {
    auto& config = self->state.config;
    lease_event event;
    event.kind = x.to == demand_state::high ? event_kind::demand_high
                                            : event_kind::demand_normal;
    event.reason = event_reason::demand;
    event.resource = config.name;
    event.gateway = config.gateway;
    event.amount = x.taken;
    event.takes_effect = x.at;
    self->send(config.events, record_notice{std::move(event)});
  }
  void operator()(const load_hint& x) const {
    forget_those_who_left(self->state);
    for (auto& each : self->state.listeners)
      self->send(each.actor, x);
  }

  resource_pointer self;
};

void carry(resource_pointer self, resource_machine::effects effects,
           instant now) {
  for (auto& effect : effects)
    std::visit(carrier{self}, effect);
  auto& state = self->state;
  wake_at(self, state.timer, state.machine->next_deadline(), now);
}

/// Who asks hears the newest hint at once, and again each time it asks: one of
/// those before may have been lost, or be of a RESOURCE that died.
void listen(resource_pointer self, const watch_load& msg) {
  auto& state = self->state;
  auto& all = state.listeners;
  forget_those_who_left(state);
  auto known = std::find_if(all.begin(), all.end(), [&msg](auto& each) {
    return each.actor == msg.listener;
  });
  if (known != all.end())
    known->until = msg.until;
  else if (all.size() < resource_state::listeners_max)
    all.push_back({msg.listener, msg.until});
  else
    return;
  self->send(msg.listener, state.machine->hint());
}

} // namespace

std::string resource_state::in_words() const {
  return "serves " + to_string(machine->serves()) + ", tells "
      + counted(listeners.size(), "route") + " of its load";
}

resource_actor::behavior_type resource(resource_pointer self,
                                       resource_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.machine.emplace(state.config.name, state.config.hints_from);
  auto now = [self] {
    return self->state.config.clock->now();
  };
  carry(self, state.machine->configure(state.config.given, now()), now());
  if (state.config.most)
    carry(self,
          state.machine->report(
              {report_resource::health::serving, state.config.most}, now()),
          now());
  return {
      [self, now](const configure_resource& msg) {
        auto at = now();
        carry(self, self->state.machine->configure(msg, at), at);
      },
      [self, now](const report_resource& msg) {
        auto at = now();
        carry(self, self->state.machine->report(msg, at), at);
      },
      [self](const watch_threshold& msg) {
        self->state.machine->watch(msg.limit);
      },
      [self, now](const note_demand& msg) {
        auto at = now();
        carry(self, self->state.machine->note(msg, at), at);
      },
      [self](const watch_load& msg) { listen(self, msg); },
      [self, now](const tell_demand& msg) {
        auto demand = self->state.machine->tell(now());
        demand.gateway = self->state.config.gateway;
        self->send(self->state.config.parent,
                   demand_told{msg.question, std::move(demand)});
      },
      [self, now](const wake_up& msg) {
        self->state.timer.fired(msg);
        auto at = now();
        carry(self, self->state.machine->due(at), at);
      },
  };
}

} // namespace leasehold
