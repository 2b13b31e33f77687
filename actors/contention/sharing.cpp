// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/sharing.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "actors/contention/shares.hpp"
#include "actors/route/route_uses.hpp"
#include "messages/saturating.hpp"

namespace leasehold {

namespace {

using amount_map = std::map<resource_name, amounts>;

/// What one dimension of a resource has for a group.
class pool {
public:
  std::size_t number(const resource_name& resource, unit u,
                     const amount_map& room) {
    const auto [i, added] =
        numbers_.emplace(std::make_pair(resource, u), capacities_.size());
    if (added) {
      const auto there_is = room.find(resource);
      capacities_.push_back(there_is == room.end() ? 0 : there_is->second[u]);
    }
    return i->second;
  }

  void add(std::size_t number, double amount) {
    auto& capacity = capacities_[number];
    capacity = saturating_sum(capacity, saturating_integer(amount));
  }

  const std::vector<std::int64_t>& capacities() const noexcept {
    return capacities_;
  }

private:
  std::map<std::pair<resource_name, unit>, std::size_t> numbers_;
  std::vector<std::int64_t> capacities_;
};

sharer sharer_of(const claimant& x, const amount_map& room, pool& all) {
  sharer result;
  result.weight = x.sharing.weight;
  result.minimum = x.sharing.minimum;
  result.desired = x.sharing.desired;
  const auto range = static_cast<double>(result.desired - result.minimum);
  auto least = sums_of(x.least);
  for (const auto& [resource, most] : sums_of(x.all))
    for (const auto u : all_units)
      if (const auto more = most[u] - least[resource][u]; more > 0) {
        const auto number = all.number(resource, u, room);
        const auto factor = static_cast<double>(more) / range;
        // Amounts are counted from zero, and the room is beside the minimum.
        all.add(number, factor * static_cast<double>(result.minimum));
        result.takes.push_back({number, factor});
      }
  return result;
}

/// The part that gives this amount, rounded down.
std::int64_t part_of(const share_terms& x, std::int64_t amount) {
  return static_cast<std::int64_t>(static_cast<__int128>(amount - x.minimum)
                                   * kept_all / (x.desired - x.minimum));
}

/// Takes from the room what the group gets; whether there is so much.
bool take(const std::vector<claimant>& claimants,
          const std::vector<std::size_t>& group,
          const std::vector<std::int64_t>& parts, amount_map& room) {
  auto rest = room;
  for (const auto i : group) {
    auto least = sums_of(claimants[i].least);
    for (const auto& [resource, most] : sums_of(claimants[i].all)) {
      const auto more = between(least[resource], most, parts[i], rounded_up)
          - least[resource];
      if (!more.fits(rest[resource]))
        return false;
      rest[resource] -= more;
    }
  }
  room = std::move(rest);
  return true;
}

} // namespace

std::vector<std::int64_t> fair_parts(const std::vector<claimant>& claimants,
                                     std::map<resource_name, amounts> room) {
  std::vector<std::int64_t> parts(claimants.size());
  std::map<std::pair<priority, share_scheme>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < claimants.size(); ++i)
    if (const auto& x = claimants[i];
        x.sharing.scheme != share_scheme::oldest_first
        && x.sharing.minimum < x.sharing.desired)
      groups[{x.hold, x.sharing.scheme}].push_back(i);
  for (const auto& [kind, group] : groups) {
    pool all;
    std::vector<sharer> sharers;
    for (const auto i : group)
      sharers.push_back(sharer_of(claimants[i], room, all));
    const auto found = shares(all.capacities(), sharers, kind.second);
    for (std::size_t k = 0; k < group.size(); ++k)
      parts[group[k]] = part_of(claimants[group[k]].sharing, found[k]);
    // Each resource is rounded up by itself, and may so be too little by a
    // trifle: then everybody has a trifle less.
    constexpr std::int64_t trifle = kept_all / 1'000'000;
    if (!take(claimants, group, parts, room)) {
      for (const auto i : group)
        parts[i] = std::max(parts[i] - trifle, std::int64_t{0});
      if (!take(claimants, group, parts, room))
        for (const auto i : group)
          parts[i] = 0;
    }
  }
  return parts;
}

} // namespace leasehold
