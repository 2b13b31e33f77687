// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "actors/action/action_drivers.hpp"
#include "actors/action/action_interface.hpp"
#include "actors/action/queue_machine.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"

// A QUEUE carries what one gateway does for actions, as its machine decides,
// and supervises the PERFORMERs that do it. When it dies its children are
// forgotten; their origins ask, hear that and order them anew.
namespace leasehold {

struct queue_config {
  gateway_name gateway;
  queue_machine::limits limits;
  std::shared_ptr<const node_clock> clock;
  std::uint64_t permits_from = 0;
  action_drivers drivers;
};

struct queue_state {
  static inline const char* name = "queue";

  queue_config config;
  std::optional<queue_machine> machine;
  /// Who hears what comes of each child.
  std::map<child_key, origin_listener_actor> origins;
  ordered_children<std::string, performer_actor> performers{"performer"};
  /// What each of them does.
  std::map<std::string, child_key> performing;
  wakeup timer;

  std::string in_words() const;
  void show_children(child_list& list) const {
    list(performers);
  }
};

queue_actor::behavior_type queue(role_pointer<queue_actor, queue_state> self,
                                 queue_config config);

} // namespace leasehold
