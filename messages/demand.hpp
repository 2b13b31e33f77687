// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

// How much is wanted of a resource, and from when on that is worth telling.
namespace leasehold {

/// Part of a capacity, of the dimension that is fullest.
using percent = std::uint32_t;

/// When operators are told that demand is high. Key: the subject.
struct demand_threshold {
  /// One resource, or all of a kind that have none of their own.
  std::variant<resource_name, kind_name> subject;
  /// Told when as much is taken; 0 takes the threshold away.
  percent high = 0;
  /// And told again when no more than this is; below `high`.
  percent low = 0;
};

/// What of a threshold holds for one resource.
struct demand_limit {
  percent high = 0;
  percent low = 0;
};

/// What happened to one resource in a minute.
struct demand_period {
  instant start;
  std::uint64_t grants = 0;
  std::uint64_t refusals = 0;
  /// The sum of what was granted, and of what was asked for and refused.
  amounts granted;
  amounts refused;
  /// The least that was free at any look at it.
  amounts free;
};

enum class demand_state : std::uint8_t {
  normal = 1,
  high = 2,
};

/// What a gateway knows of the demand for one of its resources.
struct resource_demand {
  resource_name resource;
  gateway_name gateway;
  amounts capacity;
  /// The most that is taken at any instant of the next hour, and what part of
  /// the capacity that is; at least all of it after a refusal.
  amounts taken;
  percent level = 0;
  demand_state state = demand_state::normal;
  /// 0 where there is no threshold.
  percent high = 0;
  percent low = 0;
  /// Minutes in which something happened, the oldest first.
  std::vector<demand_period> periods;
};

} // namespace leasehold
