// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
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
  /// Why it has nothing to give now, at most `bounds::note_bytes`; empty where
  /// it serves.
  std::string trouble{};
};

inline constexpr std::size_t free_steps_max = 1024;

/// Leases take more of a resource than there is, from an instant on.
struct shortage {
  resource_name resource;
  amounts capacity;
  instant from;
  /// What they take then, by the gateways of their roots.
  std::map<gateway_name, amounts> taken;
};

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

/// What is taken of a resource from `from` until the next step.
struct calendar_step {
  instant from;
  /// The most that is held or booked at any instant of it.
  amounts taken;
  /// The most that is held only: reserved while its route is set up.
  amounts held;
};

struct calendar_query {
  resource_name resource;
  /// Without an end, `forever`, it is read until its last change.
  window over{instant{}, forever};
  /// At most `bounds::calendar_steps`.
  std::size_t steps_max = 0;
};

/// What is taken of one resource over time.
struct resource_calendar {
  enum class detail : std::uint8_t {
    /// Each step is a change.
    exact,
    /// There were too many changes: each step is the worst of a stretch.
    merged,
  };

  /// Of this moment.
  resource_info info;
  detail steps_are = detail::exact;
  /// The first at the start of the window; the last is valid until its end.
  std::vector<calendar_step> steps;
  /// Of the window; `forever` where it was asked for without an end.
  instant until = forever;
};

} // namespace leasehold
