// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/search.hpp"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/route/route_model.hpp"

// Random regions of up to eight gateways, with parallel links, few enough
// units that capacities bind and many ties, against every path one by one.
namespace leasehold {

namespace {

/// Evenly spread in every run, not only in late ones.
int any(int from, int to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
}

std::string pick(const std::vector<std::string>& list) {
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

topology any_region(terrain kind) {
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

puzzle any_puzzle() {
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

std::string show(const route& x) {
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

std::vector<std::string> show(const std::vector<route>& list) {
  std::vector<std::string> result;
  for (auto& x : list)
    result.push_back(show(x));
  return result;
}

free_lookup lookup_in(const route_model::free_table& table) {
  return [&table](const resource_name& name) {
    return table.at(name);
  };
}

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
