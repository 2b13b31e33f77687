// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "actors/resource/change_tree.hpp"
#include "messages/amount.hpp"
#include "messages/resource.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// The calendar of one resource: how much of it is booked at each instant, in
/// every dimension at once. Bookings are half-open windows and have no names
/// here; the ledger knows whose they are.
///
/// Each dimension has a tree of its own, since most resources are booked in
/// one. O(log n) is over the instants at which what is booked changes.
///
/// Invariant: exact at every instant, however much is booked; never an
/// estimate. What is told of it is clamped to what an amount can be.
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

  /// Whether the amount is free at every instant of the window. O(1) where it
  /// would be free for ever, else O(log n).
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

  /// How many changes there are of what is booked: instants, each counted for
  /// every dimension that changes then.
  std::size_t size() const noexcept;

private:
  void change(instant at, const amounts& amount, change_tree::number sign);
  /// What may be booked in a dimension so that the amount still fits.
  change_tree::number bound(unit u, const amounts& amount) const noexcept;
  const change_tree& booked(unit u) const noexcept;
  /// The first instant from `from` on at which the amount is free.
  std::optional<instant> next_room(instant from, const amounts& amount) const;

  amounts capacity_;
  std::array<change_tree, unit_count> booked_;
};

} // namespace leasehold
