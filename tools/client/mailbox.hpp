// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace leasehold {

/// What one thread leaves for another, in order.
template <class T>
class mailbox {
public:
  using time_point = std::chrono::steady_clock::time_point;

  void put(T x) {
    std::lock_guard guard(mutex_);
    items_.push_back(std::move(x));
    changed_.notify_one();
  }

  /// The next item, or none when there is none by `until`.
  std::optional<T> take(time_point until) {
    std::unique_lock guard(mutex_);
    if (!changed_.wait_until(guard, until, [this] { return !items_.empty(); }))
      return std::nullopt;
    std::optional<T> x{std::move(items_.front())};
    items_.pop_front();
    return x;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> items_;
};

} // namespace leasehold
