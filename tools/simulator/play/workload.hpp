// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "tools/simulator/play/region_plan.hpp"
#include "tools/simulator/play/scenario.hpp"

// Scenarios from seeds: a region, what its lessees and operators do, and what
// befalls them.
namespace leasehold::sim {

/// What a scenario has most of.
enum class mix : std::uint8_t {
  steady,
  renewals,
  flood,
  ahead,
  contention,
  shrinks,
  changes,
  extremes,
  opposite,
  oversubscribed,
};

inline constexpr std::size_t mix_count =
    static_cast<std::size_t>(mix::oversubscribed) + 1;

const char* to_string(mix x) noexcept;

/// Whether lessees act on endpoints too.
enum class workload : std::uint8_t { leases, leases_and_actions };

/// What is left to the seed where it is absent.
struct scenario_wishes {
  std::optional<mix> work;
  std::optional<std::size_t> nodes;
  std::optional<region_shape> shape;
  /// Only these faults; none where it is empty.
  std::optional<std::vector<fault>> faults;
  enforcement enforces = enforcement::none;
  std::optional<workload> does;
};

scenario make_scenario(std::uint64_t seed, const scenario_wishes& wishes = {});

} // namespace leasehold::sim
