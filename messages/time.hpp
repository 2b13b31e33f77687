// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "messages/saturating.hpp"

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
constexpr instant saturating_add(instant at, duration length) noexcept {
  return instant{
      duration{saturating_sum(at.time_since_epoch().count(), length.count())}};
}

/// `to - from`, or the longest duration where that would overflow.
template <class Clock>
constexpr duration
saturating_since(std::chrono::time_point<Clock, duration> from,
                 std::chrono::time_point<Clock, duration> to) noexcept {
  return duration{saturating_difference(to.time_since_epoch().count(),
                                        from.time_since_epoch().count())};
}

/// The half-open interval [start, end).
struct window {
  instant start;
  instant end;
};

constexpr bool operator==(const window& x, const window& y) noexcept {
  return x.start == y.start && x.end == y.end;
}

/// The present, on the timeline and in civil time: what an edge needs to turn
/// civil time into instants and back for people. Two bases of one process give
/// the same answer for the same time, because what lies between both clocks is
/// stored and not read anew (see runtime/clock/civil_offset.hpp).
struct time_base {
  instant now;
  wall_time wall;

  constexpr instant to_instant(wall_time at) const noexcept {
    return saturating_add(now, saturating_since(wall, at));
  }
  constexpr wall_time to_wall(instant at) const noexcept {
    return wall_time{duration{saturating_sum(
        wall.time_since_epoch().count(), saturating_since(now, at).count())}};
  }
};

} // namespace leasehold
