// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <kj/async.h>

namespace leasehold::bench {

/// What one run of a load came to.
struct load_result {
  /// Items done: a call may carry many.
  std::uint64_t items = 0;
  std::uint64_t failed = 0;
  /// Of the first failure.
  std::string why;
  double seconds = 0;
  /// How long each call took, sorted.
  std::vector<std::uint32_t> call_micros;

  double per_second() const {
    return seconds > 0 ? static_cast<double>(items) / seconds : 0;
  }
  /// In microseconds; `part` of 0.5 is the median.
  std::uint32_t percentile(double part) const;
};

/// What one call did.
struct call_result {
  std::uint64_t items = 0;
  std::uint64_t failed = 0;
  std::string why;
};

using load_call = std::function<kj::Promise<call_result>()>;

/// Keeps so many calls in flight until the time is over or `call` answers that
/// it did nothing, then waits for the rest. Must be run on an event loop.
kj::Promise<load_result> run_load(std::uint32_t in_flight,
                                  std::chrono::milliseconds time,
                                  load_call call);

} // namespace leasehold::bench
