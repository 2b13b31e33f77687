// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <caf/typed_actor.hpp>

#include "actors/resource/resource_type_ids.hpp"
#include "messages/amount.hpp"
#include "messages/demand.hpp"
#include "messages/ids.hpp"
#include "messages/load_hint.hpp"
#include "messages/outage.hpp"
#include "messages/time.hpp"
#include "runtime/shaping/shaper.hpp"

// What is said to RESOURCEs, and by them.
namespace leasehold {

/// What its region gives it, and until when that may be promised.
struct configure_resource {
  amounts capacity;
  term_limit limit;
  /// Of a NIC on which leases are enforced.
  std::optional<interface_config> interface {};
};

/// What the thing behind it says of itself, to whoever drives it.
struct report_resource {
  enum class health : std::uint8_t { serving, failed };

  health is = health::serving;
  /// What there is of it; nothing where it does not know, and what is
  /// configured holds.
  std::optional<amounts> capacity;
  /// Why it has failed.
  std::string why{};
};

/// When demand for it is worth telling; never, where there is nothing.
struct watch_threshold {
  std::optional<demand_limit> limit;
};

/// What its ledger did with it since it was told last.
struct note_demand {
  std::uint64_t grants = 0;
  amounts granted;
  std::uint64_t refusals = 0;
  amounts refused;
  /// What the ledger gives out of, and the most that is taken at any instant of
  /// the next hour.
  amounts capacity;
  amounts taken;
};

/// Between two instants: at which rate a circuit sends, and which packets.
struct circuit_step {
  window over;
  /// In bit/s.
  std::int64_t rate = 0;
  std::vector<packet_match> packets;
};

/// Where a NIC is on the way of a lease's packets.
enum class metered_at : std::uint8_t {
  way,
  /// Those to the target leave the region by it: they are counted once, here.
  target,
};

/// What one lease is to have of an interface, under this epoch; at each instant
/// the most of its steps, and nothing where there are none.
struct wanted_circuit {
  lease_id lease;
  leasehold::epoch epoch;
  std::vector<circuit_step> steps;
  /// Whose it is. Who ends a circuit need not say it again, nor the place.
  lessee_name lessee{};
  metered_at place = metered_at::way;
};

/// What an interface says of its cable.
enum class carrier : std::uint8_t { up, down };

/// A lease that has something of an interface, or will have.
struct metered_lease {
  lease_id lease;
  lessee_name lessee;
  metered_at place = metered_at::way;
};

/// What the counters of a NIC say.
struct note_traffic {
  resource_name nic;
  gateway_name gateway;
  interface_traffic read;
  /// Of all leases that have something there: others have no more.
  std::vector<metered_lease> leases;
};

/// What a lease's counter said just before its end.
struct note_last_traffic {
  resource_name nic;
  gateway_name gateway;
  metered_lease whose;
  channel_traffic read;
};

/// Whoever keeps the meters of a node.
using meter_actor = caf::typed_actor<
    // What the counters of a NIC say.
    caf::reacts_to<note_traffic>,
    // What one said last.
    caf::reacts_to<note_last_traffic>>;

/// Whoever waits for circuits: the HOP that speaks for their orders.
using circuit_client_actor = caf::typed_actor<
    // What was ordered is in force.
    caf::reacts_to<circuits_carried>>;

/// What leases are to have of the interface from now on; of those that are not
/// named, what they have already.
struct carry_circuits {
  std::vector<wanted_circuit> circuits;
  /// Hears when all of that is in force; nobody where it is empty.
  circuit_client_actor client;
};

/// The word on one `carry_circuits`.
struct circuits_carried {
  resource_name nic;
  /// Those that could not be set up.
  std::vector<lease_id> failed;
};

struct tell_demand {
  /// Comes back.
  std::uint64_t question = 0;
};

struct demand_told {
  std::uint64_t question = 0;
  resource_demand demand;
};

/// What there is of a RESOURCE by its own account: until it says otherwise its
/// ledger gives out no more than this, nor more than it was given. Nothing
/// where it gives no account.
struct resource_serves {
  resource_name resource;
  std::optional<amounts> most;
  /// Why it has nothing, for people, at most `bounds::note_bytes`; empty where
  /// it serves.
  std::string trouble{};
};

/// Whoever keeps paths.
using load_listener_actor = caf::typed_actor<
    // The load of a resource is another.
    caf::reacts_to<load_hint>>;

/// Hints of these resources go to the listener for a while; it asks again
/// before that is over, and after a RESOURCE that died is told to nobody.
struct watch_load {
  std::vector<resource_name> resources;
  load_listener_actor listener;
  instant until;
};

} // namespace leasehold
