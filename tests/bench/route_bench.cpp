// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// How long a route takes to find, by the number of gateways and of routes
// wanted. Run it with
// `bazel run --config=release //tests/bench:route_bench`.

#include <algorithm>
#include <random>
#include <string>
#include <variant>

#include <benchmark/benchmark.h>

#include "actors/route/graph.hpp"
#include "actors/route/search.hpp"

namespace leasehold {
namespace {

constexpr std::int64_t bandwidth = 1'000'000'000;

/// A ring of gateways with as many random chords, and an endpoint at each.
topology region_of(std::int64_t gateways) {
  topology region;
  region.region = region_name{"bench"};
  std::minstd_rand random{1};
  const auto name = [](std::int64_t i) {
    return gateway_name{"G" + std::to_string(i)};
  };
  const auto join = [&](std::int64_t a, std::int64_t b) {
    link_spec link;
    link.name = link_name{"L" + std::to_string(region.links.size())};
    link.a = name(a);
    link.b = name(b);
    link.bandwidth_a = bandwidth;
    link.bandwidth_b = bandwidth;
    link.cost = 1 + static_cast<std::uint32_t>(random() % 10);
    region.links.push_back(std::move(link));
  };
  for (std::int64_t i = 0; i < gateways; ++i) {
    gateway_spec gateway;
    gateway.name = name(i);
    region.gateways.push_back(std::move(gateway));
    endpoint_spec endpoint;
    endpoint.name = endpoint_name{"E" + std::to_string(i)};
    endpoint.gateway = name(i);
    endpoint.bandwidth = bandwidth;
    region.endpoints.push_back(std::move(endpoint));
  }
  for (std::int64_t i = 0; i < gateways; ++i) {
    join(i, (i + 1) % gateways);
    const auto other = static_cast<std::int64_t>(random() % gateways);
    if (other != i)
      join(i, other);
  }
  return region;
}

void find(benchmark::State& state) {
  const route_graph graph{region_of(state.range(0))};
  std::minstd_rand random{2};
  const auto any = [&] {
    return "E" + std::to_string(random() % state.range(0));
  };
  const free_lookup free = [](const resource_name& resource) {
    // Unequal, so that ties are rare.
    const auto taken = std::hash<resource_name>{}(resource) % bandwidth / 2;
    return amounts{unit::bit_per_second,
                   bandwidth - static_cast<std::int64_t>(taken)};
  };
  for (auto _ : state) {
    route_query query;
    query.source = endpoint_name{any()};
    query.target = resource_name{any()};
    query.amount = {unit::bit_per_second, 1'000'000};
    benchmark::DoNotOptimize(find_routes(
        graph, query, free, static_cast<std::size_t>(state.range(1))));
  }
}

BENCHMARK(find)->ArgsProduct({{5, 50, 500}, {1, 4}});

} // namespace
} // namespace leasehold

BENCHMARK_MAIN();
