// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"

namespace leasehold {

/// What an amount can be measured in: the dimensions of a capacity.
enum class unit : std::uint8_t { bit_per_second = 0, byte = 1, count = 2 };

inline constexpr std::size_t unit_count = 3;
inline constexpr unit all_units[unit_count] = {unit::bit_per_second, unit::byte,
                                               unit::count};

/// An amount or a capacity, in every dimension at once. A resource that lacks
/// a dimension has none of it, and a request that does not name one asks for
/// none of it, so no dimension is ever special.
///
/// Sums and differences saturate at the bounds of the type; a negative amount
/// never comes from outside.
class amounts {
public:
  constexpr amounts() noexcept = default;

  constexpr amounts(unit u, std::int64_t value) noexcept {
    values_[static_cast<std::size_t>(u)] = value;
  }

  constexpr std::int64_t operator[](unit u) const noexcept {
    return values_[static_cast<std::size_t>(u)];
  }
  constexpr void set(unit u, std::int64_t value) noexcept {
    values_[static_cast<std::size_t>(u)] = value;
  }

  amounts& operator+=(const amounts& other) noexcept;
  amounts& operator-=(const amounts& other) noexcept;

  friend amounts operator+(amounts x, const amounts& y) noexcept {
    return x += y;
  }
  friend amounts operator-(amounts x, const amounts& y) noexcept {
    return x -= y;
  }
  friend bool operator==(const amounts& x, const amounts& y) noexcept {
    return x.values_ == y.values_;
  }
  friend bool operator!=(const amounts& x, const amounts& y) noexcept {
    return x.values_ != y.values_;
  }

  /// Whether nothing is asked or left in any dimension.
  bool zero() const noexcept;

  /// Whether some dimension is below zero.
  bool negative() const noexcept;

  /// Whether this much fits into `room` in every dimension.
  bool fits(const amounts& room) const noexcept;

private:
  std::array<std::int64_t, unit_count> values_{};
};

/// The larger, or smaller, of both in each dimension.
amounts max(const amounts& x, const amounts& y) noexcept;
amounts min(const amounts& x, const amounts& y) noexcept;

/// Reads "10Mbit/s", "64MiB", "3", "1.5 Gbit/s": a decimal number and a unit.
/// Decimal prefixes k M G T for bit/s, also Ki Mi Gi Ti for bytes (B); a
/// number without a unit, or "count", is a count. Several dimensions are
/// joined by "+": "10Mbit/s+2count". Fails with `errc::invalid_request` for
/// anything else, a fraction of a bit, byte or count, a negative number, one
/// beyond 2^63-1, and a dimension that comes twice.
result<amounts> parse_amounts(std::string_view text);

/// The shortest exact form that `parse_amounts` reads back: "10Mbit/s",
/// "64MiB", "1500bit/s", "3count"; "0" for nothing.
std::string to_string(const amounts& x);

} // namespace leasehold
