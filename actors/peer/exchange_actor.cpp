// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/peer/exchange_actor.hpp"

#include <map>
#include <utility>

#include <caf/make_message.hpp>

#include "messages/codec/peer_codec.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using exchange_pointer = role_pointer<exchange_actor, exchange_state>;

/// Hands one message of a node to whom it is for.
struct dispatcher {
  void operator()(peer_order& x) const {
    if (!gives_back_of_nobody(x) && !theirs(x.root))
      return;
    if (auto gateway = ours(key_of(x.order).gateway))
      self->send(
          *gateway,
          order_hops{{{std::move(x.order), std::move(x.root)}}, sender.actor});
  }
  void operator()(hop_answer& x) const {
    if (theirs(x.key.gateway))
      self->send(self->state.config.manager, hop_answers{{std::move(x)}});
  }
  void operator()(hop_lost& x) const {
    if (theirs(x.key.gateway) && ours(x.root))
      self->send(self->state.config.manager, hops_lost{{std::move(x)}});
  }
  void operator()(find_root& x) const {
    if (theirs(x.key.gateway) && ours(x.root))
      self->send(self->state.config.manager,
                 ask_root{std::move(x), sender.actor});
  }
  void operator()(root_answer& x) const {
    if (!theirs(x.root))
      return;
    if (auto gateway = ours(x.key.gateway))
      self->send(*gateway, std::move(x));
  }
  void operator()(peer_probe& x) const {
    if (auto gateway = ours(x.gateway))
      self->send(*gateway,
                 probe_gateway{std::move(x.gateway), x.question, sender.actor});
  }
  void operator()(curtail_leases& x) const {
    if (theirs(x.gateway))
      self->send(self->state.config.manager, std::move(x));
  }
  void operator()(probe_answer& x) const {
    if (theirs(x.gateway))
      self->send(self->state.config.planner, std::move(x));
  }

  void operator()(child_order& x) const {
    if (self->state.config.actions && ours(x.key.gateway))
      self->send(self->state.config.actions,
                 order_child{std::move(x), sender.actor});
  }
  void operator()(child_end& x) const {
    if (self->state.config.actions && ours(x.key.gateway))
      self->send(self->state.config.actions, std::move(x));
  }
  void operator()(child_word& x) const {
    if (self->state.config.actions && theirs(x.key.gateway))
      self->send(self->state.config.actions, std::move(x));
  }

  void operator()(peer_watch& x) const {
    if (auto gateway = ours(gateway_of(x.resource)))
      self->send(*gateway,
                 watch_load{{std::move(x.resource)}, sender.actor, x.until});
  }
  void operator()(load_hint& x) const {
    if (theirs(gateway_of(x.resource)))
      self->send(sender.actor, hint_heard{std::move(x)});
  }

  /// A name that no gateway has, where there is no such resource.
  gateway_name gateway_of(const resource_name& resource) const {
    auto known = self->state.region->graph->find_resource(resource);
    return known == nullptr ? gateway_name{} : known->gateway;
  }

  /// A root whose gateway is gone from the region still has to hear that its
  /// hops are; no other root can have that name.
  bool gives_back_of_nobody(const peer_order& x) const {
    return std::holds_alternative<release_hop>(x.order)
        && !self->state.region->graph->has_gateway(x.root);
  }

  /// Whether the sender runs the gateway and so may speak for it.
  bool theirs(const gateway_name& gateway) const {
    auto node = self->state.region->find_elsewhere(gateway);
    auto yes = node != nullptr && node->name == sender.name;
    if (!yes)
      ++self->state.not_theirs;
    return yes;
  }

  /// The gateway where this node runs it.
  const route_gateway_actor* ours(const gateway_name& gateway) const {
    auto& region = *self->state.region;
    auto i = region.gateways.find(gateway);
    if (i != region.gateways.end() && region.find_elsewhere(gateway) == nullptr)
      return &i->second;
    ++self->state.not_ours;
    return nullptr;
  }

  exchange_pointer self;
  const other_node& sender;
};

void read(exchange_pointer self, const peer_frame& frame) {
  auto& state = self->state;
  const std::map<node_name, other_node> nobody;
  auto& others = state.region ? state.region->others : nobody;
  auto sender = others.find(node_name{frame.from_node});
  if (sender == others.end()) {
    ++state.from_strangers;
    return;
  }
  auto messages = decode_frame(frame.bytes, state.config.clock->now());
  if (!messages) {
    ++state.unreadable;
    return;
  }
  for (auto& message : *messages)
    std::visit(dispatcher{self, sender->second}, message);
}

} // namespace

std::string exchange_state::in_words() const {
  return "has dropped " + counted(from_strangers + unreadable, "frame")
      + " and " + counted(not_theirs + not_ours, "message");
}

exchange_actor::behavior_type exchange(exchange_pointer self,
                                       exchange_config config) {
  self->state.config = std::move(config);
  return {
      [self](const peer_frame& msg) {
        read(self, msg);
        msg.taken({});
      },
      [self](region_changed& msg) {
        self->state.region = std::move(msg.region);
      },
  };
}

} // namespace leasehold
