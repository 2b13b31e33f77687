// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace leasehold {

/// The time of one node's ledgers: a clock that no wall-clock jump touches and
/// that goes on across restarts. Instants never leave the process; between
/// processes durations travel.
struct timeline {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<timeline, duration>;
  static constexpr bool is_steady = true;
};

using duration = timeline::duration;
using instant = timeline::time_point;

/// Later than every deadline.
inline constexpr instant forever = instant::max();

/// A point of civil time, in milliseconds since 1970-01-01T00:00:00Z. Only an
/// edge reads or shows it.
using wall_time = std::chrono::time_point<std::chrono::system_clock, duration>;

/// `at + length`, or `forever` where that would overflow.
/// @pre `length >= duration::zero()`
constexpr instant saturating_add(instant at, duration length) noexcept {
  return at > forever - length ? forever : at + length;
}

/// The half-open interval [start, end).
struct window {
  instant start;
  instant end;
};

constexpr bool operator==(const window& x, const window& y) noexcept {
  return x.start == y.start && x.end == y.end;
}

/// One reading of both clocks: what an edge needs to turn civil time into
/// instants, once, and back for people.
struct time_base {
  instant now;
  wall_time wall;

  constexpr instant to_instant(wall_time at) const noexcept {
    return now + (at - wall);
  }
  constexpr wall_time to_wall(instant at) const noexcept {
    return wall + (at - now);
  }
};

} // namespace leasehold
