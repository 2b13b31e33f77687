// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/placement.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace leasehold {

namespace {

const gateway_spec* find(const topology& region, const gateway_name& name) {
  auto i = std::find_if(region.gateways.begin(), region.gateways.end(),
                        [&](auto& spec) { return spec.name == name; });
  return i == region.gateways.end() ? nullptr : &*i;
}

} // namespace

bool runs(const node_name& node, const gateway_spec& gateway) {
  return gateway.node.empty() || gateway.node == node;
}

status check_named(const topology& region, const node_name& node) {
  auto& all = region.gateways;
  if (all.empty() || std::any_of(all.begin(), all.end(), [&](auto& spec) {
        return runs(node, spec);
      }))
    return success();
  return failure{
      errc::conflict,
      fmt::format("no gateway of region {} names this node, {}; gateway {} "
                  "names {}: start the node under a name that the topology "
                  "has, or name it there",
                  region.region.str(), node.str(), all.front().name.str(),
                  all.front().node.str())};
}

status check_moves(const topology& next, const node_name& node,
                   const std::vector<gateway_report>& reports) {
  for (auto& report : reports) {
    auto spec = find(next, report.info.name);
    auto hops = report.info.hops_held + report.info.hops_active;
    if (hops > 0 && spec != nullptr && !runs(node, *spec))
      return failure{
          errc::conflict,
          fmt::format("{} leases pass gateway {}, which the new topology gives "
                      "to node {}: end them first, because that node would "
                      "know nothing of them",
                      hops, spec->name.str(), spec->node.str())};
  }
  return success();
}

status check_owner(const topology& region, const node_name& node,
                   const gateway_name& owner, const std::string& what) {
  auto spec = find(region, owner);
  if (spec == nullptr || runs(node, *spec))
    return success();
  return failure{errc::wrong_node,
                 fmt::format("{} is at gateway {}, which node {} runs; ask "
                             "that node",
                             what, owner.str(), spec->node.str())};
}

status check_region(const topology& known, const topology& next) {
  if (known.region.empty() || next.region == known.region)
    return success();
  return failure{errc::conflict,
                 fmt::format("the topology is of region {}, and this is a node "
                             "of region {}: give the file of {}",
                             next.region.str(), known.region.str(),
                             known.region.str())};
}

} // namespace leasehold
