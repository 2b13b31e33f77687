// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include <caf/actor_addr.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/contention/quotas.hpp"
#include "actors/contention/standing.hpp"
#include "actors/event/event_interface.hpp"
#include "actors/lease/admission.hpp"
#include "actors/lease/batch_reply.hpp"
#include "actors/lease/chain_interface.hpp"
#include "actors/lease/lease_table.hpp"
#include "actors/lease/manager_interface.hpp"
#include "actors/route/region.hpp"
#include "messages/decision.hpp"
#include "messages/period.hpp"
#include "runtime/clock/belief.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/store/store_interface.hpp"

// The LEASE MANAGER admits requests, has routes planned, spawns a chain for
// each lease and supervises it. It hears of what became durable before anybody
// else, so its table is what a restart would find, and answers leave from
// here.
//
// A chain that dies is spawned again from the table, once all that it had
// asked to record is durable: that, and not the dead chain, decides whether
// there is a lease.
namespace leasehold {

struct manager_config {
  event_log_actor events;
  route_planner_actor planner;
  store_actor store;
  std::shared_ptr<const node_clock> clock;
  chain_timing timing;
  admission_terms terms;
  rate_bound rates;
  /// How often the node was started.
  std::uint64_t boots = 0;
  /// The upper half of the ids of this run: node and boot.
  std::uint32_t id_prefix = 0;
  std::size_t leases_max = 1'000'000;
  /// Requests that are being set up or rehearsed at the same time: the calls
  /// of one connection, or some full batches.
  std::size_t setups_max = 16'384;
  duration disk_check_every{1000};
  /// What the journal told.
  std::vector<lease_record> restored;
  std::vector<std::pair<lease_id, lessee_name>> ended;
};

struct manager_state {
  static inline const char* name = "manager";

  using outcome_slot = batch_reply<lease_outcome>::slot;
  using release_slot = batch_reply<release_outcome>::slot;

  /// When the hops of a term had not been told of it yet: owners on other nodes
  /// count it from then or later, on their own clocks.
  struct origin {
    instant at;
    /// The same moment of `node_clock::believed`.
    instant believed;
  };
  /// Who was looked at for room, to be told later.
  struct considered {
    std::vector<considered_lease> leases;
    std::uint64_t count = 0;
    /// One that was short.
    resource_name resource;
  };
  /// A request until it is granted or refused.
  struct own_quota {
    amounts most;
    instant from;
    /// When it is forgotten.
    instant until;
  };
  struct setup {
    admission admitted;
    std::vector<outcome_slot> slots;
    /// Why it does not fit as things are, while it is looked for what others
    /// would have to give up.
    std::optional<refusal> in_vain;
    origin counted;
    considered others;
    /// How many there were to choose from.
    std::uint32_t routes = 0;
    /// Below it are those that a chain before has used for holds that were
    /// refused: what a gateway says of them late is no answer to the next.
    epoch epochs_from;
  };
  /// Others give up terms for a newcomer whose hops are held.
  struct displacement {
    enum class stage : std::uint8_t {
      /// The newcomer holds.
      planned,
      /// Those that move hold their other routes. Nobody was told yet.
      securing,
      /// The others give back.
      giving,
      /// Those that move do.
      moving,
    };

    std::vector<planned_change> changes;
    std::set<resource_name> short_of;
    stage at = stage::planned;
    /// Who has not done yet what is due at this stage.
    std::set<lease_id> missing;
  };
  /// Why a lease takes other terms.
  enum class change_cause : std::uint8_t {
    /// Its lessee asked.
    asked,
    /// A newcomer needs room.
    displaced,
    /// What it had is not there any more.
    absorbed,
    /// There is room again.
    regrown,
  };
  struct pending_renewal {
    request_id request;
    period wanted;
    std::optional<shortened_by> shortened;
    std::vector<outcome_slot> slots;
    origin counted;

    void answer(const lease_outcome& outcome) const {
      for (auto& waiting : slots)
        waiting(outcome);
    }
  };
  /// What the newest renewal of a lease had asked for.
  struct past_renewal {
    request_id request;
    period wanted;
  };
  /// Asked for by the lessee, until it has its new terms or keeps the old.
  struct pending_change {
    change_request asked;
    new_terms terms;
    std::optional<shortened_by> shortened;
    outcome_slot answer;
  };
  struct pending_release {
    event_reason reason = event_reason::requested;
    std::vector<release_slot> slots;
  };
  enum class disk : std::uint8_t { ample, low };

  manager_config config;
  std::shared_ptr<const leasehold::region> region;
  std::shared_ptr<const policy> laws = std::make_shared<policy>();
  lease_table table;
  std::unordered_map<lease_id, chain_actor> chains;
  std::unordered_map<caf::actor_addr, lease_id> leases;
  std::map<lease_id, setup> setups;
  std::map<std::pair<lessee_name, std::uint64_t>, lease_id> setups_by_request;
  std::map<lease_id, displacement> displacements;
  /// Chains that were spawned again since the node began.
  std::uint64_t respawned = 0;
  std::unordered_map<lease_id, pending_renewal> renewals;
  /// Of leases that there are, and since the node began.
  std::unordered_map<lease_id, past_renewal> renewed;
  std::unordered_map<lease_id, pending_change> changes;
  /// Leases whose chains take other terms, and may have hops already where the
  /// lease is not written to be.
  std::map<lease_id, change_cause> changing;
  /// Leases that have less than they were asked for.
  std::set<lease_id> restricted;
  /// Leases that could not be moved off what they had. While there are some,
  /// or one had to be left alone, the region is looked at again.
  std::set<lease_id> unmoved;
  /// Leases that were being given terms when there came to be less: hops may
  /// have granted those before. The region is looked at again with them.
  std::set<lease_id> latecomers;
  std::unordered_map<lease_id, pending_release> releases;
  /// Of leases that were granted or given more time since the node began: of
  /// others nothing is believed that hops of other nodes count.
  std::unordered_map<lease_id, origin> counted;
  /// Until when holders of infinite leases are taken to live.
  std::unordered_map<lessee_name, instant> holders;
  /// Of resources here that are short.
  quota_book quotas;
  /// What all leases of roots here may have of resources that are short, as
  /// their owners said.
  std::map<resource_name, own_quota> own_quotas;
  /// Hops that ended before the region was known.
  std::vector<hop_lost> early_losses;
  std::uint32_t last_id = 0;
  disk space = disk::ample;
};

lease_manager_actor::behavior_type
lease_manager(lease_manager_actor::stateful_pointer<manager_state> self,
              manager_config config);

} // namespace leasehold
