// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>

#include "actors/gateway/gateway_messages.hpp"
#include "messages/ids.hpp"
#include "messages/topology.hpp"
#include "runtime/shaping/shaper.hpp"

namespace leasehold {

/// Where a region enforces leases, and by which addresses.
struct wiring {
  std::map<gateway_name, std::map<resource_name, interface_config>> interfaces;
  /// Null where nothing is enforced.
  std::shared_ptr<const address_map> addresses;
};

wiring wiring_of(const topology& x);

} // namespace leasehold
