// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/event/event_interface.hpp"
#include "actors/lease/chain_interface.hpp"
#include "actors/lease/chain_machine.hpp"
#include "actors/route/region.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"

namespace leasehold {

struct chain_config {
  chain_parent_actor parent;
  change_listener_actor listener;
  event_log_actor events;
  std::shared_ptr<const leasehold::region> region;
  std::shared_ptr<const node_clock> clock;
  chain_timing timing;
};

struct chain_state {
  static inline const char* name = "chain";

  chain_config config;
  std::optional<chain_machine> machine;
  wakeup timer;
};

/// Carries what the machine of one lease decides. Spawned by the LEASE
/// MANAGER, monitored; a chain that dies is spawned again from its record. It
/// quits without a reason when it holds nothing any more.
chain_actor::behavior_type
chain(chain_actor::stateful_pointer<chain_state> self, chain_config config,
      chain_machine machine);

} // namespace leasehold
