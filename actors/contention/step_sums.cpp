// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/step_sums.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <utility>

namespace leasehold {

step_sums::step_sums(std::vector<instant> cuts, const amounts& capacity)
    : cuts_{std::move(cuts)} {
  assert(cuts_.size() >= 2);
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 0; i < unit_count; ++i) {
    const auto there_is = capacity[all_units[i]];
    // Sums of amounts saturate, so what may be all of them is never short.
    limits_[i] = there_is == most ? wide{most} << 63
                                  : wide{std::max(there_is, std::int64_t{0})};
  }
  while (leaves_ < cuts_.size() - 1)
    leaves_ *= 2;
  nodes_.resize(2 * leaves_);
}

void step_sums::change(const window& over, const amounts& from,
                       const amounts& to) {
  sums by;
  for (std::size_t i = 0; i < unit_count; ++i)
    by[i] = wide{to[all_units[i]]} - from[all_units[i]];
  if (by != sums{})
    add(1, {0, leaves_}, steps_of(over), by);
}

void step_sums::accept() {
  for (std::size_t i = 0; i < unit_count; ++i)
    limits_[i] = std::max(limits_[i], nodes_[1].most[i]);
}

amounts step_sums::room() const {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  amounts result;
  for (std::size_t i = 0; i < unit_count; ++i)
    result.set(all_units[i],
               static_cast<std::int64_t>(std::clamp(
                   limits_[i] - nodes_[1].most[i], wide{0}, wide{most})));
  return result;
}

bool step_sums::fits() const {
  const auto& most = nodes_[1].most;
  for (std::size_t i = 0; i < unit_count; ++i)
    if (most[i] > limits_[i])
      return false;
  return true;
}

bool step_sums::relieves(const window& over, const amounts& from,
                         const amounts& to) const {
  if (from.fits(to))
    return false;
  sums most{};
  raise(1, {0, leaves_}, steps_of(over), {}, most);
  for (std::size_t i = 0; i < unit_count; ++i)
    if (to[all_units[i]] < from[all_units[i]] && most[i] > limits_[i])
      return true;
  return false;
}

step_sums::range step_sums::steps_of(const window& over) const {
  const auto index = [this](instant x) {
    const auto i = std::lower_bound(cuts_.begin(), cuts_.end(), x);
    assert(i != cuts_.end() && *i == x);
    return static_cast<std::size_t>(i - cuts_.begin());
  };
  return {index(over.start), index(over.end)};
}

void step_sums::add(std::size_t at, range of, range to, const sums& by) {
  if (to.end <= of.begin || of.end <= to.begin)
    return;
  auto& x = nodes_[at];
  if (to.begin <= of.begin && of.end <= to.end) {
    for (std::size_t i = 0; i < unit_count; ++i) {
      x.added[i] += by[i];
      x.most[i] += by[i];
    }
    return;
  }
  const auto middle = of.begin + (of.end - of.begin) / 2;
  add(2 * at, {of.begin, middle}, to, by);
  add(2 * at + 1, {middle, of.end}, to, by);
  const auto& left = nodes_[2 * at].most;
  const auto& right = nodes_[2 * at + 1].most;
  for (std::size_t i = 0; i < unit_count; ++i)
    x.most[i] = x.added[i] + std::max(left[i], right[i]);
}

void step_sums::raise(std::size_t at, range of, range to, const sums& above,
                      sums& most) const {
  if (to.end <= of.begin || of.end <= to.begin)
    return;
  const auto& x = nodes_[at];
  if (to.begin <= of.begin && of.end <= to.end) {
    for (std::size_t i = 0; i < unit_count; ++i)
      most[i] = std::max(most[i], above[i] + x.most[i]);
    return;
  }
  auto below = above;
  for (std::size_t i = 0; i < unit_count; ++i)
    below[i] += x.added[i];
  const auto middle = of.begin + (of.end - of.begin) / 2;
  raise(2 * at, {of.begin, middle}, to, below, most);
  raise(2 * at + 1, {middle, of.end}, to, below, most);
}

} // namespace leasehold
