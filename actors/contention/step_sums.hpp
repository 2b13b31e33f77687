// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "messages/amount.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// What is taken of one resource at each instant, as a sum that changes only
/// at instants known beforehand, so that trying a change and taking it back
/// costs O(log n).
///
/// A complete binary tree over the steps in between: a node keeps what is
/// added to all of its steps, and the most that is taken at one of them.
///
/// Invariant: exact. Sums are wider than amounts, so whatever is taken back
/// leaves what was there before; a calendar's sums saturate and may not.
class step_sums {
public:
  /// @pre `cuts` is sorted, without doubles, and has two instants at least.
  step_sums(std::vector<instant> cuts, const amounts& capacity);

  /// Takes `to` in place of `from` over the window.
  /// @pre Its ends are cuts.
  void change(const window& over, const amounts& from, const amounts& to);

  /// From here on what is taken already counts as there: only what is added to
  /// it can be too much.
  void accept();

  /// What is left where most is taken.
  amounts room() const;

  /// Whether nowhere more is taken than there is, in any dimension.
  bool fits() const;

  /// Whether `to` in place of `from` takes less of what is short somewhere in
  /// the window.
  bool relieves(const window& over, const amounts& from,
                const amounts& to) const;

private:
  // __int128 holds the sum of as many amounts as any memory can.
  using wide = __int128;
  using sums = std::array<wide, unit_count>;

  struct node {
    sums added{};
    sums most{};
  };
  /// The steps [begin, end).
  struct range {
    std::size_t begin;
    std::size_t end;
  };

  range steps_of(const window& over) const;
  void add(std::size_t at, range of, range to, const sums& by);
  void raise(std::size_t at, range of, range to, const sums& above,
             sums& most) const;

  std::vector<instant> cuts_;
  sums limits_{};
  std::size_t leaves_ = 1;
  /// The root is 1, the children of k are 2k and 2k+1.
  std::vector<node> nodes_;
};

} // namespace leasehold
