// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "messages/time.hpp"

namespace leasehold {

/// A number that changes at instants, and what it comes to: its total at an
/// instant is the sum of all changes up to and including that instant, and 0
/// before the first.
///
/// A B+tree. Leaves hold the changes in order; an inner entry holds, over its
/// subtree, the sum of the changes and the extremes of their running sum. So
/// the highest total of a window, and where the total first passes a bound, are
/// found on one path from the root, and all that is read on the way lies side
/// by side. Changes at equal instants are one; a change that becomes zero goes.
///
/// Sums are wider than any amount, so they are exact whatever is added: the
/// totals of a million amounts of 2^63-1 do not overflow.
class change_tree {
public:
  using number = __int128;

  /// A change, and the total from then on.
  struct step {
    instant at;
    number total;
  };

  change_tree() noexcept = default;
  change_tree(change_tree&& other) noexcept;
  change_tree& operator=(change_tree&& other) noexcept;
  change_tree(const change_tree&) = delete;
  change_tree& operator=(const change_tree&) = delete;
  ~change_tree();

  /// Changes the number by so much from `at` on. O(log n).
  /// @pre `by` is not zero
  void add(instant at, number by);

  /// The highest total at any instant. O(1).
  number highest() const noexcept;

  /// The highest total at any instant of the window. O(log n).
  number highest_over(const window& over) const;

  number total_at(instant at) const;

  /// The first change after `after` whose total is above the bound. O(log n).
  std::optional<instant> first_above(instant after, number bound) const;
  /// The same, whose total is not above it.
  std::optional<instant> first_within(instant after, number bound) const;

  /// The first changes after `after`, at most so many.
  std::vector<step> steps_after(instant after, std::size_t count_max) const;

  std::optional<instant> last() const;

  /// How many instants the number changes at.
  std::size_t size() const noexcept {
    return size_;
  }

private:
  /// Aligned like the instants beside it.
  typedef __int128 stored_number __attribute__((aligned(8)));

  static constexpr std::size_t block_max = 31;

  /// Of a subtree or a leaf: the sum of its changes, and the extremes of their
  /// running sum up to and including one of them.
  struct summary {
    stored_number sum = 0;
    stored_number highest = 0;
    stored_number lowest = 0;
  };

  struct leaf_item {
    instant first;
    stored_number change = 0;
  };

  struct inner_item {
    instant first;
    /// A block of leaf items where this is in the lowest inner level.
    void* child = nullptr;
    summary of;
  };

  /// Items in the order of their instants.
  template <class Item>
  struct block {
    std::size_t count = 0;
    std::array<Item, block_max> items{};
  };
  using leaf = block<leaf_item>;
  using inner = block<inner_item>;

  static leaf& leaf_of(const inner_item& x);
  static inner& inner_of(const inner_item& x);

  template <class Item>
  static block<Item>* insert(block<Item>& to, std::size_t place, Item item);
  template <class Item>
  static void erase(block<Item>& from, std::size_t place);
  template <class Item>
  static bool join(inner_item& entry, block<Item>& left, block<Item>& right);
  static void refresh(inner_item& entry, const leaf& content);
  static void refresh(inner_item& entry, const inner& content);
  static void destroy(const inner_item& x, int height);

  /// What had to be split off the subtree, to its right.
  std::optional<inner_item> add_below(inner_item& x, int height, instant at,
                                      number by);
  leaf* add_to_leaf(leaf& to, instant at, number by);
  static void tidy(inner& parent, std::size_t place, int height);

  static void raise(const inner_item& x, int height, const window& over,
                    instant end, number base, number& most);
  template <class Passes>
  std::optional<instant> first_where(instant after, Passes passes) const;
  template <class Passes>
  static std::optional<instant> find(const inner_item& x, int height,
                                     instant after, number base,
                                     const Passes& passes);
  static void collect(const inner_item& x, int height, instant after,
                      std::size_t count_max, number base,
                      std::vector<step>& to);

  /// Height 0 is a leaf.
  inner_item root_;
  int height_ = 0;
  std::size_t size_ = 0;
};

} // namespace leasehold
