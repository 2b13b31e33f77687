// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <caf/abstract_actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/message_id.hpp>
#include <caf/message_priority.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/system_messages.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace leasehold::test {

/// Looks into a live actor of a scheduler that belongs to the test. Nothing
/// runs meanwhile, so nothing races.
template <class State, class Handle>
const State& state_of(const Handle& hdl) {
  using pointer = typename Handle::template stateful_pointer<State>;
  auto self = dynamic_cast<pointer>(caf::actor_cast<caf::abstract_actor*>(hdl));
  return self->state;
}

/// Ends an actor as an exception would: what is in its mailbox is lost.
template <class Handle>
void strike(const Handle& hdl) {
  auto target = caf::actor_cast<caf::abstract_actor*>(hdl);
  caf::exit_msg death{target->address(), caf::exit_reason::unhandled_exception};
  target->enqueue(nullptr, caf::make_message_id(caf::message_priority::high),
                  caf::make_message(std::move(death)), nullptr);
}

} // namespace leasehold::test
