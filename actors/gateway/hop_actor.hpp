// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/gateway/hop_interface.hpp"

// A HOP is the gateway's half of a CHAIN's tree, for as long as something
// happens to their leases. The gateway's ledger decides and the gateway writes,
// in the order of its decisions; the hop says what came of it once that is
// durable, and quits. It keeps no state that the ledger does not have: where
// one dies nothing is lost but words, which roots ask for again.
namespace leasehold {

struct hop_actor_state {
  static inline const char* name = "hop";

  hop_words words;
};

hop_actor::behavior_type hop(hop_actor::stateful_pointer<hop_actor_state> self,
                             hop_words words);

} // namespace leasehold
