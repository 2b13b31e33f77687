// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "messages/event.hpp"
#include "messages/service.hpp"

namespace leasehold {

/// The events that a node keeps, for whoever reads again from a number (N2).
///
/// Invariant: numbers are without gaps from the oldest kept to the newest, so
/// an event is found by its number at once.
class event_log {
public:
  /// @pre `kept_max > 0`
  explicit event_log(std::size_t kept_max) : kept_max_(kept_max) {}

  /// Takes the next event; returns the number of the one that is dropped for
  /// it, or 0. @pre its number follows the last one's, if there is one
  std::uint64_t append(lease_event event);

  /// What `who` may see of the query, from its number on. Costs as much as it
  /// answers.
  event_page read(const event_query& query, const principal& who) const;

  /// Whether a page from there could hold the event: what a reader waits for.
  static bool concerns(const event_query& query, const principal& who,
                       const lease_event& event) noexcept;

  std::uint64_t oldest() const noexcept {
    return events_.empty() ? next_ : events_.front().number;
  }
  std::uint64_t next() const noexcept {
    return next_;
  }

private:
  using numbers = std::deque<std::uint64_t>;

  const lease_event& at(std::uint64_t number) const;

  std::size_t kept_max_;
  std::deque<lease_event> events_;
  std::unordered_map<lease_id, numbers> by_lease_;
  std::unordered_map<lessee_name, numbers> by_lessee_;
  std::uint64_t next_ = 1;
};

} // namespace leasehold
