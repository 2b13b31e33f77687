// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/queue_actor.hpp"

#include <utility>

#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>
#include <fmt/format.h>

#include "actors/action/performer_actor.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using queue_pointer = role_pointer<queue_actor, queue_state>;

/// What people call the one that does a child.
std::string performer_name(const child_key& x) {
  return fmt::format("{:x}.{:x}", x.action.value(), x.attempt);
}

void start(queue_pointer self, const child_key& key,
           std::shared_ptr<const child_task> task) {
  auto& state = self->state;
  auto name = performer_name(key);
  state.performing.insert_or_assign(name, key);
  state.performers.spawn(self, name, performer,
                         performer_config{key, std::move(task),
                                          queue_actor{self},
                                          state.config.drivers});
}

void carry_out(queue_pointer self, queue_machine::effects todo) {
  auto& state = self->state;
  for (auto& key : todo.stops) {
    const auto name = performer_name(key);
    state.performers.stop(self, name);
    state.performing.erase(name);
  }
  for (auto& word : todo.words)
    if (auto origin = state.origins.find(word.key);
        origin != state.origins.end())
      self->send(origin->second, std::move(word));
  for (auto& key : todo.forgotten)
    state.origins.erase(key);
  for (auto& [key, task] : todo.starts)
    start(self, key, std::move(task));
  wake_at(self, state.timer, state.machine->next(), state.config.clock->now());
}

void performer_died(queue_pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  const auto name = state.performers.down(msg);
  if (!name)
    return;
  const auto key = std::move(state.performing.at(*name));
  state.performing.erase(*name);
  const auto now = state.config.clock->now();
  carry_out(self,
            msg.reason ? state.machine->died(key, now)
                       : state.machine->finish(key, now));
}

} // namespace

std::string queue_state::in_words() const {
  return fmt::format("does {}; {} waiting",
                     counted(machine ? machine->running() : 0, "child"),
                     machine ? machine->waiting() : 0);
}

queue_actor::behavior_type queue(queue_pointer self, queue_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.machine.emplace(state.config.limits, state.config.permits_from);
  self->set_down_handler(
      [self](caf::down_msg& msg) { performer_died(self, msg); });
  self->set_exit_handler([self](caf::exit_msg& msg) {
    self->state.performers.stop_all(self, msg.reason);
    self->quit(std::move(msg.reason));
  });
  return {
      [self](order_child& msg) {
        auto& state = self->state;
        state.origins.insert_or_assign(msg.order.key, std::move(msg.origin));
        carry_out(self,
                  state.machine->order(msg.order, state.config.clock->now()));
      },
      [self](const child_end& msg) {
        auto& state = self->state;
        carry_out(self, state.machine->end(msg.key, state.config.clock->now()));
        state.origins.erase(msg.key);
      },
      [self](child_progress& msg) {
        carry_out(
            self,
            self->state.machine->progress(msg.key, std::move(msg.statuses)));
      },
      [self](const wake_up& msg) {
        auto& state = self->state;
        state.timer.fired(msg);
        carry_out(self, state.machine->look(state.config.clock->now()));
      },
  };
}

} // namespace leasehold
