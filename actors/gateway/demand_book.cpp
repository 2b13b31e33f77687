// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/demand_book.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace leasehold {

namespace {

constexpr duration minute = std::chrono::minutes{1};

/// Of the fullest dimension, rounded down; what is taken of nothing is all.
percent level_of(const amounts& taken, const amounts& capacity) {
  percent level = 0;
  for (auto u : all_units) {
    if (taken[u] <= 0)
      continue;
    auto part = capacity[u] <= 0
        ? 100
        : static_cast<__int128>(taken[u]) * 100 / capacity[u];
    level =
        std::max(level, static_cast<percent>(std::min<__int128>(part, 999)));
  }
  return level;
}

instant minute_of(instant at) {
  return std::chrono::floor<std::chrono::minutes>(at);
}

} // namespace

void demand_book::watch(std::map<resource_name, demand_limit> limits) {
  limits_ = std::move(limits);
  for (auto& [resource, entry] : entries_)
    if (limits_.count(resource) == 0)
      entry.state = demand_state::normal;
}

demand_period& demand_book::period(entry& x, instant now) {
  auto start = minute_of(now);
  if (x.periods.empty() || x.periods.back().start < start) {
    x.periods.emplace_back();
    x.periods.back().start = start;
    x.periods.back().free = max(x.capacity - x.taken, {});
  }
  while (x.periods.size() > minutes_kept
         || x.periods.front().start + minutes_kept * minute <= start)
    x.periods.pop_front();
  return x.periods.back();
}

void demand_book::granted(const resource_name& resource, const amounts& amount,
                          instant now) {
  auto& current = period(entries_[resource], now);
  ++current.grants;
  current.granted += amount;
}

void demand_book::refused(const resource_name& resource, const amounts& amount,
                          instant now) {
  auto& x = entries_[resource];
  auto& current = period(x, now);
  ++current.refusals;
  current.refused += amount;
  x.refused_at = now;
}

std::optional<demand_state> demand_book::look(const resource_name& resource,
                                              const amounts& capacity,
                                              const amounts& taken,
                                              instant now) {
  auto& x = entries_[resource];
  auto first = !std::exchange(x.seen, true);
  x.capacity = capacity;
  x.taken = taken;
  auto& current = period(x, now);
  auto free = max(capacity - taken, {});
  current.free = first ? free : min(current.free, free);
  x.level = level_of(taken, capacity);
  if (x.refused_at && now < *x.refused_at + minute)
    x.level = std::max<percent>(x.level, 100);
  auto i = limits_.find(resource);
  if (i == limits_.end())
    return std::nullopt;
  auto next = x.state;
  if (x.level >= i->second.high)
    next = demand_state::high;
  else if (x.level <= i->second.low)
    next = demand_state::normal;
  if (next == x.state)
    return std::nullopt;
  x.state = next;
  return next;
}

void demand_book::forget(const resource_name& resource) {
  entries_.erase(resource);
}

resource_demand demand_book::tell(const resource_name& resource,
                                  instant now) const {
  resource_demand result;
  result.resource = resource;
  if (auto i = limits_.find(resource); i != limits_.end()) {
    result.high = i->second.high;
    result.low = i->second.low;
  }
  auto i = entries_.find(resource);
  if (i == entries_.end())
    return result;
  auto& x = i->second;
  result.capacity = x.capacity;
  result.taken = x.taken;
  result.level = x.level;
  result.state = x.state;
  for (auto& each : x.periods)
    if (minute_of(now) < each.start + minutes_kept * minute)
      result.periods.push_back(each);
  return result;
}

} // namespace leasehold
