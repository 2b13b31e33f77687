// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "messages/time.hpp"
#include "runtime/clock/clock_source.hpp"

namespace leasehold {

/// The clocks of this machine.
class system_clock_source final : public clock_source {
public:
  /// Reads the boot id, once.
  system_clock_source();

  clock_ticks ticks() const override;
  wall_time wall() const override;
  const std::string& boot_id() const override;

private:
  std::string boot_id_;
};

/// The clocks of this machine with civil time that keeps its distance from
/// BOOTTIME, as long as both agree to `civil_tolerance`: what a program turns
/// into an instant and back is what it was. Any thread may ask.
class steady_clock_source final : public clock_source {
public:
  steady_clock_source();

  clock_ticks ticks() const override {
    return machine_.ticks();
  }
  wall_time wall() const override {
    return wall_at(ticks());
  }
  wall_time wall_at(const clock_ticks& now) const override;
  const std::string& boot_id() const override {
    return machine_.boot_id();
  }

private:
  system_clock_source machine_;
  mutable std::atomic<duration::rep> offset_;
};

} // namespace leasehold
