// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/oracle/belief_book.hpp"

#include <algorithm>
#include <utility>

namespace leasehold::sim {

void belief_book::believe(belief x) {
  auto& known = beliefs_[x.lease];
  auto told = limits_.find(x.lease);
  if (told != limits_.end() && x.epoch < told->second.epoch)
    x.until = std::min(x.until, told->second.until);
  if (auto i = unsettled_.find(x.lease); i != unsettled_.end())
    x.until = x.from = true_time{};
  if (known.epoch <= x.epoch)
    known = std::move(x);
}

void belief_book::end(lease_id lease, true_time now) {
  // What was answered before and arrives later is not believed any more.
  auto& known = beliefs_[lease];
  known.lease = lease;
  known.epoch = ~std::uint64_t{0};
  known.until = std::min(known.until, now);
}

void belief_book::unsettle(lease_id lease, std::uint64_t number,
                           true_time now) {
  unsettled_[lease].insert(number);
  if (auto i = beliefs_.find(lease); i != beliefs_.end())
    i->second.until = std::min(i->second.until, now);
}

void belief_book::settle(lease_id lease, std::uint64_t number) {
  auto i = unsettled_.find(lease);
  if (i == unsettled_.end())
    return;
  i->second.erase(number);
  if (i->second.empty())
    unsettled_.erase(i);
}

void belief_book::shorten(lease_id lease, std::uint64_t epoch,
                          true_time until) {
  if (auto i = beliefs_.find(lease); i != beliefs_.end())
    i->second.until = std::min(i->second.until, until);
  limits_[lease] = {epoch, until};
}

void belief_book::change(lease_id lease, std::uint64_t epoch,
                         std::vector<route_hop> hops) {
  auto& known = beliefs_[lease];
  known.lease = lease;
  known.epoch = std::max(known.epoch, epoch);
  known.hops = std::move(hops);
}

const belief* belief_book::find(lease_id lease, true_time now) const {
  auto i = beliefs_.find(lease);
  return i == beliefs_.end() || i->second.until <= now ? nullptr : &i->second;
}

shares_believed belief_book::believed(
    const resource_name& resource, true_time now,
    const std::function<bool(lease_id, const gateway_name&)>& begun) const {
  shares_believed result;
  for (auto& [lease, x] : beliefs_)
    if (x.from <= now && now < x.until)
      for (auto& hop : x.hops)
        for (auto& use : hop.uses)
          if (use.resource == resource && begun(lease, hop.gateway))
            result[lease] += use.amount;
  return result;
}

} // namespace leasehold::sim
