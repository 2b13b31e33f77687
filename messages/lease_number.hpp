// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "messages/ids.hpp"

// What the id of a lease is made of: 12 bits for the node that granted it, 20
// for how often that had been started, 32 that count its leases since.
namespace leasehold {

inline constexpr std::uint32_t node_number_max = (1u << 12) - 1;

/// The upper half of the ids that a node gives in one of its lives.
constexpr std::uint32_t id_prefix(std::uint32_t node_number,
                                  std::uint64_t boots) noexcept {
  constexpr std::uint64_t boots_kept = (1u << 20) - 1;
  return node_number << 20 | static_cast<std::uint32_t>(boots & boots_kept);
}

/// The number of the node that granted the lease.
constexpr std::uint32_t node_number(lease_id lease) noexcept {
  return static_cast<std::uint32_t>(lease.value() >> 52);
}

} // namespace leasehold
