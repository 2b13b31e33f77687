// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/gateway/gateway_interface.hpp"
#include "actors/gateway/hop_interface.hpp"

// A HOP is the gateway's half of one lease's tree. The gateway's ledger
// decides and the gateway writes, in the order of its decisions; the hop
// speaks with the root: it answers what became durable, asks for the root that
// fell silent, and tells it of an end. It keeps no state that the ledger does
// not have, so one that dies is spawned again and nothing is lost but words,
// which roots ask for again.
namespace leasehold {

struct hop_actor_state {
  static inline const char* name = "hop";

  root_asker_actor gateway;
  root_finder_actor roots;
  /// In the order of their tokens.
  std::deque<await_durable> waiting;
};

/// @param gateway Hears what the root answers.
/// @param roots Finds the root of a lease.
hop_actor::behavior_type hop(hop_actor::stateful_pointer<hop_actor_state> self,
                             root_asker_actor gateway, root_finder_actor roots);

} // namespace leasehold
