// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/lease.hpp"
#include "messages/result.hpp"

namespace leasehold {

/// The items of one call: those that could be read go on, the others are
/// refused in their place.
template <class Item>
class batch {
public:
  void add(result<Item> item) {
    if (item) {
      places_.push_back(outcomes_.size());
      items_.push_back(std::move(*item));
      outcomes_.emplace_back(refusal{});
      return;
    }
    refusal no;
    no.code = item.error().code;
    no.message = item.error().message;
    outcomes_.emplace_back(std::move(no));
  }

  /// What can go on.
  std::vector<Item> take_items() {
    return std::move(items_);
  }

  /// All outcomes in the order asked.
  std::vector<lease_outcome> merge(std::vector<lease_outcome> answered) {
    for (std::size_t i = 0; i < answered.size() && i < places_.size(); ++i)
      outcomes_[places_[i]] = std::move(answered[i]);
    return std::move(outcomes_);
  }

private:
  std::vector<Item> items_;
  std::vector<std::size_t> places_;
  std::vector<lease_outcome> outcomes_;
};

inline status check_batch(std::size_t size) {
  if (size <= bounds::batch_items)
    return success();
  return failure{errc::too_much,
                 fmt::format("the call has {} items, at most {} are answered "
                             "at once; send several calls",
                             size, bounds::batch_items)};
}

} // namespace leasehold
