// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "runtime/rpc/reply.hpp"

namespace leasehold {

/// Gathers the answers to the items of one call; the call is answered with the
/// last of them.
template <class T>
class batch_reply {
public:
  /// Where the answer to one item goes, once.
  class slot {
  public:
    slot() = default;
    void operator()(T value) const {
      if (batch_)
        batch_->set(index_, std::move(value));
    }

  private:
    friend class batch_reply;
    slot(std::shared_ptr<batch_reply> batch, std::size_t index)
        : batch_(std::move(batch)), index_(index) {}

    std::shared_ptr<batch_reply> batch_;
    std::size_t index_ = 0;
  };

  /// A slot for each of `count` items. A call without items is answered now.
  static std::vector<slot> open(std::size_t count,
                                reply_to<std::vector<T>> reply) {
    auto batch = std::make_shared<batch_reply>();
    batch->values_.resize(count);
    batch->missing_ = count;
    batch->reply_ = std::move(reply);
    if (count == 0)
      batch->reply_({});
    std::vector<slot> slots;
    for (std::size_t i = 0; i < count; ++i)
      slots.push_back(slot{batch, i});
    return slots;
  }

  /// Does `one(item, slot)` for each item of a call.
  template <class Items, class One>
  static void for_each(Items& items, reply_to<std::vector<T>> reply, One one) {
    auto slots = open(items.size(), std::move(reply));
    for (std::size_t i = 0; i < items.size(); ++i)
      one(items[i], std::move(slots[i]));
  }

private:
  void set(std::size_t index, T value) {
    values_[index] = std::move(value);
    if (--missing_ == 0)
      reply_(std::move(values_));
  }

  std::vector<T> values_;
  std::size_t missing_ = 0;
  reply_to<std::vector<T>> reply_;
};

} // namespace leasehold
