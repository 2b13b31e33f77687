// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/action/action_interface.hpp"
#include "actors/action/origin_machine.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"

// An ORIGIN carries what one action's machine decides. It keeps nothing that
// ACTIONS does not know: one that dies is spawned again with the targets that
// have no status.
namespace leasehold {

struct origin_config {
  action_record action;
  std::vector<std::uint32_t> open;
  std::vector<permit_record> permits;
  std::uint64_t attempts_from = 0;
  actions_actor actions;
  std::shared_ptr<const node_clock> clock;
};

struct origin_state {
  static inline const char* name = "origin";

  actions_actor actions;
  std::shared_ptr<const node_clock> clock;
  action_id action;
  std::optional<origin_machine> machine;
  wakeup timer;

  std::string in_words() const;
};

origin_actor::behavior_type
origin(role_pointer<origin_actor, origin_state> self, origin_config config);

} // namespace leasehold
