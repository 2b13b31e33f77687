// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/action/action_interface.hpp"
#include "actors/directory/directory_interface.hpp"
#include "actors/directory/orders.hpp"
#include "actors/directory/outages.hpp"
#include "actors/directory/silent_nodes.hpp"
#include "actors/directory/thresholds.hpp"
#include "actors/directory/wiring.hpp"
#include "actors/event/event_interface.hpp"
#include "actors/gateway/gateway_actor.hpp"
#include "actors/lease/manager_interface.hpp"
#include "actors/peer/exchange_interface.hpp"
#include "actors/policy/limits.hpp"
#include "actors/policy/policy.hpp"
#include "actors/resource/driver_kind.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/route/region.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/peer/peer_port.hpp"
#include "runtime/store/store_interface.hpp"

// The DIRECTORY holds what the region consists of and which rules and classes
// hold, and spawns the gateways of this node and a PEER for each other node
// that runs gateways of the region. Whoever works with the region has a copy
// that never changes; a change is written, then sent round as a new one.
//
// A gateway that dies takes its ledger with it: the node is told and ends. So
// does a PEER, whose handle everybody has.
namespace leasehold {

struct directory_config {
  std::string node;
  std::string version;
  /// How often the node was started.
  std::uint64_t starts = 0;
  store_actor store;
  lease_manager_actor manager;
  route_planner_actor planner;
  exchange_actor exchange;
  actions_actor actions;
  /// To the other nodes; null where nothing leads to them.
  std::shared_ptr<peer_port> peers;
  event_log_actor events;
  std::shared_ptr<const node_clock> clock;
  ledger_limits limits;
  /// What enforces leases on NICs that have an interface.
  driver_kind drivers;
  /// How long another node is silent before leases leave its gateways.
  duration lost_after = std::chrono::seconds{10};
  /// Called with what died: a gateway or a peer.
  std::function<void(const std::string&)> on_fatal;
  /// What the journal told; the region may be empty.
  topology region;
  std::map<resource_name, amounts> capacities;
  outage_map outages;
  rule_map rules;
  class_map classes = shipped_classes();
  std::vector<demand_threshold> thresholds;
  std::map<gateway_name, std::vector<hop_record>> hops;
};

using gateway_children = ordered_children<gateway_name, gateway_actor>;

struct directory_state {
  static inline const char* name = "directory";

  directory_config config;
  /// As it was loaded, and with what was said of it since.
  topology loaded;
  std::shared_ptr<const region> current;
  policy laws;
  std::map<resource_name, amounts> capacities;
  outage_map outages;
  order_authors authors;
  threshold_map thresholds;
  silent_nodes silent{duration::zero()};
  /// Of the region as it is now.
  wiring wired;
  /// Also those of earlier topologies: what is booked there runs out there.
  gateway_children gateways{"/gateway"};
  /// Of the other nodes that the region names.
  ordered_children<node_name, peer_actor> peers{"/peer"};
  /// Of the region: one is under way, others wait for it.
  bool changing = false;
  std::deque<std::function<void()>> changes;
  /// What to do once a write is durable, by growing token.
  std::deque<std::pair<std::uint64_t, std::function<void()>>> waiting;
  std::uint64_t token = 0;
  instant started;
  /// For what is to be drained later.
  wakeup timer;

  std::string in_words() const;
  void show_children(child_list& list) const {
    list(gateways);
    list(peers);
  }
};

directory_actor::behavior_type
directory(role_pointer<directory_actor, directory_state> self,
          directory_config config);

} // namespace leasehold
