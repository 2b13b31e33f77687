// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/hop_actor.hpp"

#include <utility>

#include <caf/make_message.hpp>

namespace leasehold {

namespace {

using hop_pointer = hop_actor::stateful_pointer<hop_actor_state>;

void speak(hop_pointer self, const await_durable& entry) {
  if (auto lost = std::get_if<hop_lost>(&entry.word))
    self->send(self->state.roots, *lost);
  else if (entry.root)
    self->send(entry.root, std::get<hop_answer>(entry.word));
}

void settle(hop_pointer self, const records_durable& report) {
  auto& waiting = self->state.waiting;
  while (!waiting.empty() && waiting.front().token <= report.token) {
    auto entry = std::move(waiting.front());
    waiting.pop_front();
    speak(self, entry);
    if (entry.after == await_durable::then::quit) {
      self->quit();
      return;
    }
  }
}

} // namespace

hop_actor::behavior_type hop(hop_pointer self, root_asker_actor gateway,
                             root_finder_actor roots) {
  self->state.gateway = std::move(gateway);
  self->state.roots = std::move(roots);
  return {
      [self](await_durable& msg) {
        self->state.waiting.push_back(std::move(msg));
      },
      [self](const records_durable& msg) { settle(self, msg); },
      [self](const find_my_root& msg) {
        self->send(self->state.roots, ask_root{msg.question, self});
      },
      [self](const root_answer& msg) { self->send(self->state.gateway, msg); },
  };
}

} // namespace leasehold
