// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/system_clock_source.hpp"

#include <ctime>
#include <fstream>

#include "runtime/clock/civil_offset.hpp"

namespace leasehold {

namespace {

std::chrono::nanoseconds read_clock(clockid_t clock) {
  timespec now{};
  // Can't fail: every clock asked for exists since Linux 2.6.39.
  clock_gettime(clock, &now);
  return std::chrono::seconds{now.tv_sec}
  + std::chrono::nanoseconds{now.tv_nsec};
}

} // namespace

system_clock_source::system_clock_source() {
  std::ifstream file{"/proc/sys/kernel/random/boot_id"};
  file >> boot_id_;
}

clock_ticks system_clock_source::ticks() const {
  return {read_clock(CLOCK_BOOTTIME), read_clock(CLOCK_MONOTONIC_RAW)};
}

wall_time system_clock_source::wall() const {
  return wall_time{std::chrono::floor<duration>(read_clock(CLOCK_REALTIME))};
}

const std::string& system_clock_source::boot_id() const {
  return boot_id_;
}

namespace {

instant instant_of(const clock_ticks& x) {
  return instant{std::chrono::floor<duration>(x.boottime)};
}

} // namespace

steady_clock_source::steady_clock_source()
    : offset_(civil_offset{instant_of(machine_.ticks()), machine_.wall()}
                  .value()
                  .count()) {}

wall_time steady_clock_source::wall_at(const clock_ticks& now) const {
  const civil_offset known{duration{offset_.load()}};
  const auto at = instant_of(now);
  const auto next =
      known.followed(instant_of(machine_.ticks()), machine_.wall());
  offset_ = next.value().count();
  return next.base(at).wall;
}

} // namespace leasehold
