// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/route/route_model.hpp"

// Random regions of up to eight gateways, with parallel links, few enough
// units that capacities bind and many ties.
namespace leasehold {

/// Evenly spread in every run, not only in late ones.
inline int any(int from, int to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
}

inline std::string pick(const std::vector<std::string>& list) {
  return list[static_cast<std::size_t>(
      any(0, static_cast<int>(list.size()) - 1))];
}

struct puzzle {
  topology region;
  route_query query;
  route_model::free_table free;
};

/// Tight regions mostly have no route; ample ones mostly have many.
enum class terrain { tight, ample };

inline topology any_region(terrain kind) {
  auto least = kind == terrain::ample ? 8 : 2;
  topology region;
  region.region = region_name{"random"};
  auto gateways = kind == terrain::ample ? any(3, 8) : any(1, 8);
  for (int i = 0; i < gateways; ++i) {
    gateway_spec spec;
    spec.name = gateway_name{"G" + std::to_string(i)};
    if (auto bytes = any(-9, 6); bytes >= 0)
      spec.buffer_bytes = bytes;
    spec.buffer_time = duration{any(1, 3) * 1000};
    region.gateways.push_back(spec);
  }
  auto links = gateways == 1 ? 0 : any(gateways, 16);
  for (int i = 0; i < links; ++i) {
    auto a = any(0, gateways - 1);
    auto b = (a + any(1, gateways - 1)) % gateways;
    link_spec spec;
    spec.name =
        link_name{"L" + std::to_string(any(0, 99)) + "." + std::to_string(i)};
    spec.a = region.gateways[static_cast<std::size_t>(a)].name;
    spec.b = region.gateways[static_cast<std::size_t>(b)].name;
    spec.bandwidth_a = any(least, 12);
    spec.bandwidth_b = any(least, 12);
    spec.cost = static_cast<std::uint32_t>(any(1, 3));
    region.links.push_back(spec);
  }
  for (int i = 0; i < 3; ++i) {
    endpoint_spec spec;
    spec.name = endpoint_name{"E" + std::to_string(i)};
    spec.gateway =
        region.gateways[static_cast<std::size_t>(any(0, gateways - 1))].name;
    spec.bandwidth = any(2 * least, 16);
    region.endpoints.push_back(spec);
  }
  resource_spec printer;
  printer.name = resource_name{"E0/printer"};
  printer.kind = kind_name{"printer"};
  printer.endpoint = endpoint_name{"E0"};
  printer.capacity = {unit::count, 2};
  region.resources.push_back(printer);
  resource_spec camera = printer;
  camera.name = resource_name{"E1/camera"};
  camera.endpoint = endpoint_name{"E1"};
  camera.capacity.set(unit::bit_per_second, 6);
  region.resources.push_back(camera);
  return region;
}

inline puzzle any_puzzle() {
  puzzle result;
  auto kind = any(0, 1) == 0 ? terrain::tight : terrain::ample;
  auto& [region, query, free] = result;
  region = any_region(kind);
  std::vector<std::string> sources{"E0", "E1", "E2", "G0"};
  query.source = endpoint_name{pick(sources)};
  free = route_model{region, query, {}}.capacities();
  std::vector<std::string> targets{"E0/printer", "E1/camera"};
  for (auto& [name, capacity] : free)
    targets.push_back(name.str());
  query.target = resource_name{pick(targets)};
  query.amount.set(unit::bit_per_second, any(1, 4));
  if (query.target == resource_name{"E0/printer"}) {
    query.amount.set(unit::count, any(1, 3));
    query.amount.set(unit::bit_per_second, any(0, 5));
  }
  // A lease takes something of its target, whatever that is measured in.
  if (const auto& text = query.target.str();
      text.size() > 8 && text.substr(text.size() - 8) == "/buffers")
    query.amount.set(unit::byte, any(1, 4));
  for (auto& [name, room] : free)
    for (auto u : all_units)
      room.set(u, std::max<std::int64_t>(0, room[u] - std::max(0, any(-9, 6))));
  std::vector<std::string> places;
  for (auto& x : region.gateways)
    places.push_back(x.name.str());
  for (auto& x : region.links)
    places.push_back(x.name.str());
  for (int i = any(-4, 3); i > 0; --i)
    query.constraints.include.push_back(pick(places));
  for (int i = any(-4, 2); i > 0; --i)
    query.constraints.exclude.push_back(pick(places));
  if (any(0, 7) == 7)
    query.excluded_gateways.push_back(gateway_name{"G1"});
  if (any(0, 7) == 7)
    query.excluded_resources.push_back(resource_name{pick(targets)});
  return result;
}

inline std::string show(const route& x) {
  std::string text;
  for (std::size_t i = 0; i < x.hops.size(); ++i) {
    auto uses = x.hops[i].uses;
    std::sort(uses.begin(), uses.end(),
              [](const resource_use& p, const resource_use& q) {
                return p.resource < q.resource;
              });
    text += x.hops[i].gateway.str() + " {";
    for (auto& use : uses)
      text += " " + use.resource.str() + ":" + to_string(use.amount);
    text += " } ";
    if (i < x.links.size())
      text += x.links[i].str() + " ";
  }
  return text;
}

inline std::vector<std::string> show(const std::vector<route>& list) {
  std::vector<std::string> result;
  for (auto& x : list)
    result.push_back(show(x));
  return result;
}

inline free_lookup lookup_in(const route_model::free_table& table) {
  return [&table](const resource_name& name) {
    return table.at(name);
  };
}

} // namespace leasehold
