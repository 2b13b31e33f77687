// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/silent_nodes.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include <fmt/format.h>

namespace leasehold {

bool silent_nodes::hear(const std::set<node_name>& silent, instant now) {
  auto news = false;
  for (auto i = since_.begin(); i != since_.end();) {
    const auto still = silent.count(i->first) > 0;
    news |= !still;
    i = still ? std::next(i) : since_.erase(i);
  }
  for (auto& node : silent)
    news |= since_.emplace(node, now).second;
  return news;
}

instant silent_nodes::next_loss(instant now) const {
  auto next = forever;
  for (auto& [node, since] : since_)
    if (auto at = lost_at(since); now < at)
      next = std::min(next, at);
  return next;
}

void silent_nodes::mark(region_map& region, instant now) const {
  std::shared_ptr<route_graph> without;
  for (auto& [gateway, node] : region.elsewhere) {
    auto i = since_.find(node);
    if (i == since_.end())
      continue;
    region.silent.insert(node);
    if (now < lost_at(i->second))
      continue;
    region.lost.insert(gateway);
    if (!without)
      without = std::make_shared<route_graph>(*region.graph);
    for (auto& resource : region.graph->resources_of(gateway)) {
      without->close(resource.name);
      region.orders[resource.name] =
          fmt::format("node {}, which runs {}, can't be reached", node.str(),
                      gateway.str());
    }
  }
  if (without)
    region.graph = std::move(without);
}

} // namespace leasehold
