// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include <gtest/gtest.h>

#include "actors/contention/standing.hpp"
#include "actors/route/search.hpp"
#include "actors/route/topology_file.hpp"
#include "tools/regions/figure8.hpp"

namespace leasehold {
namespace {

amounts bits(std::int64_t x) {
  return {unit::bit_per_second, x};
}

/// A lease of EP51 from EP11 with 8 Mbit/s, in the region of Figure 8.
class Standing : public testing::Test {
protected:
  void SetUp() override {
    auto region = parse_topology(regions::figure8, "figure8.toml");
    ASSERT_TRUE(region) << region.error().message;
    graph = std::make_unique<route_graph>(*region);
    lease.source = endpoint_name{"EP11"};
    lease.target = *graph->resolve_target("EP51");
    lease.amount = bits(8'000'000);
    lease.minimum = bits(2'000'000);
    auto found = find_routes(
        *graph, {lease.source, lease.target, lease.amount, {}, {}, {}},
        [this](const resource_name& x) {
          return graph->find_resource(x)->capacity;
        },
        1);
    ASSERT_TRUE(std::holds_alternative<route_search>(found));
    lease.route = std::get<route_search>(found).routes.at(0);
  }

  std::map<resource_name, amounts> uses_of(const route& path) const {
    std::map<resource_name, amounts> result;
    for (auto& use : total_uses(path))
      result[use.resource] = use.amount;
    return result;
  }

  std::unique_ptr<route_graph> graph;
  lease_info lease;
};

// C8: capacity that is gone is what a lease has to give up.
TEST_F(Standing, ARouteTakesOfItsTargetThoughNothingOfThatIsLeft) {
  graph->close(lease.target);
  const auto least = uses_of(*route_with(*graph, lease, lease.minimum));
  ASSERT_EQ(least.count(lease.target), 1u);
  EXPECT_EQ(least.at(lease.target), lease.minimum);
}

// A third of 6 Mbit/s is no whole number of the parts.
TEST_F(Standing, AnAmountIsNotCutBelowWhatThereIsRoomFor) {
  const auto third = kept_all / 3;
  EXPECT_EQ(
      portion_of(*graph, lease, lease.minimum, lease.amount, third).amount,
      bits(4'000'000));
}

TEST_F(Standing, APortionTakesNoMoreThanItsPartOfAnyResource) {
  const auto low = uses_of(*route_with(*graph, lease, lease.minimum));
  const auto high = uses_of(lease.route);
  ASSERT_GT(low.size(), 1u);
  for (std::int64_t part = 0; part <= kept_all; part += kept_all / 997) {
    const auto found =
        portion_of(*graph, lease, lease.minimum, lease.amount, part);
    ASSERT_TRUE(found.path);
    EXPECT_TRUE(lease.minimum.fits(found.amount));
    for (auto& [resource, amount] : uses_of(*found.path))
      EXPECT_TRUE(amount.fits(
          between(low.at(resource), high.at(resource), part, rounded_up)))
          << resource.str() << " with " << part;
  }
}

} // namespace
} // namespace leasehold
