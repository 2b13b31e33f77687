// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/peer/exchange_interface.hpp"

// The EXCHANGE is where frames of other nodes come in. No gateway has a node of
// its own yet, so each is a stranger's: it is dropped, and counted.
namespace leasehold {

struct exchange_state {
  static inline const char* name = "exchange";

  std::uint64_t dropped = 0;
};

exchange_actor::behavior_type
exchange(exchange_actor::stateful_pointer<exchange_state> self);

} // namespace leasehold
