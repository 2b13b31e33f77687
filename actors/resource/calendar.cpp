// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/resource/calendar.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>

namespace leasehold {

namespace {

using number = change_tree::number;

std::int64_t clamped(number x) {
  using limits = std::numeric_limits<std::int64_t>;
  if (x > limits::max())
    return limits::max();
  return x < limits::min() ? limits::min() : static_cast<std::int64_t>(x);
}

} // namespace

calendar::calendar(const amounts& capacity) : capacity_(capacity) {}

void calendar::set_capacity(const amounts& capacity) {
  capacity_ = capacity;
}

const change_tree& calendar::booked(unit u) const noexcept {
  return booked_[static_cast<std::size_t>(u)];
}

change_tree::number calendar::bound(unit u,
                                    const amounts& amount) const noexcept {
  return number{capacity_[u]} - amount[u];
}

// -- questions ---------------------------------------------------------------

amounts calendar::free_over(const window& over) const {
  amounts free;
  for (auto u : all_units)
    free.set(u, clamped(capacity_[u] - booked(u).highest_over(over)));
  return free;
}

bool calendar::fits(const window& over, const amounts& amount) const {
  return std::all_of(std::begin(all_units), std::end(all_units), [&](unit u) {
    const auto most = bound(u, amount);
    return booked(u).highest() <= most || booked(u).highest_over(over) <= most;
  });
}

instant calendar::fits_until(instant from, const amounts& amount) const {
  auto end = forever;
  for (auto u : all_units) {
    const auto most = bound(u, amount);
    if (booked(u).total_at(from) > most)
      return from;
    if (booked(u).highest() > most)
      end = std::min(end, booked(u).first_above(from, most).value_or(forever));
  }
  return end;
}

std::optional<instant> calendar::earliest_start(instant from, duration length,
                                                const amounts& amount) const {
  for (auto start = std::optional{from}; start;) {
    const auto end = fits_until(*start, amount);
    if (end == forever
        || (end > *start && saturating_add(*start, length) <= end))
      return start;
    start = next_room(end, amount);
  }
  return std::nullopt;
}

std::optional<instant> calendar::next_room(instant from,
                                           const amounts& amount) const {
  // Each dimension moves it on until none has to.
  for (auto moved = true; moved;) {
    moved = false;
    for (auto u : all_units) {
      const auto most = bound(u, amount);
      if (booked(u).total_at(from) <= most)
        continue;
      const auto next = booked(u).first_within(from, most);
      if (!next)
        return std::nullopt;
      from = *next;
      moved = true;
    }
  }
  return from;
}

std::vector<free_step> calendar::steps(instant from,
                                       std::size_t count_max) const {
  assert(count_max > 0);
  struct line {
    std::vector<change_tree::step> steps;
    std::size_t next = 0;
  };
  std::array<line, unit_count> lines;
  std::array<number, unit_count> totals{};
  for (std::size_t i = 0; i < unit_count; ++i) {
    lines[i].steps = booked_[i].steps_after(from, count_max);
    totals[i] = booked_[i].total_at(from);
  }
  std::vector<free_step> result;
  for (auto at = from;;) {
    amounts free;
    for (auto u : all_units)
      free.set(u, clamped(capacity_[u] - totals[static_cast<std::size_t>(u)]));
    result.push_back({at, free});
    auto next = forever;
    for (auto& x : lines)
      if (x.next < x.steps.size())
        next = std::min(next, x.steps[x.next].at);
    if (next == forever)
      return result;
    if (result.size() == count_max) {
      result.back().free = min(result.back().free, free_over({at, forever}));
      return result;
    }
    for (std::size_t i = 0; i < unit_count; ++i)
      if (auto& x = lines[i];
          x.next < x.steps.size() && x.steps[x.next].at == next)
        totals[i] = x.steps[x.next++].total;
    at = next;
  }
}

std::optional<instant> calendar::last_change() const {
  std::optional<instant> last;
  for (auto& x : booked_)
    last = std::max(last, x.last());
  return last;
}

std::size_t calendar::size() const noexcept {
  std::size_t sum = 0;
  for (auto& x : booked_)
    sum += x.size();
  return sum;
}

// -- changes -----------------------------------------------------------------

void calendar::book(const window& over, const amounts& amount) {
  assert(over.start < over.end && !amount.negative());
  change(over.start, amount, 1);
  if (over.end != forever)
    change(over.end, amount, -1);
}

void calendar::unbook(const window& over, const amounts& amount) {
  assert(over.start < over.end && !amount.negative());
  change(over.start, amount, -1);
  if (over.end != forever)
    change(over.end, amount, 1);
}

void calendar::change(instant at, const amounts& amount, number sign) {
  for (auto u : all_units)
    if (amount[u] != 0)
      booked_[static_cast<std::size_t>(u)].add(at, sign * amount[u]);
}

} // namespace leasehold
