// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace leasehold {

/// How long things took, counted in the steps that monitoring asks for. One
/// thread counts and another may read: each number is right by itself, and
/// together they are as of about the same time.
class histogram {
public:
  using length = std::chrono::microseconds;

  /// Upper bounds of the steps, in microseconds; what took longer is in none.
  static constexpr std::array<std::int64_t, 14> bounds{
      500,     1'000,   2'500,   5'000,     10'000,    25'000,    50'000,
      100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

  struct reading {
    /// Of each step alone.
    std::array<std::uint64_t, bounds.size()> steps{};
    std::uint64_t count = 0;
    length sum{0};
  };

  void add(length x) noexcept {
    const auto us = x.count() < 0 ? 0 : x.count();
    for (std::size_t i = 0; i < bounds.size(); ++i)
      if (us <= bounds[i]) {
        steps_[i].fetch_add(1, std::memory_order_relaxed);
        break;
      }
    sum_.fetch_add(us, std::memory_order_relaxed);
    count_.fetch_add(1, std::memory_order_relaxed);
  }

  reading read() const noexcept {
    reading result;
    result.count = count_.load(std::memory_order_relaxed);
    result.sum = length{sum_.load(std::memory_order_relaxed)};
    for (std::size_t i = 0; i < bounds.size(); ++i)
      result.steps[i] = steps_[i].load(std::memory_order_relaxed);
    return result;
  }

private:
  std::array<std::atomic<std::uint64_t>, bounds.size()> steps_{};
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::int64_t> sum_{0};
};

} // namespace leasehold
