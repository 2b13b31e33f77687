// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "actors/route/search.hpp"
#include "actors/route/topology_file.hpp"

// The region that ships does what the examples of Figure 8 say.
namespace leasehold {
namespace {

class Figure8 : public testing::Test {
protected:
  void SetUp() override {
    std::ostringstream text;
    text << std::ifstream{"tools/regions/figure8.toml"}.rdbuf();
    auto region = parse_topology(text.str(), "figure8.toml");
    ASSERT_TRUE(region) << region.error().message;
    graph = std::make_unique<route_graph>(*region);
    for (auto& resource : graph->resources())
      free[resource.name] = resource.capacity;
  }

  route_outcome find(const char* source, const char* target,
                     const amounts& amount) {
    route_query query;
    query.source = endpoint_name{source};
    query.target = *graph->resolve_target(target);
    query.amount = amount;
    return find_routes(
        *graph, query,
        [this](const resource_name& name) { return free.at(name); }, 1);
  }

  /// Takes the best route, and says which gateways it passes.
  std::string lease(const char* source, const char* target,
                    const amounts& amount) {
    auto outcome = find(source, target, amount);
    if (auto no = std::get_if<route_failure>(&outcome))
      return no->message;
    std::string y;
    for (auto& hop : std::get<route_search>(outcome).routes.at(0).hops) {
      y += (y.empty() ? "" : " ") + hop.gateway.str();
      for (auto& use : hop.uses)
        free.at(use.resource) -= use.amount;
    }
    return y;
  }

  std::unique_ptr<route_graph> graph;
  std::map<resource_name, amounts> free;
};

constexpr amounts rate{unit::bit_per_second, 10000000};

TEST_F(Figure8, HasTheGatewaysAndEndpointsOfTheFigure) {
  std::map<std::string, std::string> neighbours;
  for (auto& gateway : graph->gateways())
    for (auto& next : gateway.neighbours)
      neighbours[gateway.spec.name.str()] +=
          graph->gateways()[next.gateway].spec.name.str() + ' ';
  EXPECT_EQ(neighbours,
            (std::map<std::string, std::string>{{"GW1", "GW2 GW3 GW4 "},
                                                {"GW2", "GW1 GW3 "},
                                                {"GW3", "GW1 GW2 GW4 "},
                                                {"GW4", "GW1 GW3 GW5 "},
                                                {"GW5", "GW4 "}}));
  std::map<std::string, std::string> at{{"EP11", "GW1"}, {"EP21", "GW2"},
                                        {"EP31", "GW3"}, {"EP51", "GW5"},
                                        {"EP52", "GW5"}, {"EP53", "GW5"}};
  for (auto& [name, gateway] : at) {
    auto endpoint = graph->find_endpoint(endpoint_name{name});
    ASSERT_NE(endpoint, nullptr) << name;
    EXPECT_EQ(endpoint->gateway.str(), gateway);
  }
}

TEST_F(Figure8, TheThirdLeaseIsRefusedByTheGatewayBeforeTheBottleneck) {
  EXPECT_EQ(lease("EP11", "EP51", rate), "GW1 GW4 GW5");
  auto second = lease("EP21", "EP52", rate);
  EXPECT_TRUE(second == "GW2 GW1 GW4 GW5" || second == "GW2 GW3 GW4 GW5")
      << second;
  auto third = find("EP31", "EP53", rate);
  auto no = std::get_if<route_failure>(&third);
  ASSERT_NE(no, nullptr);
  EXPECT_EQ(no->code, errc::insufficient_capacity);
  EXPECT_EQ(no->resource, resource_name{"GW4/GW4-GW5"});
  EXPECT_EQ(no->gateway, gateway_name{"GW4"});
}

TEST_F(Figure8, WhoIsRefusedAPrinterFindsAnotherInItsGroup) {
  auto job = rate + amounts{unit::count, 1};
  EXPECT_EQ(lease("EP11", "EP51/printer", job), "GW1 GW4 GW5");
  auto busy = find("EP31", "EP51/printer", job);
  auto no = std::get_if<route_failure>(&busy);
  ASSERT_NE(no, nullptr);
  EXPECT_EQ(no->code, errc::insufficient_capacity);
  EXPECT_EQ(no->resource, resource_name{"EP51/printer"});
  EXPECT_EQ(graph->members_of(group_name{"printers"}).size(), 4u);
  EXPECT_EQ(lease("EP31", "EP52/printer", job), "GW3 GW4 GW5");
  auto full = find("EP31", "EP53/printer", job);
  EXPECT_TRUE(std::holds_alternative<route_failure>(full));
  EXPECT_EQ(lease("EP31", "EP21/printer", job), "GW3 GW2");
}

} // namespace
} // namespace leasehold
