// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "messages/time.hpp"
#include "runtime/actor/actor_walk.hpp"
#include "runtime/actor/observer_interface.hpp"
#include "runtime/actor/role.hpp"

// The OBSERVER answers who is there by asking them. It keeps no list: an actor
// is known to whoever supervises it.
namespace leasehold {

struct observer_config {
  /// Those that the node itself watches, by their paths.
  std::vector<seen_child> roots;
  /// For scenarios: in earnest nobody is served by an actor that dies.
  enum class kills : std::uint8_t { refused, allowed };
  kills killing = kills::refused;
  /// How long an actor may take to answer, and one that was killed to end.
  duration answer_within{2000};
  /// Questions of others that are under way at the same time.
  std::size_t walks_max = 64;
};

struct observer_state {
  static inline const char* name = "observer";

  struct walk {
    actor_walk steps;
    std::variant<reply_to<result<actor_page>>, reply_to<status>> reply;
    /// Whose end is waited for, where it was killed.
    caf::actor_addr dying;
  };

  observer_config config;
  std::map<std::uint64_t, walk> walks;
  std::uint64_t last = 0;

  std::string in_words() const;
};

observer_actor::behavior_type
observer(role_pointer<observer_actor, observer_state> self,
         observer_config config);

} // namespace leasehold
