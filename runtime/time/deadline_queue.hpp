// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "messages/time.hpp"

namespace leasehold {

/// Many deadlines behind one timer. CAF's timers can't be cancelled and live
/// until they fire; here a key has at most one deadline.
///
/// Most deadlines move later many times before they come, or are dropped: so
/// an entry of the heap stays where it is meanwhile, and is moved on, or goes,
/// when it comes first. At most about as many entries are out of date as there
/// are keys.
///
/// Equal deadlines come in the order of their keys, so a run is repeatable.
template <class Key>
class deadline_queue {
public:
  /// Sets the deadline of `key` in place of the one it had. `forever` is none.
  void arm(const Key& key, instant at) {
    if (at == forever) {
      disarm(key);
      return;
    }
    const auto [known, fresh] = at_.try_emplace(key, deadline{at, at});
    known->second.at = at;
    if (fresh || at < known->second.queued) {
      known->second.queued = at;
      push({at, key});
    }
    settle();
  }

  void disarm(const Key& key) {
    if (at_.erase(key) > 0)
      settle();
  }

  /// The earliest deadline, if there is one.
  std::optional<instant> next() const {
    if (heap_.empty())
      return std::nullopt;
    return heap_.front().first;
  }

  /// Takes out what is due at `now`, at most `count_max` keys.
  std::vector<Key> pop_due(instant now, std::size_t count_max) {
    std::vector<Key> due;
    while (!heap_.empty() && heap_.front().first <= now
           && due.size() < count_max) {
      due.push_back(heap_.front().second);
      at_.erase(due.back());
      settle();
    }
    return due;
  }

  std::size_t size() const noexcept {
    return at_.size();
  }

private:
  using entry = std::pair<instant, Key>;

  struct deadline {
    instant at;
    /// Where its entry is: never later than `at`.
    instant queued;
  };

  void push(entry x) {
    heap_.push_back(std::move(x));
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
  }

  void pop() {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
    heap_.pop_back();
  }

  /// Sees to it that the first entry is up to date.
  void settle() {
    constexpr std::size_t few = 64;
    if (heap_.size() > few + 2 * at_.size())
      rebuild();
    while (!heap_.empty()) {
      const auto [queued, key] = heap_.front();
      const auto known = at_.find(key);
      if (known == at_.end() || known->second.queued != queued) {
        pop();
        continue;
      }
      if (known->second.at == queued)
        return;
      pop();
      known->second.queued = known->second.at;
      push({known->second.at, key});
    }
  }

  void rebuild() {
    heap_.clear();
    for (auto& [key, x] : at_) {
      x.queued = x.at;
      heap_.push_back({x.at, key});
    }
    std::make_heap(heap_.begin(), heap_.end(), std::greater<>{});
  }

  std::vector<entry> heap_;
  std::unordered_map<Key, deadline> at_;
};

} // namespace leasehold
