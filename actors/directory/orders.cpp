// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/orders.hpp"

#include <utility>

#include <fmt/format.h>

namespace leasehold {

namespace {

template <class Authors, class Key>
std::string with_author(std::string what, const Authors& authors,
                        const Key& key) {
  auto i = authors.find(key);
  if (i != authors.end() && !i->second.empty())
    what += fmt::format(", by order of {}", i->second.str());
  return what;
}

std::string words_for(const outage& x, instant now) {
  if (x.what == outage::kind::in_error)
    return fmt::format("{} is in error", x.subject);
  return now < x.from ? fmt::format("{} is to be drained", x.subject)
                      : fmt::format("{} is drained", x.subject);
}

} // namespace

std::map<resource_name, std::string>
orders_of(const route_graph& graph,
          const std::map<resource_name, amounts>& capacities,
          const outage_map& outages, const order_authors& authors,
          instant now) {
  std::map<resource_name, std::string> result;
  // What is out of service has nothing, whatever else was set.
  for (auto& [subject, outage] : outages) {
    auto text = with_author(words_for(outage, now), authors.outages, subject);
    for (auto& resource : parts_of(graph, subject))
      result.emplace(resource, text);
  }
  for (auto& [resource, capacity] : capacities)
    result.emplace(resource,
                   with_author(fmt::format("{} was set to {}", resource.str(),
                                           to_string(capacity)),
                               authors.capacities, resource));
  return result;
}

std::string topology_order(const order_authors& authors) {
  if (authors.topology.empty())
    return {};
  return fmt::format("another topology was loaded, by order of {}",
                     authors.topology.str());
}

} // namespace leasehold
