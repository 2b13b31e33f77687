// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/peer/peer_actor.hpp"

#include <utility>

#include <caf/make_message.hpp>

#include "messages/bounds.hpp"
#include "messages/codec/peer_codec.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using peer_pointer = role_pointer<peer_actor, peer_state>;

/// A frame with more goes at once, so that none is long under way.
constexpr std::size_t frame_weight = 64 << 10;

void flush(peer_state& state) {
  if (state.gathered.empty())
    return;
  auto messages = std::exchange(state.gathered, {});
  state.weight = 0;
  if (state.config.port)
    state.config.port->send(state.config.node.str(),
                            encode_frame(messages, state.config.clock->now()));
}

void say(peer_pointer self, peer_message message) {
  auto& state = self->state;
  const auto weight = weight_of(message);
  if (state.weight + weight > frame_weight)
    flush(state);
  if (state.gathered.empty())
    self->send(self, send_gathered{});
  state.gathered.push_back(std::move(message));
  state.weight += weight;
  if (state.gathered.size() == bounds::batch_items)
    flush(state);
}

/// An order that no frame could hold is refused here.
void order(peer_pointer self, rooted_order& x, const root_actor& chain) {
  peer_message message = peer_order{std::move(x.root), std::move(x.order)};
  if (within_bounds(message)) {
    say(self, std::move(message));
    return;
  }
  auto& sent = std::get<peer_order>(message).order;
  hop_answer answer;
  answer.key = key_of(sent);
  answer.step =
      std::holds_alternative<hold_hop>(sent) ? hop_step::hold : hop_step::renew;
  answer.code = errc::too_much;
  self->send(chain, hop_answers{{std::move(answer)}});
}

/// Who listens hears at once what was heard last, as RESOURCEs here do it.
void listen(peer_pointer self, const watch_load& msg) {
  auto& state = self->state;
  auto now = state.config.clock->now();
  for (auto& resource : msg.resources) {
    if (state.loads.listen(resource, msg.listener, msg.until, now))
      say(self, peer_watch{resource, msg.until});
    if (auto hint = state.loads.newest(resource))
      self->send(msg.listener, *hint);
  }
}

} // namespace

std::string peer_state::in_words() const {
  return "has " + counted(gathered.size(), "message") + " for the next frame";
}

peer_actor::behavior_type peer(peer_pointer self, peer_config config) {
  self->state.config = std::move(config);
  return {
      [self](order_hops& msg) {
        for (auto& x : msg.orders)
          order(self, x, msg.chain);
      },
      [self](const probe_gateway& msg) {
        say(self, peer_probe{msg.gateway, msg.question});
      },
      [self](const watch_load& msg) { listen(self, msg); },
      [self](const load_hint& msg) { say(self, msg); },
      [self](const hint_heard& msg) {
        auto& state = self->state;
        for (auto& who : state.loads.hear(msg.hint, state.config.clock->now()))
          self->send(who, msg.hint);
      },
      [self](const hop_answers& msg) {
        for (auto& x : msg.answers)
          say(self, x);
      },
      [self](const hop_lost& msg) { say(self, msg); },
      [self](const find_root& msg) { say(self, msg); },
      [self](const curtail_leases& msg) { say(self, msg); },
      [self](const root_answer& msg) { say(self, msg); },
      [self](const child_order& msg) { say(self, msg); },
      [self](const child_end& msg) { say(self, msg); },
      [self](const child_word& msg) { say(self, msg); },
      [self](probe_answer& msg) {
        trim(msg);
        say(self, std::move(msg));
      },
      [self](send_gathered) { flush(self->state); },
  };
}

} // namespace leasehold
