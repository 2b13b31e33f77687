// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "actors/resource/resource_messages.hpp"
#include "runtime/shaping/shaper.hpp"

namespace leasehold {

/// Whether packets can leave through an interface now. Asked often.
using carrier_reader = std::function<bool()>;
using carrier_maker = std::function<carrier_reader(const std::string& device)>;

/// What drives the interfaces of a node.
struct driver_kind {
  /// Nothing where nothing is enforced.
  shaper_maker open;
  /// Nothing where cables are not looked at.
  carrier_maker watch;
  enum class runs : std::uint8_t { detached, scheduled };
  runs thread = runs::detached;
  /// Hears what passes through them; nobody where that is not metered.
  meter_actor meter{};
};

} // namespace leasehold
