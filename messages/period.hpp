// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// How long a lessee wants a lease. Infinite ends with its holder's session;
/// zero holds nothing and only asks whether a lease would be granted; any
/// takes what the rules give.
class period {
public:
  enum class kind : std::uint8_t { any, zero, finite, infinite };

  /// The longest finite period: 100 years.
  static constexpr duration max = std::chrono::hours{24 * 36525};

  static constexpr period any() noexcept {
    return {kind::any, duration::zero()};
  }
  static constexpr period zero() noexcept {
    return {kind::zero, duration::zero()};
  }
  static constexpr period infinite() noexcept {
    return {kind::infinite, duration::zero()};
  }
  /// @pre `length` is positive and at most `max`
  static constexpr period finite(duration length) noexcept {
    return {kind::finite, length};
  }

  constexpr period() noexcept = default;

  constexpr kind type() const noexcept {
    return kind_;
  }
  /// The length of a finite period, zero for the others.
  constexpr duration length() const noexcept {
    return length_;
  }

  friend constexpr bool operator==(period x, period y) noexcept {
    return x.kind_ == y.kind_ && x.length_ == y.length_;
  }

private:
  constexpr period(kind k, duration length) noexcept
      : kind_(k), length_(length) {}

  kind kind_ = kind::any;
  duration length_ = duration::zero();
};

/// Reads a length of time: "60s", "1500ms", "2h30m", "7d"; units ms s m h d,
/// largest first. Fails with `errc::invalid_request`, also past `period::max`.
result<duration> parse_duration(std::string_view text);

/// The shortest exact form that `parse_duration` reads back: "1h30m", "0s".
std::string to_string(duration x);

/// Reads a length of time, "any", "zero", "0", "infinite" and, as the source
/// document has it, any negative number for infinite.
result<period> parse_period(std::string_view text);

/// The shortest exact form that `parse_period` reads back.
std::string to_string(period x);

} // namespace leasehold
