// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/event/event_interface.hpp"
#include "actors/lease/chain_interface.hpp"
#include "actors/lease/lease_machine.hpp"
#include "actors/lease/manager_interface.hpp"
#include "actors/route/region.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/store/store_interface.hpp"

// The LEASE MANAGER carries what the lease machine decides: it spawns a CHAIN
// for each lease, supervises it, and passes on what hops and roots say to each
// other. It hears of what became durable before any other actor, so the
// machine's book is what a restart would find, and answers leave from here.
namespace leasehold {

struct manager_config {
  event_log_actor events;
  route_planner_actor planner;
  store_actor store;
  std::shared_ptr<const node_clock> clock;
  lease_settings settings;
  restored_leases restored;
  /// How often the STORE is asked how full the disk is, and the machine looks
  /// around.
  duration look_around_every{1000};
};

struct manager_state {
  static inline const char* name = "manager";

  manager_config config;
  std::unique_ptr<lease_machine> machine;
  /// Null until the DIRECTORY has told it.
  std::shared_ptr<const leasehold::region> region;
  children<lease_id, chain_actor> chains;
  /// Hops that ended before the region was known.
  std::vector<hop_lost> early_losses;
};

lease_manager_actor::behavior_type
lease_manager(lease_manager_actor::stateful_pointer<manager_state> self,
              manager_config config);

} // namespace leasehold
