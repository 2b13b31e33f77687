// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "messages/route.hpp"

namespace leasehold {

/// Which gateways are asked for a route.
enum class search_scope : std::uint8_t {
  /// Those on the best paths alone, which are kept; where nothing is free on
  /// them, all.
  kept_paths,
  /// All that there are.
  whole_region,
};

/// What fits a wish among the paths that are kept, best first. Nothing where
/// none does, which says nothing of others.
struct route_finding {
  std::uint64_t token = 0;
  std::vector<route> routes;
};

} // namespace leasehold
