// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "actors/resource/driver_interface.hpp"
#include "actors/resource/driver_kind.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/shaping/shaper.hpp"

// A DRIVER has the interface of one RESOURCE, and a thread of its own: calls of
// the kernel block. It does what it is told, one thing after the other, and
// knows nothing that the kernel does not know; one that dies is spawned again
// by its RESOURCE.
namespace leasehold {

struct driver_config {
  interface_config interface;
  shaper_maker open;
  carrier_maker watch;
  std::shared_ptr<const node_clock> clock;
};

struct driver_state {
  static inline const char* name = "driver";

  driver_config config;
  /// Null until it was opened.
  std::unique_ptr<shaper> opened;
  carrier_reader works;
  /// Its last word on the cable: it is asked often, and answers only where that
  /// is another one.
  std::optional<carrier> said;

  std::string in_words() const;
};

driver_actor::behavior_type
driver(role_pointer<driver_actor, driver_state> self, driver_config config);

} // namespace leasehold
