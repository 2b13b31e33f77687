// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/event/event_interface.hpp"
#include "actors/gateway/demand_book.hpp"
#include "actors/gateway/gateway_interface.hpp"
#include "actors/gateway/hop_interface.hpp"
#include "actors/gateway/ledger_machine.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/store/store_interface.hpp"

// The GATEWAY carries what its ledger decides: writes go to the STORE in the
// order of the decisions, so every prefix of the journal is within capacity
// (C1), and answers leave through the lease's HOP once they are durable (D1).
//
// It supervises its hops: one that dies is spawned again from the ledger. A
// gateway that dies takes its ledger with it, so the node ends and replays.
namespace leasehold {

struct gateway_config {
  gateway_name name;
  ledger_limits limits;
  store_actor store;
  root_finder_actor roots;
  event_log_actor events;
  std::shared_ptr<const node_clock> clock;
  /// With which the ledger begins, and what the journal told of it.
  place_resources resources;
  std::vector<hop_record> restored;
};

struct gateway_state {
  static inline const char* name = "gateway";

  gateway_config config;
  std::optional<ledger_machine> ledger;
  children<lease_id, hop_actor> hops;
  demand_book demand;
  /// When what is watched is looked at again: bookings come nearer by
  /// themselves.
  instant look_at = forever;
  /// When it is looked whether leases take more than there is.
  instant count_at = forever;
  /// Of the last write.
  std::uint64_t token = 0;
  wakeup timer;
};

gateway_actor::behavior_type
gateway(gateway_actor::stateful_pointer<gateway_state> self,
        gateway_config config);

} // namespace leasehold
