// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "messages/event.hpp"
#include "runtime/time/histogram.hpp"

namespace leasehold {

/// How many changes became durable since the node started, for monitoring. The
/// EVENT LOG counts, and others may read at any time.
class event_counts {
public:
  static constexpr std::size_t kinds = 12;
  static constexpr std::size_t reasons = 8;

  void add(event_kind kind, event_reason reason) noexcept {
    if (auto* count = find(kind, reason))
      count->fetch_add(1, std::memory_order_relaxed);
  }
  std::uint64_t of(event_kind kind, event_reason reason) const noexcept {
    const auto* count = const_cast<event_counts*>(this)->find(kind, reason);
    return count == nullptr ? 0 : count->load(std::memory_order_relaxed);
  }

  /// From the end of each term that ran out until that was durable.
  histogram lateness;

private:
  std::atomic<std::uint64_t>* find(event_kind kind,
                                   event_reason reason) noexcept {
    const auto i = static_cast<std::size_t>(kind);
    const auto j = static_cast<std::size_t>(reason);
    return i < kinds && j < reasons ? &counts_[i][j] : nullptr;
  }

  std::array<std::array<std::atomic<std::uint64_t>, reasons>, kinds> counts_{};
};

} // namespace leasehold
