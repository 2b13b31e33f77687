// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <tuple>

#include "messages/ids.hpp"

namespace leasehold {

/// The gateways of a source and of a target, in this direction.
struct route_ends {
  gateway_name from;
  gateway_name to;
};

inline bool operator==(const route_ends& x, const route_ends& y) {
  return x.from == y.from && x.to == y.to;
}

inline bool operator<(const route_ends& x, const route_ends& y) {
  return std::tie(x.from, x.to) < std::tie(y.from, y.to);
}

} // namespace leasehold

template <>
struct std::hash<leasehold::route_ends> {
  std::size_t operator()(const leasehold::route_ends& x) const noexcept {
    const std::hash<leasehold::gateway_name> one;
    return one(x.from) * 31 + one(x.to);
  }
};
