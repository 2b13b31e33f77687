// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/hop_actor.hpp"

#include <algorithm>
#include <utility>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using hop_pointer = role_pointer<hop_actor, hop_actor_state>;

void speak(hop_pointer self) {
  auto& words = self->state.words;
  if (self->state.journal != hop_actor_state::write::durable
      || !words.nics.empty())
    return;
  if (!words.answers.empty() && words.chain)
    self->send(words.chain, hop_answers{std::move(words.answers)});
  if (!words.lost.empty())
    self->send(words.roots, hops_lost{std::move(words.lost)});
  self->quit();
}

/// A lease that can't be put in force is not granted; its root gives it back.
void note_failures(hop_words& words, const circuits_carried& msg) {
  for (auto& answer : words.answers) {
    if (answer.step != hop_step::commit || answer.code != errc::none
        || std::count(msg.failed.begin(), msg.failed.end(), answer.key.lease)
            == 0
        || words.leaving.count({msg.nic, answer.key.lease}) > 0)
      continue;
    answer.code = errc::driver_failed;
    answer.resource = msg.nic;
  }
}

} // namespace

std::string hop_actor_state::in_words() const {
  return fmt::format("waits for write {}, to say {}", words.token,
                     counted(words.answers.size() + words.lost.size(), "word"));
}

hop_actor::behavior_type hop(hop_pointer self, hop_words words) {
  self->state.words = std::move(words);
  return {
      [self](const records_durable& msg) {
        if (self->state.words.token > msg.token)
          return;
        self->state.journal = hop_actor_state::write::durable;
        speak(self);
      },
      [self](const circuits_carried& msg) {
        if (self->state.words.nics.erase(msg.nic) == 0)
          return;
        note_failures(self->state.words, msg);
        speak(self);
      },
  };
}

} // namespace leasehold
