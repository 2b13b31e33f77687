// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/outages.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "actors/directory/placement.hpp"
#include "actors/route/region_map.hpp"

namespace leasehold {

namespace {

failure run_elsewhere(const std::string& subject, const gateway_spec& owner) {
  return {
      errc::wrong_node,
      fmt::format("node {} runs {}; ask that node", owner.node.str(), subject)};
}

} // namespace

status check_outage(const topology& region, const node_name& node,
                    const std::string& subject) {
  for (auto& spec : region.gateways)
    if (spec.name.str() == subject)
      return runs(node, spec) ? success() : run_elsewhere(subject, spec);
  for (auto& link : region.links) {
    if (link.name.str() != subject)
      continue;
    const gateway_spec* other = nullptr;
    for (auto& spec : region.gateways) {
      if (spec.name != link.a && spec.name != link.b)
        continue;
      if (runs(node, spec))
        return success();
      other = &spec;
    }
    if (other != nullptr)
      return run_elsewhere(subject, *other);
  }
  return failure{errc::unknown_name,
                 fmt::format("the region has no gateway or link \"{}\": "
                             "`leasehold topology show` shows all",
                             subject)};
}

outage stricter(const outage& known, const outage& wanted, instant now) {
  using kind = outage::kind;
  // What is drained gives no term at all, so nothing is stricter.
  if (wanted.what == kind::drained)
    return known.what == kind::in_error && now < wanted.from
        ? outage{wanted.subject, kind::in_error, wanted.from, known.longest}
        : wanted;
  if (known.what == kind::drained && known.from <= now)
    return known;
  return {wanted.subject, kind::in_error, known.from, wanted.longest};
}

outage kept_as(const outage_map& known, outage wanted, instant now) {
  wanted.from = wanted.what == outage::kind::in_error
      ? forever
      : std::max(wanted.from, now);
  const auto before = known.find(wanted.subject);
  return before == known.end() ? wanted : stricter(before->second, wanted, now);
}

std::vector<resource_name> parts_of(const route_graph& graph,
                                    const std::string& subject) {
  std::vector<resource_name> result;
  for (auto& resource : graph.resources_of(gateway_name{subject}))
    result.push_back(resource.name);
  if (auto link = graph.find_link(link_name{subject})) {
    result.push_back(nic_of(link->spec.a, link->spec.name));
    result.push_back(nic_of(link->spec.b, link->spec.name));
  }
  return result;
}

std::map<resource_name, term_limit> limits_of(const route_graph& graph,
                                              const outage_map& outages) {
  std::map<resource_name, term_limit> result;
  for (auto& [subject, outage] : outages) {
    auto limit = limit_of(outage);
    for (auto& resource : parts_of(graph, subject)) {
      auto& known = result[resource];
      known = tighter(known, limit);
    }
  }
  return result;
}

route_graph graph_of(const topology& specs, const outage_map& outages,
                     instant now) {
  route_graph graph{specs};
  for (auto& [resource, limit] : limits_of(graph, outages))
    if (limit.until <= now)
      graph.close(resource);
  return graph;
}

instant next_drain(const outage_map& outages, instant now) {
  auto result = forever;
  for (auto& [subject, outage] : outages)
    if (auto at = limit_of(outage).until; at > now)
      result = std::min(result, at);
  return result;
}

} // namespace leasehold
