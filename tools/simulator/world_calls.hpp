// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The templates of world.hpp, which includes this.

#include <caf/abstract_actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/message_id.hpp>
#include <caf/message_priority.hpp>
#include <caf/system_messages.hpp>

#include "tools/simulator/world.hpp"

namespace leasehold::sim {

/// Carries an answer from a node to who asked, if the node lives to send it.
template <class T>
class world::answer_sink final : public reply_sink<T> {
public:
  using hearer = std::function<void(std::optional<T>)>;

  answer_sink(world& where, std::shared_ptr<const process_life> life,
              hearer hear)
      : where_(where), life_(std::move(life)), hear_(std::move(hear)) {}

  // Dropped without a word: the connection ends, and the client sees that.
  ~answer_sink() override {
    if (hear_)
      tell(std::nullopt);
  }

  void answer(T value) override {
    tell(life_->over() ? std::nullopt : std::optional<T>{std::move(value)});
  }
  void fail(std::string) override {
    tell(std::nullopt);
  }

private:
  void tell(std::optional<T> value) {
    where_.at(where_.now() + where_.client_delay(),
              [hear = std::exchange(hear_, nullptr),
               value = std::move(value)]() mutable { hear(std::move(value)); });
  }

  world& where_;
  std::shared_ptr<const process_life> life_;
  hearer hear_;
};

template <class T>
void world::ask(node_index index,
                std::function<void(const services&, reply_to<T>)> send,
                std::function<void(std::optional<T>)> hear) {
  at(now() + client_delay(),
     [this, index, send = std::move(send), hear = std::move(hear)]() mutable {
       auto& target = node(index);
       if (!target.running()) {
         at(now() + client_delay(),
            [hear = std::move(hear)] { hear(std::nullopt); });
         return;
       }
       send(target.services(),
            reply_to<T>(std::make_unique<answer_sink<T>>(*this, target.life(),
                                                         std::move(hear))));
     });
}

template <class Handle>
void world::strike(node_index index, const Handle& actor, std::string what) {
  tell(index, fault::actor_crash, std::move(what));
  auto target = caf::actor_cast<caf::abstract_actor*>(actor);
  caf::exit_msg death{target->address(), caf::exit_reason::unhandled_exception};
  target->enqueue(nullptr, caf::make_message_id(caf::message_priority::high),
                  caf::make_message(std::move(death)), nullptr);
}

} // namespace leasehold::sim
