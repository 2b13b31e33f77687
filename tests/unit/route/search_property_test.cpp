// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/search.hpp"

#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/route/route_puzzle.hpp"

// Against every path, one by one.
namespace leasehold {

namespace {

RC_GTEST_PROP(RouteSearch, FindsTheBestRoutesInOrder, ()) {
  auto [region, query, free] = any_puzzle();
  auto k = static_cast<std::size_t>(any(1, 6));
  route_graph graph{region};
  auto expected = route_model{region, query, free}.all();
  auto found = find_routes(graph, query, lookup_in(free), k);
  RC_TAG(std::min<std::size_t>(expected.size(), 9));
  if (expected.empty()) {
    RC_ASSERT(std::holds_alternative<route_failure>(found));
    return;
  }
  RC_ASSERT(std::holds_alternative<route_search>(found));
  if (expected.size() > k)
    expected.resize(k);
  RC_ASSERT(show(std::get<route_search>(found).routes) == show(expected));
}

RC_GTEST_PROP(RouteSearch, SaysWhyThereIsNone, ()) {
  auto [region, query, free] = any_puzzle();
  if (any(0, 1) == 0)
    query.amount.set(unit::bit_per_second, any(4, 13));
  route_graph graph{region};
  auto found = find_routes(graph, query, lookup_in(free), 1);
  if (std::holds_alternative<route_search>(found))
    RC_DISCARD("a route was found");
  auto& why = std::get<route_failure>(found);
  auto expected = route_model{region, query, free}.why_none();
  RC_TAG(std::string{to_string(expected)});
  RC_ASSERT(std::string{to_string(why.code)} == to_string(expected));
  RC_ASSERT(!why.message.empty());
  auto binding = graph.find_resource(why.resource);
  RC_ASSERT((binding == nullptr) == (why.code == errc::no_route));
  if (binding != nullptr)
    RC_ASSERT(binding->gateway == why.gateway);
}

RC_GTEST_PROP(RouteSearch, OffersTheMostThatFits, ()) {
  auto [region, query, free] = any_puzzle();
  query.amount.set(unit::bit_per_second, any(1, 13));
  query.amount.set(unit::count, 0);
  query.amount.set(unit::byte, 0);
  route_graph graph{region};
  if (graph.find_resource(query.target)->capacity[unit::bit_per_second] == 0)
    RC_DISCARD("the target has no rate");
  auto expected = route_model{region, query, free}.widest_rate();
  plan_budget budget;
  auto offer = widest_route(graph, query, lookup_in(free), budget);
  RC_TAG(expected.value_or(-1) > 0);
  RC_ASSERT(offer.has_value() == (expected.value_or(0) > 0));
  if (!offer)
    return;
  RC_ASSERT(offer->amount[unit::bit_per_second] == *expected);
  auto asked = query.amount[unit::bit_per_second];
  query.amount = offer->amount;
  auto best = find_routes(graph, query, lookup_in(free), 1);
  RC_ASSERT(std::holds_alternative<route_search>(best));
  RC_ASSERT(show(offer->best)
            == show(std::get<route_search>(best).routes.front()));
  if (*expected == asked)
    return;
  query.amount += {unit::bit_per_second, 1};
  auto more = find_routes(graph, query, lookup_in(free), 1);
  RC_ASSERT(std::holds_alternative<route_failure>(more));
}

// Any number of lessees could have what takes nothing of its target.
TEST(RouteSearch, RefusesAnAmountThatTakesNothingOfItsTarget) {
  topology region;
  region.region = region_name{"one"};
  region.gateways.push_back({gateway_name{"G"}, std::nullopt, duration{1}, {}});
  endpoint_spec endpoint;
  endpoint.name = endpoint_name{"E"};
  endpoint.gateway = gateway_name{"G"};
  endpoint.bandwidth = 10;
  region.endpoints.push_back(endpoint);
  resource_spec printer;
  printer.name = resource_name{"E/printer"};
  printer.kind = kind_name{"printer"};
  printer.endpoint = endpoint_name{"E"};
  printer.capacity = {unit::count, 1};
  region.resources.push_back(printer);
  const auto refusal = [&region](const std::string& target, amounts amount) {
    const route_graph graph{region};
    route_query query;
    query.source = endpoint_name{"G"};
    query.target = resource_name{target};
    query.amount = amount;
    auto found = find_routes(
        graph, query,
        [&graph](const resource_name& name) {
          return graph.find_resource(name)->capacity;
        },
        1);
    auto why = std::get_if<route_failure>(&found);
    return why == nullptr ? route_failure{} : *why;
  };
  const amounts rate{unit::bit_per_second, 1};
  const amounts count{unit::count, 1};
  EXPECT_EQ(refusal("E/printer", rate).code, errc::invalid_request);
  EXPECT_EQ(refusal("E/printer", rate).message,
            "1bit/s takes nothing of E/printer, which is given in other units: "
            "ask for 1count or more");
  EXPECT_EQ(refusal("E/printer", {unit::byte, 1}).code, errc::invalid_request);
  EXPECT_EQ(refusal("E/nic", count).code, errc::invalid_request);
  EXPECT_EQ(refusal("E/printer", count).code, errc::none);
  EXPECT_EQ(refusal("E/printer", count + rate).code, errc::none);
  EXPECT_EQ(refusal("E/nic", rate).code, errc::none);
  EXPECT_EQ(refusal("E/nic", rate + count).code, errc::above_capacity);
  // An operator has taken all of it away.
  region.endpoints.front().bandwidth = 0;
  region.resources.front().capacity = {};
  EXPECT_EQ(refusal("E/nic", rate).code, errc::above_capacity);
  EXPECT_EQ(refusal("E/printer", count).code, errc::above_capacity);
}

} // namespace

} // namespace leasehold
