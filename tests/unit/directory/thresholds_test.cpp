// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/directory/thresholds.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "messages/bounds.hpp"

namespace leasehold {
namespace {

route_graph graph_of_two() {
  topology region;
  region.region = region_name{"two"};
  region.gateways = {{gateway_name{"A"}, 0, {}}, {gateway_name{"B"}, 0, {}}};
  region.links = {{link_name{"A-B"}, gateway_name{"A"}, gateway_name{"B"},
                   1'000'000, 1'000'000, 1}};
  return route_graph{region};
}

demand_threshold of_kind(const std::string& kind, percent high) {
  return {kind_name{kind}, high, 0};
}

TEST(Thresholds, AreBounded) {
  auto graph = graph_of_two();
  threshold_map known;
  for (std::size_t i = 0; i < bounds::thresholds; ++i) {
    auto x = of_kind("k" + std::to_string(i), 50);
    ASSERT_TRUE(check_threshold(graph, known, x));
    known[x.subject] = x;
  }
  auto one_more = check_threshold(graph, known, of_kind("nic", 50));
  ASSERT_FALSE(one_more);
  EXPECT_EQ(one_more.error().code, errc::too_much);
  EXPECT_TRUE(check_threshold(graph, known, of_kind("k7", 60)));
  EXPECT_TRUE(check_threshold(graph, known, of_kind("k7", 0)));
}

TEST(Thresholds, OfAGatewayAreThoseOfItsOwnResources) {
  auto graph = graph_of_two();
  threshold_map known;
  auto nic = of_kind("nic", 50);
  known[nic.subject] = nic;
  auto limits = limits_of(graph, known, gateway_name{"A"});
  ASSERT_EQ(limits.size(), 1u);
  EXPECT_EQ(limits.begin()->first, resource_name{"A/A-B"});
  EXPECT_EQ(limits.begin()->second.high, 50u);
  EXPECT_TRUE(limits_of(graph, known, gateway_name{"Z"}).empty());
}

TEST(Thresholds, AreToldTheFullestFirst) {
  std::vector<resource_demand> all(3);
  all[0].resource = resource_name{"b"};
  all[1].resource = resource_name{"a"};
  all[2].resource = resource_name{"c"};
  all[2].level = 7;
  sort_by_level(all);
  EXPECT_EQ(all[0].resource, resource_name{"c"});
  EXPECT_EQ(all[1].resource, resource_name{"a"});
}

} // namespace
} // namespace leasehold
