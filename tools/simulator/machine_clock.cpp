// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/machine_clock.hpp"

#include <utility>

#include <fmt/format.h>

namespace leasehold::sim {

namespace {

constexpr std::int64_t million = 1'000'000;

std::chrono::nanoseconds at_rate(std::chrono::nanoseconds passed,
                                 std::int32_t ppm) {
  using wide = __int128;
  return std::chrono::nanoseconds{static_cast<std::int64_t>(
      wide{passed.count()} * (million + ppm) / million)};
}

/// The shortest true time in which a clock of this rate counts `reading`.
std::chrono::nanoseconds time_for(std::chrono::nanoseconds reading,
                                  std::int32_t ppm) {
  using wide = __int128;
  const auto rate = wide{million + ppm};
  return std::chrono::nanoseconds{static_cast<std::int64_t>(
      (wide{reading.count()} * million + rate - 1) / rate)};
}

} // namespace

machine_clock::machine_clock(const true_time& now, std::string name,
                             clock_rates rates)
    : now_(now),
      name_(std::move(name)),
      rates_(rates),
      since_(now),
      wall_at_zero_(std::chrono::hours{500'000}) {
  reboot();
}

machine_clock::readings machine_clock::read() const {
  const auto passed = now_ - since_;
  auto result = base_;
  result.boottime += at_rate(passed, rates_.steered);
  if (!suspended_) {
    result.monotonic += at_rate(passed, rates_.steered);
    result.raw += at_rate(passed, rates_.raw);
  }
  return result;
}

void machine_clock::anchor() {
  base_ = read();
  since_ = now_;
}

clock_ticks machine_clock::ticks() const {
  const auto all = read();
  return {all.boottime, all.raw};
}

wall_time machine_clock::wall() const {
  return wall_at_zero_ + std::chrono::floor<duration>(now_);
}

std::chrono::nanoseconds machine_clock::monotonic() const {
  return read().monotonic;
}

true_time
machine_clock::when_monotonic(std::chrono::nanoseconds reading) const {
  return (suspended_ ? now_ : since_)
      + time_for(reading - base_.monotonic, rates_.steered);
}

void machine_clock::set_rates(clock_rates rates) {
  anchor();
  rates_ = rates;
}

void machine_clock::suspend() {
  anchor();
  suspended_ = true;
}

void machine_clock::wake() {
  anchor();
  suspended_ = false;
}

void machine_clock::reboot() {
  since_ = now_;
  base_ = {std::chrono::seconds{5}, std::chrono::seconds{5},
           std::chrono::seconds{4}};
  suspended_ = false;
  boot_id_ = fmt::format("{}-boot-{}", name_, ++boots_);
}

void machine_clock::jump_wall(duration by) {
  wall_at_zero_ += by;
}

} // namespace leasehold::sim
