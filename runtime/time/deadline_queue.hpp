// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "messages/time.hpp"

namespace leasehold {

/// Many deadlines behind one timer. CAF's timers can't be cancelled and live
/// until they fire; here a key has at most one deadline, and moving or
/// dropping it leaves nothing behind.
///
/// Equal deadlines come in the order of their keys, so a run is repeatable.
template <class Key>
class deadline_queue {
public:
  /// Sets the deadline of `key` in place of the one it had. `forever` is none.
  void arm(const Key& key, instant at) {
    disarm(key);
    if (at == forever)
      return;
    at_.emplace(key, at);
    order_.emplace(at, key);
  }

  void disarm(const Key& key) {
    if (auto i = at_.find(key); i != at_.end()) {
      order_.erase({i->second, key});
      at_.erase(i);
    }
  }

  /// The earliest deadline, if there is one.
  std::optional<instant> next() const {
    if (order_.empty())
      return std::nullopt;
    return order_.begin()->first;
  }

  /// Takes out what is due at `now`, at most `count_max` keys.
  std::vector<Key> pop_due(instant now, std::size_t count_max) {
    std::vector<Key> due;
    while (!order_.empty() && order_.begin()->first <= now
           && due.size() < count_max) {
      due.push_back(order_.begin()->second);
      at_.erase(due.back());
      order_.erase(order_.begin());
    }
    return due;
  }

  std::size_t size() const noexcept {
    return order_.size();
  }

private:
  std::set<std::pair<instant, Key>> order_;
  std::unordered_map<Key, instant> at_;
};

} // namespace leasehold
