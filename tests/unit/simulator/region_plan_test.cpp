// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/region_plan.hpp"

#include <set>

#include <gtest/gtest.h>

#include "actors/route/topology_file.hpp"

namespace leasehold::sim {
namespace {

std::set<std::string> nodes_of(const topology& region) {
  std::set<std::string> result;
  for (auto& gateway : region.gateways)
    result.insert(gateway.node.str());
  return result;
}

TEST(RegionPlan, MakesRegionsThatANodeAccepts) {
  for (std::size_t shape = 0; shape < region_shape_count; ++shape)
    for (std::size_t gateways = 1; gateways <= 9; ++gateways)
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const auto region =
            make_region(static_cast<region_shape>(shape),
                        {gateways, 4, (gateways + 1) / 2}, dice{seed});
        const auto read = parse_topology(write_topology(region), "the plan");
        ASSERT_TRUE(read) << read.error().message;
      }
}

TEST(RegionPlan, MakesTheSameRegionOfTheSameDice) {
  const auto make = [](std::uint64_t seed) {
    return write_topology(
        make_region(region_shape::random, {6, 4, 2}, dice{seed}));
  };
  EXPECT_EQ(make(1), make(1));
  EXPECT_NE(make(1), make(2));
}

TEST(RegionPlan, DealsGatewaysOutToEveryNode) {
  const auto region = make_region(region_shape::ring, {7, 2, 3}, dice{1});
  EXPECT_EQ(nodes_of(region),
            (std::set<std::string>{"node-1", "node-2", "node-3"}));
}

TEST(RegionPlan, KnowsTheRegionOfFigure8) {
  const auto region = make_region(region_shape::figure8, {1, 1, 9}, dice{1});
  EXPECT_EQ(region.gateways.size(), 5U);
  EXPECT_EQ(region.endpoints.size(), 6U);
  EXPECT_EQ(nodes_of(region).size(), 5U);
}

TEST(RegionPlan, TakesAGatewayOutWithAllThatHangsOnIt) {
  const auto whole = make_region(region_shape::ring, {5, 9, 1}, dice{1});
  const auto part = without(whole, whole.gateways.front().name);
  EXPECT_EQ(part.gateways.size(), 4U);
  EXPECT_LT(part.endpoints.size(), whole.endpoints.size());
  const auto read = parse_topology(write_topology(part), "the rest");
  EXPECT_TRUE(read) << read.error().message;
}

} // namespace
} // namespace leasehold::sim
