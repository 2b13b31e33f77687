// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/origin_actor.hpp"

#include <utility>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using origin_pointer = role_pointer<origin_actor, origin_state>;

void carry_out(origin_pointer self, origin_machine::effects todo) {
  auto& state = self->state;
  if (!todo.orders.empty() || !todo.ends.empty() || !todo.permits.empty()
      || !todo.statuses.empty())
    self->send(state.actions,
               origin_report{state.action, std::move(todo.orders),
                             std::move(todo.ends), std::move(todo.permits),
                             std::move(todo.statuses)});
  if (state.machine->is_over()) {
    self->quit();
    return;
  }
  wake_at(self, state.timer, state.machine->next(), state.clock->now());
}

} // namespace

std::string origin_state::in_words() const {
  return fmt::format("waits for {}",
                     counted(machine ? machine->open() : 0, "target"));
}

origin_actor::behavior_type origin(origin_pointer self, origin_config config) {
  auto& state = self->state;
  state.actions = std::move(config.actions);
  state.clock = std::move(config.clock);
  state.action = config.action.id;
  state.machine.emplace(config.action, config.open, config.permits,
                        config.attempts_from);
  wake_at(self, state.timer, state.machine->next(), state.clock->now());
  return {
      [self](see_region& msg) {
        auto& state = self->state;
        carry_out(
            self,
            state.machine->enter(std::move(msg.region), state.clock->now()));
      },
      [self](const child_word& msg) {
        auto& state = self->state;
        carry_out(self, state.machine->hear(msg, state.clock->now()));
      },
      [self](const permit_kept& msg) {
        auto& state = self->state;
        carry_out(
            self,
            state.machine->permitted(msg.key.attempt, state.clock->now()));
      },
      [self](stop_action) { carry_out(self, self->state.machine->cancel()); },
      [self](const wake_up& msg) {
        auto& state = self->state;
        state.timer.fired(msg);
        carry_out(self, state.machine->look(state.clock->now()));
      },
  };
}

} // namespace leasehold
