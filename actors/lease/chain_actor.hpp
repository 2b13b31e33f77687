// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/event/event_interface.hpp"
#include "actors/lease/chain_interface.hpp"
#include "actors/lease/chain_machine.hpp"
#include "actors/route/region.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"

namespace leasehold {

struct chain_config {
  chain_id id;
  chain_parent_actor parent;
  change_listener_actor listener;
  event_log_actor events;
  std::shared_ptr<const leasehold::region> region;
  std::shared_ptr<const node_clock> clock;
};

struct chain_state {
  static inline const char* name = "chain";

  struct root {
    chain_machine machine;
    /// How many orders of the manager it has obeyed.
    std::uint64_t orders = 0;
    /// It has said that it rests, so the manager sees to the time.
    bool rests = false;
  };

  /// What is said at the end of a message: one message to each.
  struct outbox {
    std::map<gateway_name, std::vector<rooted_order>> gateways;
    std::vector<lease_change> changes;
    std::vector<lease_id> gone;
    std::vector<chain_word> words;
  };

  chain_config config;
  std::map<lease_id, root> roots;
  outbox out;
  wakeup timer;

  std::string in_words() const;
};

/// Carries what the machines of some leases decide. Spawned by the LEASE
/// MANAGER for all leases to which something begins to happen in one of its
/// turns, and monitored; the roots of a chain that dies are made again from
/// their records. A root leaves when it holds nothing any more, or when the
/// manager lets it sleep; with the last one the chain quits.
chain_actor::behavior_type chain(role_pointer<chain_actor, chain_state> self,
                                 chain_config config,
                                 std::vector<chain_machine> machines);

} // namespace leasehold
