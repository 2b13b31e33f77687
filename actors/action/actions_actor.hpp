// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/action/action_book.hpp"
#include "actors/action/action_drivers.hpp"
#include "actors/action/action_interface.hpp"
#include "actors/action/locator.hpp"
#include "actors/action/queue_machine.hpp"
#include "actors/policy/policy.hpp"
#include "actors/route/region.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/store/store_interface.hpp"

// ACTIONS keeps the actions that began at this node and what came of them, and
// is the only one that writes that: a status is durable before anybody hears
// of it. It supervises an ORIGIN for each action that is not over, and a QUEUE
// for each gateway of this node that does something; what they say to others
// goes through it, since it knows which node runs what.
namespace leasehold {

template <>
struct child_name<action_id> {
  static std::string of(action_id key);
  static std::optional<action_id> key(const std::string& name);
};

template <>
struct child_name<gateway_name> {
  static std::string of(const gateway_name& key) {
    return key.str();
  }
  static std::optional<gateway_name> key(const std::string& name) {
    return gateway_name{name};
  }
};

struct actions_config {
  /// Of the node.
  std::string name;
  std::uint32_t id_prefix = 0;
  std::uint64_t boots = 0;
  action_book::limits limits;
  queue_machine::limits queues;
  store_actor store;
  std::shared_ptr<const node_clock> clock;
  action_drivers drivers;
  /// What the journal told, in the order of ids, and of each action.
  std::vector<action_record> actions;
  std::vector<statuses_record> statuses;
  std::vector<permit_record> permits;
};

struct actions_state {
  static inline const char* name = "actions";

  /// An ORIGIN that dies so often ends its action.
  static constexpr int deaths_max = 3;

  actions_config config;
  std::optional<action_book> book;
  std::shared_ptr<const leasehold::region> region;
  std::shared_ptr<const locator> places;
  std::shared_ptr<const policy> laws;
  ordered_children<action_id, origin_actor> origins{"origin"};
  std::map<action_id, int> deaths;
  ordered_children<gateway_name, queue_actor> queues{"queue"};
  /// Those who wait for statuses.
  std::vector<read_statuses> readers;
  /// What is done once each write is durable.
  std::deque<std::pair<std::uint64_t, std::function<void()>>> waiting;
  std::uint64_t token = 0;
  std::uint64_t births = 0;
  wakeup timer;

  std::string in_words() const;
  void show_children(child_list& list) const {
    list(origins);
    list(queues);
  }
};

actions_actor::behavior_type
actions(role_pointer<actions_actor, actions_state> self, actions_config config);

} // namespace leasehold
