// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// What is free of a resource from `from` until the next step.
struct free_step {
  instant from;
  amounts free;
};

/// What is free of one resource over a window, as its owner knew it when it
/// was asked. Only the owner's hold decides.
struct resource_view {
  resource_name resource;
  amounts capacity;
  /// The least that is free at any instant of the asked window.
  amounts free;
  /// Where asked for: the steps from the window's start on, the first at the
  /// start itself, the last valid for ever. At most `free_steps_max`; where
  /// there are more, the last is the least of all that follow.
  std::vector<free_step> steps;
};

inline constexpr std::size_t free_steps_max = 1024;

/// A resource as lists show it.
struct resource_info {
  resource_name name;
  kind_name kind;
  gateway_name gateway;
  endpoint_name endpoint;
  std::vector<group_name> groups;
  amounts capacity;
  /// Of this moment.
  amounts free;
  /// Held or booked at any time from now on.
  std::uint64_t bookings = 0;
};

} // namespace leasehold
