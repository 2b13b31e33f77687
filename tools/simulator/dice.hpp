// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// All chance of a simulated world comes from one number through these dice.
// They are our own because the standard's distributions differ between
// libraries, and in whole numbers because rounding does.

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace leasehold::sim {

class dice {
public:
  explicit dice(std::uint64_t seed) noexcept;

  /// Dice of their own for one purpose. They depend on the seed and the name
  /// alone, so a draw more in one place shifts nothing anywhere else.
  dice fork(std::string_view name, std::uint64_t number = 0) const noexcept;

  std::uint64_t next() noexcept;

  /// Evenly among 0 to `count - 1`.
  /// @pre `count > 0`
  std::uint64_t below(std::uint64_t count) noexcept;

  /// Evenly among `low` to `high`, both included.
  /// @pre `low <= high`
  std::int64_t between(std::int64_t low, std::int64_t high) noexcept;
  std::chrono::nanoseconds between(std::chrono::nanoseconds low,
                                   std::chrono::nanoseconds high) noexcept;

  /// True so many times in a million.
  bool hit(std::uint32_t parts_per_million) noexcept;

  /// At least `usual`, twice as long half as often, at most `longest`: the
  /// heavy tail of delays in networks and disks.
  std::chrono::nanoseconds tail(std::chrono::nanoseconds usual,
                                std::chrono::nanoseconds longest) noexcept;

private:
  std::uint64_t seed_;
  std::array<std::uint64_t, 4> state_;
};

} // namespace leasehold::sim
