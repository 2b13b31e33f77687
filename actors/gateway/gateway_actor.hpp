// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <caf/typed_response_promise.hpp>

#include "actors/event/event_interface.hpp"
#include "actors/gateway/gateway_interface.hpp"
#include "actors/gateway/hop_interface.hpp"
#include "actors/gateway/ledger_machine.hpp"
#include "actors/resource/driver_kind.hpp"
#include "actors/resource/resource_actor.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/store/store_interface.hpp"

// The GATEWAY carries what its ledger decides: writes go to the STORE in the
// order of the decisions, so every prefix of the journal is within capacity
// (C1), and answers leave through a HOP once they are durable (D1). The orders
// of one message are one group in the journal, and one HOP speaks for them.
//
// It supervises its HOPs and its RESOURCEs. A RESOURCE that dies is spawned
// again from what it was given; a HOP is not, since roots ask again for words
// that are lost. A gateway that dies takes its ledger with it, so the node ends
// and replays.
namespace leasehold {

struct gateway_config {
  gateway_name name;
  ledger_limits limits;
  store_actor store;
  root_finder_actor roots;
  event_log_actor events;
  std::shared_ptr<const node_clock> clock;
  /// How often the node was started: hints of this run are newer than those of
  /// the runs before.
  std::uint64_t starts = 0;
  /// What enforces leases on NICs that have an interface.
  driver_kind drivers;
  /// With which the ledger begins, and what the journal told of it.
  place_resources resources;
  std::vector<hop_record> restored;
};

struct gateway_state {
  static inline const char* name = "gateway";

  gateway_config config;
  std::optional<ledger_machine> ledger;
  /// What there is to know of a resource whoever of its actors lives.
  struct resource_entry {
    configure_resource given;
    /// By the RESOURCE's own account; nothing where it gives none.
    std::optional<amounts> most;
    /// Why it has nothing; empty where it serves.
    std::string trouble;
    std::optional<demand_limit> threshold;
  };
  /// How much RESOURCEs are asked for: until all have said so.
  struct demand_question {
    caf::typed_response_promise<gateway_demand> promise;
    std::set<resource_name> missing;
    gateway_demand answer;
  };

  /// By the token of the write that each waits for.
  children<std::uint64_t, hop_actor> hops{"hop"};
  ordered_children<resource_name, resource_actor> resources{"resource"};
  std::map<resource_name, resource_entry> known;
  /// By which NICs with an interface know the packets of leases. Never null.
  std::shared_ptr<const address_map> addresses =
      std::make_shared<const address_map>();
  /// NICs whose RESOURCEs have not been told all circuits yet.
  std::set<resource_name> untold;
  /// Of all RESOURCEs so far.
  std::uint64_t spawned = 0;
  /// What they have not been told yet, and whether that is about to be done.
  std::map<resource_name, note_demand> news;
  bool telling = false;
  std::map<std::uint64_t, demand_question> questions;
  std::uint64_t last_question = 0;
  /// When what is watched is looked at again: bookings come nearer by
  /// themselves.
  instant look_at = forever;
  /// When it is looked whether leases take more than there is.
  instant count_at = forever;
  /// Whether the ledger gives out less than there is while a change of the
  /// region is judged and written: nobody gives way for that.
  bool narrowed = false;
  /// Of the last write.
  std::uint64_t token = 0;
  wakeup timer;

  std::string in_words() const;
  void show_children(child_list& list) const {
    list(resources);
    list(hops);
  }
};

gateway_actor::behavior_type
gateway(role_pointer<gateway_actor, gateway_state> self, gateway_config config);

} // namespace leasehold
