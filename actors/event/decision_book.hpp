// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "messages/decision.hpp"
#include "messages/service.hpp"

namespace leasehold {

/// Decisions by their number, and who may read which. Pure.
class decision_book {
public:
  /// @pre `kept_max > 0`
  explicit decision_book(std::size_t kept_max) : kept_max_(kept_max) {}

  /// Takes the next one; returns the number of the one that is dropped for it,
  /// or 0. @pre its number is above the last one's
  std::uint64_t append(decision x);

  /// Those of a lease, or of a request: the newest, in order, at most
  /// `bounds::decisions`. Of others' leases a lessee learns no id and no name.
  std::vector<decision> of_lease(lease_id lease, const principal& who) const;
  std::vector<decision> of_request(const principal& who,
                                   request_id request) const;

private:
  using numbers = std::deque<std::uint64_t>;

  std::vector<decision> read(const numbers& found, const principal& who) const;

  std::size_t kept_max_;
  std::map<std::uint64_t, decision> all_;
  std::unordered_map<lease_id, numbers> by_lease_;
  std::map<std::uint64_t, numbers> by_request_;
};

/// How many refusals are written: whoever asks in a loop fills no disk. Each
/// second has so many, and what is not used is not kept.
class refusal_budget {
public:
  explicit refusal_budget(std::uint32_t per_second) : per_second_(per_second) {}

  /// Whether one more may be written.
  bool spend(instant now);

private:
  std::uint32_t per_second_;
  std::uint32_t left_ = 0;
  instant second_ = instant::min();
};

} // namespace leasehold
