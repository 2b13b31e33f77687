// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/thresholds.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "messages/bounds.hpp"

namespace leasehold {

status check_threshold(const route_graph& graph, const threshold_map& known,
                       const demand_threshold& x) {
  auto there = known.count(x.subject) > 0;
  if (x.high == 0 && !there)
    return failure{errc::unknown_name,
                   "there is no such threshold: `leasehold resource demand` "
                   "shows all"};
  auto resource = std::get_if<resource_name>(&x.subject);
  if (x.high > 0 && resource != nullptr
      && graph.find_resource(*resource) == nullptr)
    return failure{errc::unknown_name,
                   fmt::format("there is no resource \"{}\": `leasehold "
                               "resource list` shows all",
                               resource->str())};
  if (x.high > 0 && !there && known.size() >= bounds::thresholds)
    return failure{errc::too_much,
                   fmt::format("there are {} thresholds, as many as may be; "
                               "remove some, or set them for kinds",
                               bounds::thresholds)};
  return success();
}

std::map<resource_name, demand_limit> limits_of(const route_graph& graph,
                                                const threshold_map& thresholds,
                                                const gateway_name& gateway) {
  std::map<resource_name, demand_limit> result;
  if (thresholds.empty() || graph.find_gateway(gateway) == nullptr)
    return result;
  for (auto& resource : graph.resources_of(gateway)) {
    auto i = thresholds.find(resource.name);
    if (i == thresholds.end())
      i = thresholds.find(resource.kind);
    if (i != thresholds.end())
      result[resource.name] = {i->second.high, i->second.low};
  }
  return result;
}

void sort_by_level(std::vector<resource_demand>& demand) {
  std::sort(demand.begin(), demand.end(), [](auto& x, auto& y) {
    return std::tie(y.level, x.resource) < std::tie(x.level, y.resource);
  });
}

} // namespace leasehold
