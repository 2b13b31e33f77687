// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "tools/simulator/fault.hpp"

namespace leasehold::sim {

/// What can befall a region beside the faults of its machines.
enum class domain_fault : std::uint8_t {
  capacity_shrinks,
  region_changes,
  gateway_removed,
  lessee_gone,
  lessee_leaves,
  late_renewal,
  stale_release,
  zombie_effect,
};

inline constexpr std::size_t domain_fault_count =
    static_cast<std::size_t>(domain_fault::zombie_effect) + 1;

/// A fault of either sort: a row of the coverage.
class hazard {
public:
  static constexpr std::size_t count = fault_count + domain_fault_count;

  constexpr hazard(fault x) noexcept : index_(static_cast<std::size_t>(x)) {}
  constexpr hazard(domain_fault x) noexcept
      : index_(fault_count + static_cast<std::size_t>(x)) {}
  /// @pre `index < count`
  static constexpr hazard at(std::size_t index) noexcept {
    hazard result{fault{}};
    result.index_ = index;
    return result;
  }

  constexpr std::size_t index() const noexcept {
    return index_;
  }

private:
  std::size_t index_;
};

const char* to_string(hazard x) noexcept;

/// What a lease is in the middle of.
enum class phase : std::uint8_t {
  setup,
  hold,
  commit,
  renew,
  restrict,
  end,
  reroute,
  recover,
};

inline constexpr std::size_t phase_count =
    static_cast<std::size_t>(phase::recover) + 1;

const char* to_string(phase x) noexcept;

} // namespace leasehold::sim
