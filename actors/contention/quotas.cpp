// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/contention/quotas.hpp"

#include <algorithm>
#include <chrono>

namespace leasehold {

namespace {

/// One that nobody tells of for so long is over.
constexpr duration silence = std::chrono::seconds{3};

} // namespace

quota_map divide(const amounts& capacity, const quota_map& taken) {
  amounts sum;
  for (auto& [node, amount] : taken)
    sum += amount;
  using wide = __int128;
  auto result = taken;
  for (auto& [node, amount] : result)
    for (auto u : all_units)
      if (capacity[u] < sum[u])
        amount.set(
            u,
            static_cast<std::int64_t>(wide{amount[u]} * capacity[u] / sum[u]));
  return result;
}

const quota_map& quota_book::quotas(const shortage& found,
                                    const quota_map& taken, instant now) {
  for (auto i = episodes_.begin(); i != episodes_.end();)
    i = i->second.seen + silence <= now ? episodes_.erase(i) : std::next(i);
  auto& known = episodes_[found.resource];
  auto stranger = std::any_of(taken.begin(), taken.end(), [&known](auto& x) {
    return known.quotas.count(x.first) == 0;
  });
  if (stranger || known.capacity != found.capacity) {
    known.capacity = found.capacity;
    known.quotas = divide(found.capacity, taken);
  }
  known.seen = now;
  return known.quotas;
}

} // namespace leasehold
