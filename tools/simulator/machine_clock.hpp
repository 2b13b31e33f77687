// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The clocks of one simulated machine, all derived from true time: three that
// count at rates of their own, and civil time that may be anything.
//
// - BOOTTIME is steered, and counts in suspend.
// - MONOTONIC is steered alike, and stands still in suspend: timers run on it.
// - RAW has the rate of the crystal, and stands still in suspend.

#include <chrono>
#include <cstdint>
#include <string>

#include "runtime/clock/clock_source.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

/// How much faster than true each clock counts, in parts per million.
struct clock_rates {
  std::int32_t steered = 0;
  std::int32_t raw = 0;
};

class machine_clock final : public clock_source {
public:
  /// Reads `now` whenever it is asked; `name` tells its boots from others'.
  machine_clock(const true_time& now, std::string name, clock_rates rates);

  clock_ticks ticks() const override;
  wall_time wall() const override;
  const std::string& boot_id() const override {
    return boot_id_;
  }

  /// Of the clock that timers run on.
  std::chrono::nanoseconds monotonic() const;

  /// The true time at which `monotonic` shows `reading`, if nothing is changed
  /// until then; it may have passed. While the machine is suspended: as if it
  /// woke now.
  true_time when_monotonic(std::chrono::nanoseconds reading) const;

  /// Never moves a clock, only how fast it goes on.
  void set_rates(clock_rates rates);
  clock_rates rates() const noexcept {
    return rates_;
  }

  void suspend();
  void wake();
  bool suspended() const noexcept {
    return suspended_;
  }

  /// A new boot: the clocks begin near zero.
  void reboot();

  /// Civil time jumps; nothing that runs may care.
  void jump_wall(duration by);

private:
  /// What each clock showed at `since_`.
  struct readings {
    std::chrono::nanoseconds boottime{0};
    std::chrono::nanoseconds monotonic{0};
    std::chrono::nanoseconds raw{0};
  };

  readings read() const;
  void anchor();

  const true_time& now_;
  std::string name_;
  std::uint64_t boots_ = 0;
  std::string boot_id_;
  clock_rates rates_;
  bool suspended_ = false;
  true_time since_;
  readings base_;
  wall_time wall_at_zero_;
};

} // namespace leasehold::sim
