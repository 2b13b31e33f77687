// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>

#include "actors/route/planner_actor.hpp"
#include "actors/route/planner_interface.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/role.hpp"

// The PLANNER KEEPER is who others take for the ROUTE PLANNER. It keeps each
// question until it is answered, and passes it on to the planner, its child. A
// planner that dies is replaced, and the other is asked what the first had not
// answered: whatever planning meets, nobody waits for an answer in vain.
//
// It decides nothing and does no work that could fail with a question. One that
// dies all the same ends the node.
namespace leasehold {

/// How many planners may die of questions that include the same one. It is then
/// refused, because it may be why.
inline constexpr std::uint32_t planners_per_question = 3;

struct planner_keeper_state {
  static inline const char* name = "planner-keeper";

  struct question {
    std::variant<plan_route, explain_refusal> asked;
    /// As the client knows it, and where the answer goes.
    std::uint64_t token = 0;
    route_client_actor client;
    /// Planners that died with it.
    std::uint32_t deaths = 0;
  };

  planner_config config;
  region_changed region;
  /// By what the planner knows them by, in the order they came.
  std::map<std::uint64_t, question> open;
  std::uint64_t last_question = 0;
  /// One, by its number.
  children<std::uint64_t, planner_actor> planners{"search"};
  std::uint64_t planner = 0;

  std::string in_words() const;
  void show_children(child_list& list) const {
    list(planners);
  }
};

using planner_keeper_actor = route_planner_actor::extend<
    // What the planner found.
    caf::reacts_to<route_plan>>;

planner_keeper_actor::behavior_type
planner_keeper(role_pointer<planner_keeper_actor, planner_keeper_state> self,
               planner_config config);

} // namespace leasehold
