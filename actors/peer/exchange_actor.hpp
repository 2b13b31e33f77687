// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "actors/action/action_interface.hpp"
#include "actors/lease/manager_interface.hpp"
#include "actors/peer/exchange_interface.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/route/region.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/clock/node_clock.hpp"

// The EXCHANGE reads what other nodes send and hands it to whom it is for. A
// node is believed only what it may say (S2, S3): it speaks for the gateways
// that it runs, and for leases whose root is at one of them. What it says of
// others, and what nobody can read, is dropped and counted.
//
// It keeps nothing of what passes: answers find their way by what they name.
namespace leasehold {

struct exchange_config {
  lease_manager_actor manager;
  route_planner_actor planner;
  std::shared_ptr<const node_clock> clock;
  /// Null where the node does no actions.
  actions_actor actions{};
};

struct exchange_state {
  static inline const char* name = "exchange";

  exchange_config config;
  std::shared_ptr<const leasehold::region> region;
  /// Frames of nodes that run nothing in the region.
  std::uint64_t from_strangers = 0;
  /// Frames that could not be read.
  std::uint64_t unreadable = 0;
  /// Messages for which the sender may not speak.
  std::uint64_t not_theirs = 0;
  /// Messages for what this node does not run.
  std::uint64_t not_ours = 0;

  std::string in_words() const;
};

exchange_actor::behavior_type
exchange(role_pointer<exchange_actor, exchange_state> self,
         exchange_config config);

} // namespace leasehold
