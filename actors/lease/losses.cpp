// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/losses.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "actors/lease/owed_work.hpp"
#include "actors/route/route_uses.hpp"

namespace leasehold {

namespace {

constexpr duration pause_first = std::chrono::seconds{10};
constexpr duration pause_longest = std::chrono::minutes{5};

/// Leases that are told in one look: others come in the next.
constexpr std::size_t told_max = 1000;

/// The first gateway of the route that is lost, and what the lease has there.
event_origin lost_on(const region_map& in, const route& path) {
  for (auto& hop : path.hops)
    if (in.lost.count(hop.gateway) > 0)
      return {hop.uses.empty() ? resource_name{} : hop.uses.front().resource,
              hop.gateway};
  return {};
}

bool passes_lost(const region_map& in, const route& path) {
  return !lost_on(in, path).gateway.empty();
}

/// Whether the lease owes a move away from what is lost.
bool leaves_lost(const lease_entry& entry) {
  auto& owed = entry.work().change;
  return owed && owed->reason == event_reason::unreachable;
}

std::vector<resource_name> lost_resources(const region_map& in) {
  std::vector<resource_name> result;
  for (auto& gateway : in.lost)
    for (auto& resource : in.graph->resources_of(gateway))
      result.push_back(resource.name);
  return result;
}

} // namespace

void losses::region_changed() {
  unmoved_.clear();
  plan_again_ = x_.now();
  pause_ = pause_first;
  look_around();
}

void losses::look_around() {
  if (!x_.region)
    return;
  if (x_.region->lost.empty()) {
    forgive_others({});
    plan_again_ = forever;
  } else {
    if (plan_again_ <= x_.now())
      plan_moves();
    if (x_.now() < plan_again_)
      suspend_others();
  }
  resume();
}

// -- another route -----------------------------------------------------------

void losses::plan_moves() {
  plan_again_ = saturating_add(x_.now(), pause_);
  pause_ = std::min(2 * pause_, pause_longest);
  contention problem;
  problem.now = x_.now();
  for (auto& resource : lost_resources(*x_.region))
    problem.capacities.emplace(resource, amounts{});
  owe_moves(plan_whole(x_, *x_.region, std::move(problem), unmoved_,
                       event_reason::unreachable)
                .value_or(whole_plan{}));
  unmoved_.clear();
}

/// The plan would end leases that find no other route, and others to make room
/// for them. Whoever can't be reached can come back: so those wait, and nobody
/// who does not pass what is lost is touched.
void losses::owe_moves(const whole_plan& found) {
  std::set<lease_id> still;
  for (auto& change : found.changes) {
    auto lease = change.terms.lease;
    auto entry = x_.book.find(lease);
    const auto leaves = change.terms.what == remedy::reroute
        && passes_lost(*x_.region, entry->record()->info.route);
    const auto busy = entry->doing<rerouting>() != nullptr
        || (entry->work().change && !leaves_lost(*entry));
    if (!leaves || busy)
      continue;
    owe(x_, change, found.short_of, {}, duration::zero(),
        event_reason::unreachable);
    still.insert(lease);
  }
  // The others are looked at before they are told to wait.
  if (still.size() >= moved_at_once_max)
    plan_again_ = x_.now();
  forgive_others(std::move(still));
}

void losses::forgive_others(std::set<lease_id> still) {
  for (auto lease : leaving_) {
    auto entry = x_.book.find(lease);
    if (still.count(lease) == 0 && entry != nullptr && leaves_lost(*entry))
      forgive(x_, lease, {});
  }
  leaving_ = std::move(still);
}

bool losses::not_moved(lease_id lease) {
  if (!leaves_lost(*x_.book.find(lease)))
    return false;
  x_.book.owed_change_of(lease).reset();
  unmoved_.insert(lease);
  return true;
}

// -- no other route ----------------------------------------------------------

void losses::suspend_others() {
  std::size_t told = 0;
  for (auto& resource : lost_resources(*x_.region))
    for (auto id : x_.book.on_resource(resource)) {
      if (told == told_max)
        return;
      auto entry = x_.book.find(id);
      auto& info = entry->record()->info;
      auto serves =
          info.state != lease_state::suspended && info.term.start <= x_.now();
      if (!serves || !entry->is_idle() || entry->work().change
          || !takes_orders(entry->root))
        continue;
      x_.tell(id, suspend_chain{lost_on(*x_.region, info.route)});
      ++told;
    }
}

void losses::resume() {
  std::size_t told = 0;
  for (auto id : x_.book.suspended()) {
    if (told == told_max)
      return;
    auto entry = x_.book.find(id);
    auto& info = entry->record()->info;
    if (passes_lost(*x_.region, info.route) || !entry->is_idle()
        || !takes_orders(entry->root))
      continue;
    x_.tell(id, resume_chain{});
    ++told;
  }
}

} // namespace leasehold
