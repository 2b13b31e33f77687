// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/event/event_interface.hpp"
#include "actors/resource/circuit_machine.hpp"
#include "actors/resource/driver_interface.hpp"
#include "actors/resource/driver_kind.hpp"
#include "actors/resource/resource_interface.hpp"
#include "actors/resource/resource_machine.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"

// A RESOURCE carries what its machine decides: operators are told of demand
// through the EVENT LOG, its GATEWAY of what there is of it, and whoever keeps
// paths over it of its load. It is a child of its gateway, which spawns another
// where it dies: what was counted of demand begins anew then, and who wants its
// hints asks again. No lease depends on it, but for what is enforced: a
// RESOURCE that has an interface keeps in force there what its GATEWAY's ledger
// wants, through a DRIVER of its own, and its GATEWAY tells the next one all of
// that.
namespace leasehold {

struct resource_config {
  resource_name name;
  gateway_name gateway;
  resource_parent_actor parent;
  event_log_actor events;
  std::shared_ptr<const node_clock> clock;
  /// Greater for each that is spawned in place of another.
  std::uint64_t hints_from = 0;
  configure_resource given;
  driver_kind drivers;
  /// What there was by the account of the one that died; nothing where it gave
  /// none.
  std::optional<amounts> most;
};

struct resource_state {
  static inline const char* name = "resource";

  /// Who wants its hints, and until when.
  struct listener {
    load_listener_actor actor;
    instant until;
  };
  /// More are not told: they find out by asking.
  static constexpr std::size_t listeners_max = 4096;

  resource_config config;
  std::optional<resource_machine> machine;
  /// In the order in which they came.
  std::vector<listener> listeners;
  wakeup timer;

  /// Where it has an interface: what is in force there, and who waits for it.
  std::optional<circuit_machine> circuits;
  std::map<std::uint64_t, circuit_client_actor> clients;
  std::uint64_t last_ticket = 0;
  /// When its counters are read again.
  instant count_at = forever;
  /// By the interface's name; one at most.
  ordered_children<std::string, driver_actor> drivers{"driver"};

  std::string in_words() const;
  void show_children(child_list& list) const {
    list(drivers);
  }
};

resource_actor::behavior_type
resource(role_pointer<resource_actor, resource_state> self,
         resource_config config);

} // namespace leasehold
