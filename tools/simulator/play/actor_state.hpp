// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/abstract_actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace leasehold::sim {

/// Looks into an actor of a simulated node; null where it is gone. Nothing
/// runs meanwhile, so nothing races.
template <class State, class Handle>
const State* state_of(const Handle& hdl) {
  using pointer = typename Handle::template stateful_pointer<State>;
  auto self = dynamic_cast<pointer>(caf::actor_cast<caf::abstract_actor*>(hdl));
  return self == nullptr || self->getf(caf::abstract_actor::is_terminated_flag)
      ? nullptr
      : &self->state;
}

} // namespace leasehold::sim
