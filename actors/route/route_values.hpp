// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "messages/ids.hpp"
#include "messages/route.hpp"

namespace leasehold {

/// What fits a wish among the paths that are kept, best first. Nothing where
/// none does, which says nothing of others.
struct route_finding {
  std::uint64_t token = 0;
  std::vector<route> routes;
};

/// What one RESOURCE last said of itself. A hint may be lost or late, and so
/// decides nothing: it only says which gateways are worth asking together.
struct load_hint {
  resource_name resource;
  /// Grows with each hint of a resource; an older one than is known is void.
  std::uint64_t version = 0;
  enum class load : std::uint8_t {
    some_free,
    /// All is taken at some instant of the next hour, or it is out of service.
    full,
  };
  load now = load::some_free;
};

} // namespace leasehold
