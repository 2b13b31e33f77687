// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "actors/action/action_drivers.hpp"
#include "actors/action/action_interface.hpp"
#include "runtime/actor/role.hpp"

// A PERFORMER does one child: it hands its targets to the driver of the verb,
// and tells its QUEUE what came of each. It ends when all is told; when it is
// ended before, the driver stops.
namespace leasehold {

struct performer_config {
  child_key key;
  std::shared_ptr<const child_task> task;
  queue_actor queue;
  /// Null where the node has none.
  action_drivers drivers;
};

struct performer_state {
  static inline const char* name = "performer";

  performer_state() = default;
  performer_state(const performer_state&) = delete;
  performer_state& operator=(const performer_state&) = delete;
  ~performer_state();

  performer_config config;
  std::uint64_t ticket = 0;
  std::size_t left = 0;

  std::string in_words() const;
};

performer_actor::behavior_type
performer(role_pointer<performer_actor, performer_state> self,
          performer_config config);

} // namespace leasehold
