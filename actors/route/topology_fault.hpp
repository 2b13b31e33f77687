// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace leasehold {

enum class topology_part : std::uint8_t {
  region,
  node,
  gateway,
  link,
  endpoint,
  resource,
};

/// What is wrong, and with which item of which list.
struct topology_fault {
  topology_part part = topology_part::region;
  /// In the list of that part; 0 for the region.
  std::size_t index = 0;
  /// Names the thing, the rule and the way out.
  std::string message;
};

} // namespace leasehold
