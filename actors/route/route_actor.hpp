// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "actors/route/region.hpp"
#include "actors/route/route_interface.hpp"
#include "actors/route/route_machine.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"

// A ROUTE stands for a pair of gateways between which leases are wanted. It
// carries what its machine decides: questions to the gateways on the paths that
// it keeps, and its findings to the ROUTE PLANNER, whose child it is. All that
// it knows can be found again, so one that dies is spawned anew when it is
// next needed, and the planner answers what was asked of it.
namespace leasehold {

/// Who hears what ROUTEs find: the ROUTE PLANNER.
using route_parent_actor = caf::typed_actor<
    // What fits, for a wish that it passed on.
    caf::reacts_to<route_finding>>;

struct route_config {
  route_ends ends;
  route_limits limits;
  route_parent_actor parent;
  std::shared_ptr<const node_clock> clock;
  std::shared_ptr<const leasehold::region> region;
};

struct route_state {
  static inline const char* name = "route";

  route_config config;
  std::optional<route_machine> machine;
  /// The kept paths of which hints were asked for, and when to ask again.
  std::uint64_t heard_of = 0;
  instant listen_at;
  wakeup timer;

  std::string in_words() const;
};

route_actor::behavior_type
kept_route(role_pointer<route_actor, route_state> self, route_config config);

} // namespace leasehold
