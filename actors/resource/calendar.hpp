// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "messages/amount.hpp"
#include "messages/resource.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// The calendar of one resource: how much of it is booked at each instant, in
/// every dimension at once. Bookings are half-open windows and have no names
/// here; the ledger knows whose they are.
///
/// A treap over the instants at which the booked amount changes. A node keeps
/// the change, and over its subtree the sum of the changes and the extremes of
/// their running sum; so what is booked at most over a window, and where it
/// first exceeds a bound, are found on one path from the root. Equal instants
/// share a node, and a node whose change becomes zero is gone. Priorities are
/// a hash of the instant, so equal calendars have equal trees.
///
/// Invariant: exact at every instant; never an estimate.
class calendar {
public:
  explicit calendar(const amounts& capacity);

  const amounts& capacity() const noexcept {
    return capacity_;
  }

  /// May be less than what is booked: then nothing fits until it does (C8).
  void set_capacity(const amounts& capacity);

  /// The least that is free at any instant of the window, in each dimension.
  /// Negative where more is booked than there is. O(log n).
  amounts free_over(const window& over) const;

  /// Whether the amount is free at every instant of the window. O(log n).
  bool fits(const window& over, const amounts& amount) const;

  /// Adds to what is booked, whether it fits or not. O(log n).
  /// @pre the window is not empty, the amount not negative
  void book(const window& over, const amounts& amount);

  /// Takes away exactly what was booked. O(log n).
  void unbook(const window& over, const amounts& amount);

  /// The first instant from `from` on at which the amount is free for so long;
  /// none if that never comes. `duration::max()` is for ever. O(k log n) where
  /// k windows in between were too short.
  std::optional<instant> earliest_start(instant from, duration length,
                                        const amounts& amount) const;

  /// The end of the window from `from` on in which the amount is free: `from`
  /// itself where it is not, `forever` where nothing is in its way. O(log n).
  instant fits_until(instant from, const amounts& amount) const;

  /// What is free from `from` on: at most `count_max` steps, the last of which
  /// is the least of all that follow.
  std::vector<free_step> steps(instant from, std::size_t count_max) const;

  /// The last instant at which the booked amount changes; none where it never
  /// does. O(log n).
  std::optional<instant> last_change() const;

  /// How many instants the booked amount changes at.
  std::size_t size() const noexcept {
    return nodes_.size() - 1 - spare_.size();
  }

private:
  using link = std::uint32_t;
  static constexpr link none = 0;

  struct node {
    instant at;
    amounts change;
    // Over the subtree: the sum of changes, and the largest and the smallest
    // running sum up to and including one of its nodes.
    amounts sum;
    amounts highest;
    amounts lowest;
    link left = none;
    link right = none;
  };

  void change(instant at, const amounts& by);
  bool change_known(link root, instant at, const amounts& by);
  void insert(instant at, const amounts& by);
  void erase(instant at);
  link make(instant at, const amounts& by);
  void refresh(link x);
  /// Left are the instants before `at`.
  void split(link root, instant at, link& left, link& right);
  link merge(link left, link right);

  amounts booked_at(instant at) const;
  /// The most that is booked at any change in (after, before).
  void raise(link root, instant after, instant before, amounts base,
             amounts& most) const;
  enum class crossing { above, within };
  /// The first change after `after` whose running sum is above `bound` in some
  /// dimension, or within it in all.
  std::optional<instant> first(link root, instant after, const amounts& base,
                               const amounts& bound, crossing which) const;

  amounts capacity_;
  std::vector<node> nodes_;
  std::vector<link> spare_;
  link root_ = none;
};

} // namespace leasehold
