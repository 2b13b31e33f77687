// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "runtime/clock/clock_source.hpp"

namespace leasehold::test {

/// The clocks of a machine that the test owns. They begin away from zero, as
/// real ones do.
class manual_clock final : public clock_source {
public:
  /// Real time passes for both clocks alike.
  void pass(std::chrono::nanoseconds time) {
    ticks_.boottime += time;
    ticks_.raw += time;
    wall_ += std::chrono::duration_cast<duration>(time);
  }

  /// The machine sleeps: RAW stands still.
  void suspend(std::chrono::nanoseconds time) {
    ticks_.boottime += time;
  }

  /// The machine starts again, its clocks near zero.
  void reboot(std::string boot_id) {
    ticks_ = {std::chrono::seconds{5}, std::chrono::seconds{4}};
    boot_id_ = std::move(boot_id);
  }

  void set_wall(wall_time wall) {
    wall_ = wall;
  }

  clock_ticks ticks() const override {
    return ticks_;
  }
  wall_time wall() const override {
    return wall_;
  }
  const std::string& boot_id() const override {
    return boot_id_;
  }

private:
  clock_ticks ticks_{std::chrono::seconds{1000}, std::chrono::seconds{900}};
  wall_time wall_{std::chrono::hours{500'000}};
  std::string boot_id_ = "boot-1";
};

} // namespace leasehold::test
