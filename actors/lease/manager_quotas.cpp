// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include <caf/make_message.hpp>

#include "actors/lease/manager_plans.hpp"
#include "actors/route/route_uses.hpp"

// Leases of several nodes take more of a resource than there is: its owner
// says to each node what is left for it, and each decides who gives way.
namespace leasehold::manager {

namespace {

using cause = manager_state::change_cause;

/// A quota that is not told again for so long is none any more.
constexpr duration quota_lasts = std::chrono::seconds{10};

/// A lease that leaves what is short has it still; what comes of that is seen
/// when the quota is told again.
bool is_leaving(const manager_state& state, const resource_name& resource) {
  return std::any_of(
      state.changing.begin(), state.changing.end(), [&](auto& x) {
        auto record = state.table.find(x.first);
        return x.second == cause::absorbed && record != nullptr
            && takes_any(record->info.route, [&resource](auto& taken) {
                 return taken == resource;
               });
      });
}

} // namespace

void ration(pointer self, const resource_short& msg) {
  auto& state = self->state;
  if (!state.region)
    return;
  auto& region = *state.region;
  const node_name here;
  quota_map taken;
  for (auto& [root, amount] : msg.what.taken) {
    auto node = region.find_elsewhere(root);
    taken[node == nullptr ? here : node->name] += amount;
  }
  // Who gives way here alone is known by the region as it is.
  if (taken.empty() || (taken.size() == 1 && taken.count(here) > 0))
    return;
  auto now = state.config.clock->now();
  for (auto& [node, most] : state.quotas.quotas(msg.what, taken, now)) {
    curtail_leases word{msg.gateway, msg.what.resource, most, msg.what.from};
    if (node == here)
      curtail(self, word);
    else if (auto i = region.others.find(node); i != region.others.end())
      self->send(i->second.actor, std::move(word));
  }
}

void curtail(pointer self, const curtail_leases& msg) {
  auto& state = self->state;
  auto resource =
      state.region ? state.region->graph->find_resource(msg.resource) : nullptr;
  if (resource == nullptr || resource->gateway != msg.gateway)
    return;
  auto now = state.config.clock->now();
  state.own_quotas[msg.resource] = {msg.most, msg.from,
                                    saturating_add(now, quota_lasts)};
  if (!is_leaving(state, msg.resource))
    fit_in(self, state.region.get());
}

void forget_quotas(manager_state& state) {
  auto now = state.config.clock->now();
  auto& all = state.own_quotas;
  for (auto i = all.begin(); i != all.end();)
    i = i->second.until <= now ? all.erase(i) : std::next(i);
}

} // namespace leasehold::manager
