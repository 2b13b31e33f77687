// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/resource/calendar.hpp"

#include <cassert>

namespace leasehold {

namespace {

/// Spreads the bits of an instant (the finaliser of SplitMix64).
std::uint64_t priority_of(instant at) {
  auto x = static_cast<std::uint64_t>(at.time_since_epoch().count());
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

amounts negated(const amounts& x) {
  return amounts{} - x;
}

} // namespace

calendar::calendar(const amounts& capacity) : capacity_(capacity), nodes_(1) {}

void calendar::set_capacity(const amounts& capacity) {
  capacity_ = capacity;
}

// -- questions ---------------------------------------------------------------

amounts calendar::free_over(const window& over) const {
  auto most = booked_at(over.start);
  raise(root_, over.start, over.end, {}, most);
  return capacity_ - most;
}

bool calendar::fits(const window& over, const amounts& amount) const {
  return amount.fits(free_over(over));
}

instant calendar::fits_until(instant from, const amounts& amount) const {
  auto bound = capacity_ - amount;
  if (!booked_at(from).fits(bound))
    return from;
  return first(root_, from, {}, bound, crossing::above).value_or(forever);
}

std::optional<instant> calendar::earliest_start(instant from, duration length,
                                                const amounts& amount) const {
  auto bound = capacity_ - amount;
  auto start = from;
  for (;;) {
    auto end = fits_until(start, amount);
    if (end == forever || (end > start && saturating_add(start, length) <= end))
      return start;
    auto next = first(root_, end, {}, bound, crossing::within);
    if (!next)
      return std::nullopt;
    start = *next;
  }
}

std::vector<free_step> calendar::steps(instant from,
                                       std::size_t count_max) const {
  assert(count_max > 0);
  std::vector<free_step> result{{from, capacity_ - booked_at(from)}};
  std::vector<link> path;
  auto at = root_;
  auto running = amounts{};
  while (at != none || !path.empty()) {
    for (; at != none; at = nodes_[at].left)
      path.push_back(at);
    at = path.back();
    path.pop_back();
    running += nodes_[at].change;
    if (nodes_[at].at > from) {
      if (result.size() == count_max) {
        auto& last = result.back();
        last.free = min(last.free, free_over({last.from, forever}));
        return result;
      }
      result.push_back({nodes_[at].at, capacity_ - running});
    }
    at = nodes_[at].right;
  }
  return result;
}

std::optional<instant> calendar::last_change() const {
  if (root_ == none)
    return std::nullopt;
  auto at = root_;
  while (nodes_[at].right != none)
    at = nodes_[at].right;
  return nodes_[at].at;
}

amounts calendar::booked_at(instant at) const {
  amounts booked;
  for (auto x = root_; x != none;) {
    auto& n = nodes_[x];
    if (n.at <= at) {
      if (n.left != none)
        booked += nodes_[n.left].sum;
      booked += n.change;
      x = n.right;
    } else {
      x = n.left;
    }
  }
  return booked;
}

void calendar::raise(link root, instant after, instant before, amounts base,
                     amounts& most) const {
  if (root == none)
    return;
  auto& n = nodes_[root];
  if (after == instant::min() && before == forever) {
    most = max(most, base + n.highest);
    return;
  }
  if (n.at > after)
    raise(n.left, after, n.at < before ? forever : before, base, most);
  if (n.left != none)
    base += nodes_[n.left].sum;
  base += n.change;
  if (n.at > after && n.at < before)
    most = max(most, base);
  if (n.at < before)
    raise(n.right, n.at > after ? instant::min() : after, before, base, most);
}

std::optional<instant> calendar::first(link root, instant after,
                                       const amounts& base,
                                       const amounts& bound,
                                       crossing which) const {
  if (root == none)
    return std::nullopt;
  auto& n = nodes_[root];
  auto possible = which == crossing::above ? !(base + n.highest).fits(bound)
                                           : (base + n.lowest).fits(bound);
  if (!possible)
    return std::nullopt;
  if (n.at > after)
    if (auto found = first(n.left, after, base, bound, which))
      return found;
  auto here = base + n.change;
  if (n.left != none)
    here += nodes_[n.left].sum;
  if (n.at > after && here.fits(bound) == (which == crossing::within))
    return n.at;
  return first(n.right, after, here, bound, which);
}

// -- changes -----------------------------------------------------------------

void calendar::book(const window& over, const amounts& amount) {
  assert(over.start < over.end && !amount.negative());
  change(over.start, amount);
  if (over.end != forever)
    change(over.end, negated(amount));
}

void calendar::unbook(const window& over, const amounts& amount) {
  assert(over.start < over.end && !amount.negative());
  change(over.start, negated(amount));
  if (over.end != forever)
    change(over.end, amount);
}

void calendar::change(instant at, const amounts& by) {
  if (by.zero())
    return;
  if (!change_known(root_, at, by))
    insert(at, by);
}

bool calendar::change_known(link root, instant at, const amounts& by) {
  if (root == none)
    return false;
  if (nodes_[root].at == at) {
    nodes_[root].change += by;
    if (nodes_[root].change.zero()) {
      erase(at);
      return true;
    }
  } else if (!change_known(at < nodes_[root].at ? nodes_[root].left
                                                : nodes_[root].right,
                           at, by)) {
    return false;
  }
  refresh(root);
  return true;
}

void calendar::insert(instant at, const amounts& by) {
  link left = none;
  link right = none;
  split(root_, at, left, right);
  root_ = merge(merge(left, make(at, by)), right);
}

void calendar::erase(instant at) {
  link left = none;
  link rest = none;
  link gone = none;
  link right = none;
  split(root_, at, left, rest);
  split(rest, at + duration{1}, gone, right);
  root_ = merge(left, right);
  spare_.push_back(gone);
}

calendar::link calendar::make(instant at, const amounts& by) {
  auto x = static_cast<link>(nodes_.size());
  if (spare_.empty()) {
    nodes_.emplace_back();
  } else {
    x = spare_.back();
    spare_.pop_back();
  }
  nodes_[x] = {at, by, by, by, by, none, none};
  return x;
}

void calendar::refresh(link x) {
  auto& n = nodes_[x];
  auto here = n.change;
  if (n.left != none)
    here += nodes_[n.left].sum;
  n.sum = here;
  n.highest = here;
  n.lowest = here;
  if (n.left != none) {
    n.highest = max(n.highest, nodes_[n.left].highest);
    n.lowest = min(n.lowest, nodes_[n.left].lowest);
  }
  if (n.right != none) {
    n.highest = max(n.highest, here + nodes_[n.right].highest);
    n.lowest = min(n.lowest, here + nodes_[n.right].lowest);
    n.sum += nodes_[n.right].sum;
  }
}

void calendar::split(link root, instant at, link& left, link& right) {
  if (root == none) {
    left = none;
    right = none;
    return;
  }
  if (nodes_[root].at < at) {
    left = root;
    link rest = none;
    split(nodes_[root].right, at, rest, right);
    nodes_[root].right = rest;
  } else {
    right = root;
    link rest = none;
    split(nodes_[root].left, at, left, rest);
    nodes_[root].left = rest;
  }
  refresh(root);
}

calendar::link calendar::merge(link left, link right) {
  if (left == none || right == none)
    return left == none ? right : left;
  if (priority_of(nodes_[left].at) > priority_of(nodes_[right].at)) {
    nodes_[left].right = merge(nodes_[left].right, right);
    refresh(left);
    return left;
  }
  nodes_[right].left = merge(left, nodes_[right].left);
  refresh(right);
  return right;
}

} // namespace leasehold
