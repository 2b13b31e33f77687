// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/region_plan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "actors/route/topology_file.hpp"
#include "messages/ip_address.hpp"
#include "tools/regions/figure8.hpp"

namespace leasehold::sim {

namespace {

constexpr std::int64_t megabit = 1'000'000;

gateway_name gateway_at(std::size_t i) {
  return gateway_name{fmt::format("G{}", i + 1)};
}

class builder {
public:
  explicit builder(dice chance) : chance_(chance) {}

  void add_gateways(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      gateway_spec x;
      x.name = gateway_at(i);
      if (chance_.below(3) == 0)
        x.buffer_bytes = chance_.between(256, 1024) * 1024;
      result.gateways.push_back(std::move(x));
    }
  }

  void join(std::size_t a, std::size_t b) {
    link_spec x;
    x.a = gateway_at(std::min(a, b));
    x.b = gateway_at(std::max(a, b));
    x.name = link_name{x.a.str() + "-" + x.b.str()};
    for (auto& known : result.links)
      if (known.name == x.name)
        return;
    x.bandwidth_a = chance_.between(20, 100) * megabit;
    x.bandwidth_b = x.bandwidth_a;
    x.cost = static_cast<std::uint32_t>(chance_.between(1, 3));
    result.links.push_back(std::move(x));
  }

  void add_endpoints(std::size_t count) {
    auto gateways = result.gateways.size();
    for (std::size_t i = 0; i < count; ++i) {
      endpoint_spec x;
      x.name = endpoint_name{fmt::format("E{}", i + 1)};
      // The first two are as far apart as names go.
      auto at = i == 0 ? 0 : i == 1 ? gateways - 1 : chance_.below(gateways);
      x.gateway = gateway_at(at);
      x.bandwidth = chance_.between(50, 200) * megabit;
      if (chance_.below(2) == 0)
        add_printer(x.name);
      result.endpoints.push_back(std::move(x));
    }
  }

  topology result;

private:
  void add_printer(const endpoint_name& endpoint) {
    resource_spec x;
    x.name = resource_name{endpoint.str() + "/printer"};
    x.kind = kind_name{"printer"};
    x.endpoint = endpoint;
    x.capacity = amounts{unit::count, chance_.between(1, 2)};
    x.groups.push_back(group_name{"printers"});
    result.resources.push_back(std::move(x));
  }

  dice chance_;
};

} // namespace

const char* to_string(region_shape x) noexcept {
  switch (x) {
  case region_shape::row:
    return "row";
  case region_shape::ring:
    return "ring";
  case region_shape::star:
    return "star";
  case region_shape::random:
    return "random";
  case region_shape::figure8:
    return "figure8";
  }
  return "random";
}

std::string node_name_at(std::size_t index) {
  return fmt::format("node-{}", index + 1);
}

topology make_region(region_shape shape, const region_size& size, dice chance) {
  if (shape == region_shape::figure8)
    return on_nodes(*parse_topology(regions::figure8, "figure8.toml"),
                    size.nodes);
  builder build{chance};
  build.result.region = region_name{to_string(shape)};
  build.add_gateways(size.gateways);
  for (std::size_t i = 1; i < size.gateways; ++i)
    switch (shape) {
    case region_shape::star:
      build.join(0, i);
      break;
    case region_shape::random:
      build.join(chance.below(i), i);
      break;
    default:
      build.join(i - 1, i);
    }
  if (shape == region_shape::ring && size.gateways > 2)
    build.join(0, size.gateways - 1);
  if (shape == region_shape::random)
    for (std::size_t i = 0; i < size.gateways / 2; ++i) {
      auto a = chance.below(size.gateways);
      auto b = chance.below(size.gateways);
      if (a != b)
        build.join(a, b);
    }
  build.add_endpoints(size.endpoints);
  return on_nodes(std::move(build.result), size.nodes);
}

topology on_nodes(topology region, std::size_t nodes) {
  nodes = std::min(nodes, region.gateways.size());
  for (std::size_t i = 0; i < region.gateways.size(); ++i)
    region.gateways[i].node = node_name{node_name_at(i % nodes)};
  return region;
}

topology wired(topology region, dice chance) {
  constexpr std::int64_t unleased = megabit;
  // In half of the regions, three NICs of four.
  const auto all = chance.below(2) == 0;
  auto interface = [&](const gateway_name& at, const std::string& towards,
                       std::int64_t bandwidth) {
    std::optional<interface_spec> x;
    if (all || chance.below(4) != 0)
      x = interface_spec{
          at.str() + "." + towards, bandwidth + unleased, unleased, {}};
    return x;
  };
  for (auto& x : region.links) {
    x.interface_a = interface(x.a, x.b.str(), x.bandwidth_a);
    x.interface_b = interface(x.b, x.a.str(), x.bandwidth_b);
  }
  std::uint8_t last = 0;
  for (auto& x : region.endpoints) {
    x.interface = interface(x.gateway, x.name.str(), x.bandwidth);
    x.addresses.push_back(
        *parse_endpoint_address(fmt::format("10.0.0.{}", ++last)));
    if (chance.below(2) == 0)
      x.addresses.push_back(
          *parse_endpoint_address(fmt::format("fd00::{}", +last)));
  }
  return region;
}

topology with_hosts(topology region, dice chance) {
  std::uint8_t last = 0;
  for (auto& x : region.endpoints) {
    ++last;
    if (x.addresses.empty())
      x.addresses.push_back(
          *parse_endpoint_address(fmt::format("10.0.0.{}", last)));
    x.mac = mac_address{{2, 0, 0, 0, 0, last}};
    const auto& other =
        region.gateways[chance.below(region.gateways.size())].name;
    if (other != x.gateway && chance.below(3) != 0)
      x.alternates = {other};
  }
  return region;
}

topology without(topology region, const gateway_name& gateway) {
  auto drop = [](auto& from, auto matches) {
    from.erase(std::remove_if(from.begin(), from.end(), matches), from.end());
  };
  drop(region.resources, [&](auto& x) {
    return std::any_of(region.endpoints.begin(), region.endpoints.end(),
                       [&](auto& endpoint) {
                         return endpoint.name == x.endpoint
                             && endpoint.gateway == gateway;
                       })
        || x.gateway == gateway;
  });
  drop(region.endpoints, [&](auto& x) { return x.gateway == gateway; });
  for (auto& x : region.endpoints)
    drop(x.alternates, [&](auto& other) { return other == gateway; });
  drop(region.links, [&](auto& x) { return x.a == gateway || x.b == gateway; });
  drop(region.gateways, [&](auto& x) { return x.name == gateway; });
  return region;
}

} // namespace leasehold::sim
