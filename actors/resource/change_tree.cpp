// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/resource/change_tree.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <utility>

namespace leasehold {

namespace {

using number = change_tree::number;

// By value: a number in a block is not aligned as a reference promises.
number larger(number x, number y) {
  return x < y ? y : x;
}

number smaller(number x, number y) {
  return y < x ? y : x;
}

/// Below every total.
constexpr number none_yet = number{std::numeric_limits<std::int64_t>::min()}
    * std::numeric_limits<std::int64_t>::max();

/// Where in a block an instant is, or would be put.
template <class Block>
std::size_t place_of(const Block& in, instant at) {
  const auto begin = in.items.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(in.count);
  const auto found =
      std::lower_bound(begin, end, at, [](const auto& item, instant value) {
        return item.first < value;
      });
  return static_cast<std::size_t>(found - begin);
}

} // namespace

change_tree::change_tree(change_tree&& other) noexcept
    : root_(std::exchange(other.root_, {})),
      height_(std::exchange(other.height_, 0)),
      size_(std::exchange(other.size_, 0)) {}

change_tree& change_tree::operator=(change_tree&& other) noexcept {
  std::swap(root_, other.root_);
  std::swap(height_, other.height_);
  std::swap(size_, other.size_);
  return *this;
}

change_tree::~change_tree() {
  if (root_.child != nullptr)
    destroy(root_, height_);
}

change_tree::leaf& change_tree::leaf_of(const inner_item& x) {
  return *static_cast<leaf*>(x.child);
}

change_tree::inner& change_tree::inner_of(const inner_item& x) {
  return *static_cast<inner*>(x.child);
}

void change_tree::destroy(const inner_item& x, int height) {
  if (height == 0) {
    delete &leaf_of(x);
    return;
  }
  auto& node = inner_of(x);
  for (std::size_t i = 0; i < node.count; ++i)
    destroy(node.items[i], height - 1);
  delete &node;
}

// -- questions ---------------------------------------------------------------

number change_tree::highest() const noexcept {
  return root_.child == nullptr ? 0 : larger(0, root_.of.highest);
}

number change_tree::total_at(instant at) const {
  return highest_over({at, saturating_add(at, duration{1})});
}

number change_tree::highest_over(const window& over) const {
  if (root_.child == nullptr)
    return 0;
  auto most = over.start < root_.first ? number{0} : none_yet;
  raise(root_, height_, over, forever, 0, most);
  return most;
}

/// @param end no instant of the subtree is as late
/// @param base the total before the subtree
void change_tree::raise(const inner_item& x, int height, const window& over,
                        instant end, number base, number& most) {
  if (height == 0) {
    const auto& changes = leaf_of(x);
    std::size_t i = 0;
    for (; i < changes.count && changes.items[i].first <= over.start; ++i)
      base += changes.items[i].change;
    if (i > 0)
      most = larger(most, base);
    for (; i < changes.count && changes.items[i].first < over.end; ++i) {
      base += changes.items[i].change;
      most = larger(most, base);
    }
    return;
  }
  const auto& node = inner_of(x);
  for (std::size_t i = 0; i < node.count; ++i) {
    const auto& item = node.items[i];
    if (over.end <= item.first)
      return;
    const auto next = i + 1 < node.count ? node.items[i + 1].first : end;
    if (over.start < item.first && next <= over.end)
      most = larger(most, base + item.of.highest);
    else if (over.start < next)
      raise(item, height - 1, over, next, base, most);
    base += item.of.sum;
  }
}

std::optional<instant> change_tree::first_above(instant after,
                                                number bound) const {
  struct above {
    number bound;
    bool somewhere(number base, const summary& of) const {
      return base + of.highest > bound;
    }
    bool here(number total) const {
      return total > bound;
    }
  };
  return first_where(after, above{bound});
}

std::optional<instant> change_tree::first_within(instant after,
                                                 number bound) const {
  struct within {
    number bound;
    bool somewhere(number base, const summary& of) const {
      return base + of.lowest <= bound;
    }
    bool here(number total) const {
      return total <= bound;
    }
  };
  return first_where(after, within{bound});
}

template <class Passes>
std::optional<instant> change_tree::first_where(instant after,
                                                Passes passes) const {
  if (root_.child == nullptr)
    return std::nullopt;
  return find(root_, height_, after, 0, passes);
}

template <class Passes>
std::optional<instant> change_tree::find(const inner_item& x, int height,
                                         instant after, number base,
                                         const Passes& passes) {
  if (height == 0) {
    const auto& changes = leaf_of(x);
    for (std::size_t i = 0; i < changes.count; ++i) {
      base += changes.items[i].change;
      if (after < changes.items[i].first && passes.here(base))
        return changes.items[i].first;
    }
    return std::nullopt;
  }
  const auto& node = inner_of(x);
  for (std::size_t i = 0; i < node.count; ++i) {
    const auto& item = node.items[i];
    const auto over = i + 1 < node.count && node.items[i + 1].first <= after;
    if (!over && passes.somewhere(base, item.of))
      if (auto found = find(item, height - 1, after, base, passes))
        return found;
    base += item.of.sum;
  }
  return std::nullopt;
}

std::vector<change_tree::step>
change_tree::steps_after(instant after, std::size_t count_max) const {
  std::vector<step> result;
  if (root_.child != nullptr && count_max > 0)
    collect(root_, height_, after, count_max, 0, result);
  return result;
}

void change_tree::collect(const inner_item& x, int height, instant after,
                          std::size_t count_max, number base,
                          std::vector<step>& to) {
  if (height == 0) {
    const auto& changes = leaf_of(x);
    for (std::size_t i = 0; i < changes.count && to.size() < count_max; ++i) {
      base += changes.items[i].change;
      if (after < changes.items[i].first)
        to.push_back({changes.items[i].first, base});
    }
    return;
  }
  const auto& node = inner_of(x);
  for (std::size_t i = 0; i < node.count && to.size() < count_max; ++i) {
    const auto& item = node.items[i];
    if (i + 1 == node.count || after < node.items[i + 1].first)
      collect(item, height - 1, after, count_max, base, to);
    base += item.of.sum;
  }
}

std::optional<instant> change_tree::last() const {
  if (root_.child == nullptr)
    return std::nullopt;
  auto x = root_;
  for (auto height = height_; height > 0; --height)
    x = inner_of(x).items[inner_of(x).count - 1];
  return leaf_of(x).items[leaf_of(x).count - 1].first;
}

// -- changes -----------------------------------------------------------------

void change_tree::add(instant at, number by) {
  assert(by != 0);
  if (root_.child == nullptr) {
    root_.child = new leaf;
    height_ = 0;
  }
  if (auto right = add_below(root_, height_, at, by)) {
    auto* top = new inner;
    top->items[0] = root_;
    top->items[1] = *right;
    top->count = 2;
    root_.child = top;
    ++height_;
    refresh(root_, *top);
    return;
  }
  while (height_ > 0 && inner_of(root_).count == 1) {
    auto* top = &inner_of(root_);
    root_ = top->items[0];
    --height_;
    delete top;
  }
  if (height_ == 0 && leaf_of(root_).count == 0) {
    delete &leaf_of(root_);
    root_ = {};
  }
}

std::optional<change_tree::inner_item>
change_tree::add_below(inner_item& x, int height, instant at, number by) {
  const auto split_off = [](auto* block) -> std::optional<inner_item> {
    if (block == nullptr)
      return std::nullopt;
    inner_item result;
    result.child = block;
    refresh(result, *block);
    return result;
  };
  if (height == 0) {
    auto* right = add_to_leaf(leaf_of(x), at, by);
    refresh(x, leaf_of(x));
    return split_off(right);
  }
  auto& node = inner_of(x);
  auto place = place_of(node, at);
  if (place > 0 && (place == node.count || at < node.items[place].first))
    --place;
  inner* right = nullptr;
  if (auto below = add_below(node.items[place], height - 1, at, by))
    right = insert(node, place + 1, *below);
  else
    tidy(node, place, height - 1);
  refresh(x, node);
  return split_off(right);
}

change_tree::leaf* change_tree::add_to_leaf(leaf& to, instant at, number by) {
  const auto place = place_of(to, at);
  if (place == to.count || to.items[place].first != at) {
    ++size_;
    return insert(to, place, leaf_item{at, by});
  }
  to.items[place].change += by;
  if (to.items[place].change == 0) {
    --size_;
    erase(to, place);
  }
  return nullptr;
}

/// Sees to it that few blocks are nearly empty.
void change_tree::tidy(inner& parent, std::size_t place, int height) {
  const auto empty = height == 0 ? leaf_of(parent.items[place]).count == 0
                                 : inner_of(parent.items[place]).count == 0;
  if (empty) {
    destroy(parent.items[place], height);
    erase(parent, place);
    return;
  }
  for (auto left : {place, place > 0 ? place - 1 : place}) {
    if (left + 1 >= parent.count)
      continue;
    auto& x = parent.items[left];
    auto& y = parent.items[left + 1];
    const auto joined = height == 0 ? join(x, leaf_of(x), leaf_of(y))
                                    : join(x, inner_of(x), inner_of(y));
    if (joined) {
      erase(parent, left + 1);
      return;
    }
  }
}

// -- blocks ------------------------------------------------------------------

/// Puts an item there; the new block to the right where one was full.
template <class Item>
change_tree::block<Item>* change_tree::insert(block<Item>& to,
                                              std::size_t place, Item item) {
  block<Item>* right = nullptr;
  auto* into = &to;
  if (to.count == block_max) {
    right = new block<Item>;
    // What is appended, as the starts of leases are, leaves full blocks.
    const auto kept = place == to.count ? place : block_max / 2;
    std::move(to.items.begin() + kept, to.items.end(), right->items.begin());
    right->count = block_max - kept;
    to.count = kept;
    if (place > kept || right->count == 0) {
      into = right;
      place -= kept;
    }
  }
  const auto begin = into->items.begin();
  std::move_backward(begin + place, begin + into->count,
                     begin + into->count + 1);
  into->items[place] = item;
  ++into->count;
  return right;
}

template <class Item>
void change_tree::erase(block<Item>& from, std::size_t place) {
  const auto begin = from.items.begin();
  std::move(begin + place + 1, begin + from.count, begin + place);
  --from.count;
}

/// Moves all to the left where both are half full at most together.
template <class Item>
bool change_tree::join(inner_item& entry, block<Item>& left,
                       block<Item>& right) {
  if (left.count + right.count > block_max / 2)
    return false;
  std::move(right.items.begin(), right.items.begin() + right.count,
            left.items.begin() + left.count);
  left.count += right.count;
  delete &right;
  refresh(entry, left);
  return true;
}

namespace {

template <class Summary>
void append(Summary& to, const Summary& next, bool first) {
  const number base = to.sum;
  to.sum = base + next.sum;
  to.highest =
      first ? base + next.highest : larger(to.highest, base + next.highest);
  to.lowest =
      first ? base + next.lowest : smaller(to.lowest, base + next.lowest);
}

} // namespace

/// Makes the entry tell what is in the block.
void change_tree::refresh(inner_item& entry, const leaf& content) {
  summary all;
  for (std::size_t i = 0; i < content.count; ++i) {
    const auto change = content.items[i].change;
    append(all, {change, change, change}, i == 0);
  }
  entry.of = all;
  entry.first = content.items[0].first;
}

void change_tree::refresh(inner_item& entry, const inner& content) {
  summary all;
  for (std::size_t i = 0; i < content.count; ++i)
    append(all, content.items[i].of, i == 0);
  entry.of = all;
  entry.first = content.items[0].first;
}

} // namespace leasehold
