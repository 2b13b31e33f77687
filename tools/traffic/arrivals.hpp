// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "messages/time.hpp"

namespace leasehold {

/// How much of a flow has arrived, over any window of the last minute, to 10
/// ms.
class arrivals {
public:
  using time = std::chrono::steady_clock::time_point;

  explicit arrivals(time begin) : begin_(begin) {}

  /// @pre `now` never goes backwards.
  void add(time now, std::uint64_t bytes);

  /// In bit/s, over the `window` before `now`, or since the beginning where
  /// that is shorter. @pre `window` is above 0, at most a minute.
  double rate(time now, duration window) const;

private:
  struct sample {
    time from;
    /// Of all that has arrived by the end of its 10 ms.
    std::uint64_t bytes = 0;
  };

  std::uint64_t bytes_before(time now) const;

  time begin_;
  std::deque<sample> samples_;
};

} // namespace leasehold
