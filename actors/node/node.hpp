// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <caf/actor_system.hpp>

#include "actors/action/action_drivers.hpp"
#include "actors/gateway/ledger_machine.hpp"
#include "actors/lease/admission.hpp"
#include "actors/lease/lease_terms.hpp"
#include "actors/node/recovery.hpp"
#include "actors/node/services.hpp"
#include "actors/resource/driver_kind.hpp"
#include "messages/result.hpp"
#include "runtime/actor/observer_actor.hpp"
#include "runtime/actor/seen.hpp"
#include "runtime/clock/belief.hpp"
#include "runtime/clock/clock_source.hpp"
#include "runtime/peer/peer_port.hpp"
#include "runtime/store/journal_backend.hpp"
#include "runtime/store/store_actor.hpp"
#include "runtime/watch/set_aside.hpp"

// A NODE replays its journal, spawns the actors of its region and wires them.
// The STORE, the EVENT LOG, the LEASE MANAGER, the DIRECTORY and the gateways
// hold state that only the journal can give back: when one of them dies, the
// node ends, and starts again from there.
namespace leasehold {

struct node_config {
  /// Of the node, for people.
  std::string name = "node-1";
  std::string version = "unversioned";
  /// Tells the nodes of a region apart in the ids of leases; below 4096.
  std::uint32_t number = 1;
  /// The region to begin with, where the journal has none; TOML.
  std::string first_topology;
  chain_timing timing;
  admission_terms terms;
  ledger_limits limits;
  rate_bound rates;
  /// Opens the interfaces of NICs, and tells of their cables; nothing where
  /// nothing is enforced.
  shaper_maker interfaces;
  carrier_maker carriers;
  action_drivers drivers;
  /// How long another node is silent before leases leave its gateways.
  duration lost_after = std::chrono::seconds{10};
  std::size_t events_kept = 100'000;
  std::size_t leases_max = 1'000'000;
  std::size_t setups_max = 16'384;
  std::size_t setups_of_lessee_max = 4'096;
  store_config store;
  /// Where the STORE, whose commits block, and the ROUTE PLANNER, whose
  /// searches are long, run: nobody's renewal waits for either (L2), on two
  /// cores neither.
  enum class slow_actors : std::uint8_t {
    /// On threads of their own.
    detached,
    /// With all others: under a scheduler that belongs to a test.
    scheduled,
  };
  slow_actors slow = slow_actors::detached;
  /// Whether operators may kill actors.
  observer_config::kills killing = observer_config::kills::refused;
  actor_scope::turns turns = actor_scope::turns::timed;
  /// Whether it is kept what leases carried and what lessees used.
  enum class accounts : std::uint8_t { kept, none };
  accounts usage = accounts::none;
  /// What ended the node before, again and again; null for nothing.
  std::shared_ptr<const set_aside> aside;
  /// Carries frames to the other nodes of the region; null for a node alone.
  /// What they send goes to `services().exchange`.
  std::shared_ptr<peer_port> peers;
  /// Called once, from any thread, with what ended the node. In production it
  /// ends the process.
  std::function<void(const std::string&)> on_fatal;
};

class node {
public:
  /// Fails with `errc::corrupt` where the journal can't be read whole, with
  /// `errc::invalid_request` for a first topology or a number that can't be,
  /// and with `errc::conflict` where the region is spread over other nodes.
  static result<std::unique_ptr<node>>
  start(caf::actor_system& system, std::shared_ptr<journal_backend> journal,
        std::shared_ptr<const clock_source> clock, node_config config);

  /// Tells all actors to stop; they have when the actor system ends.
  ~node();

  node(const node&) = delete;
  node& operator=(const node&) = delete;

  const leasehold::services& services() const noexcept {
    return services_;
  }
  /// The planner and the STORE, which no service needs.
  const route_planner_actor& planner() const noexcept {
    return planner_;
  }
  const store_actor& store() const noexcept {
    return store_;
  }

private:
  node() = default;
  void spawn_all(caf::actor_system& system,
                 std::shared_ptr<journal_backend> journal, node_config config,
                 recovery found);
  void spawn_actions(caf::actor_system& system, const node_config& config,
                     recovery& found);
  void spawn_observer(caf::actor_system& system, const node_config& config);

  leasehold::services services_;
  route_planner_actor planner_;
  store_actor store_;
};

} // namespace leasehold
