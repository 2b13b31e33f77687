// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/oracle/region_book.hpp"

#include <algorithm>

namespace leasehold::sim {

namespace {

bool within(const std::vector<resource_use>& asked,
            const std::vector<resource_use>& had) {
  return std::all_of(asked.begin(), asked.end(), [&had](auto& use) {
    return std::any_of(had.begin(), had.end(), [&use](auto& x) {
      return x.resource == use.resource && use.amount.fits(x.amount);
    });
  });
}

} // namespace

lease_fact& region_book::lease(lease_id id) {
  auto [i, added] = leases.try_emplace(id);
  if (added)
    i->second.root = root_of(id, facts.nodes);
  return i->second;
}

bool region_book::any_shrunk() const {
  return std::any_of(nodes.begin(), nodes.end(),
                     [](auto& node) { return !node.shrunk.empty(); });
}

const hop_record* region_book::hop(const gateway_name& gateway,
                                   lease_id id) const {
  auto node = owner(gateway);
  if (!node)
    return nullptr;
  auto i = nodes[*node].hops.find({gateway, id});
  return i == nodes[*node].hops.end() ? nullptr : &i->second;
}

std::optional<std::size_t> region_book::owner(const gateway_name& x) const {
  auto i = facts.owners.find(x);
  return i == facts.owners.end() ? std::nullopt : std::optional{i->second};
}

bool covers(const hop_record& hop, const std::vector<resource_use>& uses) {
  return within(uses, hop.uses) || (hop.next && within(uses, hop.next->uses));
}

} // namespace leasehold::sim
