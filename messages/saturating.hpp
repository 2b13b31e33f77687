// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Arithmetic at the ends of a type, in one place. Amounts, instants and counts
// come from outside and may be as large as their type allows: a sum of two of
// them stays at the end of the type instead of passing it, and the middle of
// two is found without their sum.

#include <cstdint>
#include <limits>

namespace leasehold {

/// `x + y`, or the end of the type that the sum would pass.
constexpr std::int64_t saturating_sum(std::int64_t x, std::int64_t y) noexcept {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(x, y, &sum))
    return sum;
  return y < 0 ? std::numeric_limits<std::int64_t>::min()
               : std::numeric_limits<std::int64_t>::max();
}

/// `x - y`, or the end of the type that the difference would pass.
constexpr std::int64_t saturating_difference(std::int64_t x,
                                             std::int64_t y) noexcept {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(x, y, &difference))
    return difference;
  return y < 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

/// The middle of [low, high], rounded up: above `low` wherever `high` is, so
/// that a search by halves ends.
/// @pre `0 <= low <= high`
constexpr std::int64_t upper_middle(std::int64_t low,
                                    std::int64_t high) noexcept {
  const auto apart = high - low;
  return low + apart / 2 + apart % 2;
}

/// `x` without its fraction, or the end of the type that it is beyond; 0 for
/// what is not a number. A plain cast of such a value is undefined.
constexpr std::int64_t saturating_integer(double x) noexcept {
  constexpr double end = 9223372036854775808.0;
  if (x >= end)
    return std::numeric_limits<std::int64_t>::max();
  if (x < -end)
    return std::numeric_limits<std::int64_t>::min();
  return x == x ? static_cast<std::int64_t>(x) : 0;
}

} // namespace leasehold
