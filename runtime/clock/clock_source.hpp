// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The clocks of the machine, as a given thing: nothing else in Leasehold asks
// the system for the time.

#include <chrono>
#include <string>

#include "messages/time.hpp"

namespace leasehold {

/// One reading of the two clocks that no wall-clock change touches. BOOTTIME
/// goes on in suspend but is steered by NTP; RAW is not steered but stands
/// still in suspend. Neither means anything on another boot.
struct clock_ticks {
  std::chrono::nanoseconds boottime{0};
  std::chrono::nanoseconds raw{0};
};

class clock_source {
public:
  virtual ~clock_source() = default;

  virtual clock_ticks ticks() const = 0;

  /// Civil time, for edges alone: it decides nothing about what runs.
  virtual wall_time wall() const = 0;

  /// Civil time at a reading of the clocks a moment ago.
  virtual wall_time wall_at(const clock_ticks&) const {
    return wall();
  }

  /// Names this boot of this machine; empty if the system does not tell, and
  /// then no boot is taken to be the same as another.
  virtual const std::string& boot_id() const = 0;
};

} // namespace leasehold
