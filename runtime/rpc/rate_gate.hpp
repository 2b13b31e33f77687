// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace leasehold {

/// Lets so much through a second and counts the rest: what strangers can cause
/// must not fill a log or a core. Pure; a bucket of one second's tokens.
class rate_gate {
public:
  using time = std::chrono::milliseconds;

  /// @pre `per_second > 0`
  explicit rate_gate(std::uint32_t per_second) noexcept
      : per_second_(per_second), tokens_(full()) {}

  /// Whether one more may pass. `now` is on any clock that does not go back.
  bool pass(time now) noexcept {
    const auto gone = std::clamp(now - last_, time{0}, time{1000});
    last_ = std::max(last_, now);
    tokens_ = std::min(full(), tokens_ + gone.count() * per_second_);
    if (tokens_ < token) {
      ++held_back_;
      return false;
    }
    tokens_ -= token;
    return true;
  }

  /// Whether all its tokens are back: then it remembers nothing.
  bool idle(time now) const noexcept {
    return now - last_ >= time{1000};
  }

  /// How many did not pass since this was last asked.
  std::uint64_t take_held_back() noexcept {
    return std::exchange(held_back_, 0);
  }

private:
  /// A millisecond brings `per_second` of these.
  static constexpr std::int64_t token = 1000;

  std::int64_t full() const noexcept {
    return token * per_second_;
  }

  std::int64_t per_second_;
  std::int64_t tokens_;
  time last_{0};
  std::uint64_t held_back_ = 0;
};

} // namespace leasehold
