// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "messages/time.hpp"

// What lies between a timeline and civil time. It is a number that is kept, not
// two clocks that are read: the same civil time is the same instant whenever it
// is asked for, and what ends at an instant never overlaps what begins at it.
namespace leasehold {

/// How far the two may be apart before the number is corrected. Clocks of
/// machines drift by some parts in 100,000; a correction moves what is shown,
/// so it is rare.
inline constexpr duration civil_tolerance = std::chrono::seconds{10};

class civil_offset {
public:
  civil_offset(instant now, wall_time wall) noexcept
      : offset_(wall.time_since_epoch() - now.time_since_epoch()) {}

  /// As it was kept.
  explicit civil_offset(duration kept) noexcept : offset_(kept) {}

  duration value() const noexcept {
    return offset_;
  }

  time_base base(instant now) const noexcept {
    return {now, wall_time{now.time_since_epoch() + offset_}};
  }

  /// What it should be where the wall clock shows `wall` now: the same, but for
  /// whole seconds where they are further apart than the tolerance. Whole, so
  /// that a correction that was lost in a crash is found again.
  civil_offset followed(instant now, wall_time wall) const noexcept {
    const auto apart = wall - base(now).wall;
    if (apart <= civil_tolerance && apart >= -civil_tolerance)
      return *this;
    return civil_offset{offset_
                        + std::chrono::round<std::chrono::seconds>(apart)};
  }

private:
  duration offset_;
};

} // namespace leasehold
