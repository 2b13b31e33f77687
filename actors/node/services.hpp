// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "actors/action/action_interface.hpp"
#include "actors/directory/directory_interface.hpp"
#include "actors/event/event_counts.hpp"
#include "actors/event/event_interface.hpp"
#include "actors/lease/manager_interface.hpp"
#include "actors/peer/exchange_interface.hpp"
#include "actors/usage/usage_interface.hpp"
#include "runtime/actor/observer_interface.hpp"
#include "runtime/actor/seen.hpp"
#include "runtime/clock/node_clock.hpp"

namespace leasehold {

/// What a node offers to those who speak for others: the front door, and
/// whoever carries frames of other nodes. Any thread may send; questions carry
/// their `reply_to`.
struct services {
  lease_manager_actor leases;
  event_log_actor events;
  directory_actor directory;
  exchange_actor exchange;
  actions_actor actions;
  observer_actor observer;
  /// Null where no account is kept.
  usage_actor usage;
  /// Through which messages between actors are traced.
  std::shared_ptr<actor_scope> scope;
  std::shared_ptr<const node_clock> clock;
  /// What became durable since the start.
  std::shared_ptr<const event_counts> counts;
  /// The node's name and version, for people.
  std::string node;
  std::string version;
  /// How often it was started.
  std::uint64_t boots = 0;
};

} // namespace leasehold
