// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace leasehold {

/// What passed a place, and what was dropped there for want of room.
struct traffic {
  /// Of the link layer: with its headers.
  std::uint64_t bytes = 0;
  std::uint64_t packets = 0;
  /// Packets.
  std::uint64_t drops = 0;

  traffic& operator+=(const traffic& x) noexcept {
    bytes += x.bytes;
    packets += x.packets;
    drops += x.drops;
    return *this;
  }
  friend bool operator==(const traffic& x, const traffic& y) noexcept {
    return x.bytes == y.bytes && x.packets == y.packets && x.drops == y.drops;
  }
  friend bool operator!=(const traffic& x, const traffic& y) noexcept {
    return !(x == y);
  }
};

} // namespace leasehold
