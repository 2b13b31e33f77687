// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/event/event_interface.hpp"
#include "actors/lease/chain_interface.hpp"
#include "actors/lease/lease_machine.hpp"
#include "actors/lease/manager_interface.hpp"
#include "actors/route/region.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/store/store_interface.hpp"

// The LEASE MANAGER carries what the lease machine decides: it spawns CHAINs,
// supervises them, and passes on what hops and roots say to each other. It
// hears of what became durable before any other actor, so the machine's book is
// what a restart would find, and answers leave from here.
//
// What waits in its mailbox when a turn begins is a wave: all leases to which
// something begins to happen in it share one CHAIN, and each CHAIN is told all
// it is to do in one message. The busier the node, the larger the waves. A
// lease to which nothing happens has no root.
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
  ordered_children<chain_id, chain_actor> chains{"chain"};
  std::uint64_t last_chain = 0;
  /// Where the root of a lease is, and how many orders it was given.
  struct root {
    chain_id chain;
    std::uint64_t orders = 0;
  };
  std::unordered_map<lease_id, root> roots;
  /// What this wave has for chains, and for one that it will spawn.
  struct gathered {
    chain_id next;
    std::vector<chain_machine> spawned;
    std::map<chain_id, std::vector<chain_order>> orders;
  };
  std::optional<gathered> wave;
  wakeup timer;
  /// Hops that ended before the region was known.
  std::vector<hop_lost> early_losses;

  std::string in_words() const;
  void show_children(child_list& list) const {
    list(chains);
  }
};

lease_manager_actor::behavior_type
lease_manager(role_pointer<lease_manager_actor, manager_state> self,
              manager_config config);

} // namespace leasehold
