// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "actors/route/search.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// What a lease has already. It is as good as free to the lease itself, for as
/// long as the lease has it.
struct holding {
  /// Which routes are of use to it.
  enum class way : std::uint8_t {
    any,
    /// The one that it has: only its end is to change.
    same,
  };

  std::vector<resource_use> uses;
  window over;
  way goes = way::any;
};

/// What a request asks of the region once the rules have had their say.
struct route_wish {
  route_query query;
  window term;
  /// Of a lease that asks for other terms; nothing for a new request. The lease
  /// can neither begin at another time nor have another target.
  std::optional<holding> own;
};

} // namespace leasehold
