// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/peer/exchange_actor.hpp"

namespace leasehold {

exchange_actor::behavior_type
exchange(exchange_actor::stateful_pointer<exchange_state> self) {
  return {
      [self](const peer_frame&) { ++self->state.dropped; },
  };
}

} // namespace leasehold
