// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/beliefs.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace leasehold::test {

namespace {

struct edge {
  enum class what : std::uint8_t { end, begin };
  instant at;
  what kind;
  const belief* of;
};

/// In order of time; where an end meets a beginning, the end comes first.
std::vector<edge> edges_of(const std::multimap<lease_id, belief>& all) {
  std::vector<edge> edges;
  edges.reserve(2 * all.size());
  for (auto& [lease, x] : all) {
    edges.push_back({x.held.start, edge::what::begin, &x});
    edges.push_back({x.held.end, edge::what::end, &x});
  }
  std::sort(edges.begin(), edges.end(), [](const edge& x, const edge& y) {
    return std::tie(x.at, x.kind) < std::tie(y.at, y.kind);
  });
  return edges;
}

} // namespace

void beliefs::begin(belief x) {
  if (x.held.start < x.held.end)
    all_.emplace(x.lease, std::move(x));
}

void beliefs::end(lease_id lease, instant at) {
  auto [i, last] = all_.equal_range(lease);
  while (i != last) {
    auto& held = i->second.held;
    held.end = std::min(held.end, at);
    i = held.start < held.end ? std::next(i) : all_.erase(i);
  }
}

void beliefs::know_capacity(const resource_name& resource,
                            const amounts& value) {
  auto& settings = capacities_[resource];
  if (settings.empty())
    settings.push_back({value, instant::min()});
}

void beliefs::ask_capacity(const resource_name& resource, const amounts& value,
                           instant at) {
  capacities_[resource].push_back({value, at});
}

void beliefs::answer_capacity(const resource_name& resource, instant at) {
  auto& settings = capacities_.at(resource);
  for (auto i = settings.begin(); std::next(i) != settings.end(); ++i)
    i->over = std::min(i->over, at);
}

std::optional<amounts> beliefs::most(const resource_name& resource,
                                     const window& during) const {
  auto settings = capacities_.find(resource);
  if (settings == capacities_.end())
    return std::nullopt;
  amounts largest;
  for (auto& setting : settings->second)
    if (setting.asked <= during.end && during.start <= setting.over)
      largest = max(largest, setting.value);
  return largest;
}

std::string beliefs::holders_of(const resource_name& resource,
                                instant when) const {
  auto text = [](instant at) {
    return at.time_since_epoch().count();
  };
  std::string all;
  for (auto& [lease, x] : all_)
    for (auto& use : x.uses)
      if (use.resource == resource && x.held.start <= when && when < x.held.end)
        all += fmt::format("  lease {} in {}, asked for at {} ms, from {} to "
                           "{}\n",
                           to_string(lease), to_string(use.amount),
                           text(x.asked), text(x.held.start), text(x.held.end));
  if (auto settings = capacities_.find(resource); settings != capacities_.end())
    for (auto& x : settings->second)
      if (x.over >= when)
        all += fmt::format("  capacity {}, asked for at {} ms, until {}\n",
                           to_string(x.value), text(x.asked), text(x.over));
  return all;
}

std::vector<std::string> beliefs::check(instant until) {
  std::vector<std::string> found;
  std::map<resource_name, amounts> sums;
  for (auto& [at, kind, of] : edges_of(all_)) {
    if (kind == edge::what::end) {
      for (auto& use : of->uses)
        sums[use.resource] -= use.amount;
      continue;
    }
    for (auto& use : of->uses) {
      auto& sum = sums[use.resource] += use.amount;
      auto capacity = most(use.resource, {of->asked, at});
      if (at <= until && capacity && !sum.fits(*capacity))
        found.push_back(fmt::format(
            "lessees believe in {} of {} with lease {}, it has {}:\n{}",
            to_string(sum), use.resource.str(), to_string(of->lease),
            to_string(*capacity), holders_of(use.resource, at)));
    }
  }
  for (auto i = all_.begin(); i != all_.end();)
    i = i->second.held.end <= until ? all_.erase(i) : std::next(i);
  return found;
}

} // namespace leasehold::test
