// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/directory/outages.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const auto t0 = instant{} + 1h;

/// A - B - C, and B runs elsewhere where a node is named.
topology row(const std::string& of_b = "") {
  topology region;
  region.region = region_name{"row"};
  node_name here{of_b.empty() ? "" : "here"};
  region.gateways = {{gateway_name{"A"}, 1000, duration{1}, here},
                     {gateway_name{"B"}, 1000, duration{1}, node_name{of_b}},
                     {gateway_name{"C"}, 1000, duration{1}, node_name{of_b}}};
  region.links = {
      {link_name{"A-B"}, gateway_name{"A"}, gateway_name{"B"}, 100, 100, 1},
      {link_name{"B-C"}, gateway_name{"B"}, gateway_name{"C"}, 100, 100, 1}};
  return region;
}

outage drained(const std::string& name, instant from) {
  return {name, outage::kind::drained, from, {}};
}

amounts left(const route_graph& graph, const char* resource) {
  return graph.find_resource(resource_name{resource})->capacity;
}

TEST(Outages, CloseAllThatAGatewayOwnsOrALinkJoins) {
  outage_map all{{"B", drained("B", t0)}};
  auto graph = graph_of(row(), all, t0);
  EXPECT_EQ(left(graph, "B/A-B"), amounts{});
  EXPECT_EQ(left(graph, "B/buffers"), amounts{});
  EXPECT_EQ(left(graph, "A/A-B"), (amounts{unit::bit_per_second, 100}));
  all = {{"A-B", drained("A-B", t0)}};
  graph = graph_of(row(), all, t0);
  EXPECT_EQ(left(graph, "B/A-B"), amounts{});
  EXPECT_EQ(left(graph, "A/A-B"), amounts{});
  EXPECT_EQ(left(graph, "B/B-C"), (amounts{unit::bit_per_second, 100}));
}

TEST(Outages, CloseNothingBeforeTheirTime) {
  outage_map all{{"B", drained("B", t0)}};
  auto graph = graph_of(row(), all, t0 - 1ms);
  EXPECT_EQ(left(graph, "B/A-B"), (amounts{unit::bit_per_second, 100}));
  EXPECT_EQ(limits_of(graph, all).at(resource_name{"B/A-B"}).until, t0);
  EXPECT_EQ(next_drain(all, t0 - 1ms), t0);
  EXPECT_EQ(next_drain(all, t0), forever);
}

TEST(Outages, LimitByTheTightestThatIsSaid) {
  outage_map all{{"B", drained("B", t0 + 9s)},
                 {"A-B", drained("A-B", t0 + 5s)},
                 {"A", {"A", outage::kind::in_error, forever, 3s}}};
  auto limits = limits_of(route_graph{row()}, all);
  EXPECT_EQ(limits.at(resource_name{"B/B-C"}).until, t0 + 9s);
  EXPECT_EQ(limits.at(resource_name{"B/A-B"}).until, t0 + 5s);
  auto& both = limits.at(resource_name{"A/A-B"});
  EXPECT_EQ(both.latest_end(t0), t0 + 3s);
  EXPECT_EQ(both.latest_end(t0 + 4s), t0 + 5s);
  EXPECT_EQ(limits.count(resource_name{"C/B-C"}), 0u);
  EXPECT_EQ(next_drain(all, t0), t0 + 5s);
}

outage in_error(duration longest) {
  return {"B", outage::kind::in_error, forever, longest};
}

// Of two orders for one subject the stricter wins, in each respect.
TEST(Outages, AreNotLiftedByOnesThatAskForLess) {
  const auto latest_end = [](const outage& x, instant now) {
    return limits_of(route_graph{row()}, {{"B", x}})
        .at(resource_name{"B/B-C"})
        .latest_end(now);
  };
  const auto now = t0 + 60s;
  // Drained already: an error brings nothing back.
  auto both = stricter(drained("B", t0), in_error(10min), now);
  EXPECT_EQ(both.what, outage::kind::drained);
  EXPECT_EQ(both.from, t0);
  // To be drained later: it still is, and until then terms are short.
  const auto later = now + 60min;
  both = stricter(drained("B", later), in_error(10min), now);
  EXPECT_EQ(latest_end(both, now), now + 10min);
  EXPECT_EQ(latest_end(both, later - 1min), later);
  // The other way round it is the same.
  const auto again = stricter(in_error(10min), drained("B", later), now);
  EXPECT_EQ(latest_end(again, now), now + 10min);
  EXPECT_EQ(latest_end(again, later - 1min), later);
  // Now is stricter than any error.
  both = stricter(in_error(10min), drained("B", now), now);
  EXPECT_EQ(both.what, outage::kind::drained);
  EXPECT_EQ(latest_end(both, now), now);
}

TEST(Outages, AreReplacedByLaterOnesOfTheirKind) {
  const auto now = t0;
  auto next = stricter(drained("B", t0 + 1h), drained("B", t0 + 2h), now);
  EXPECT_EQ(next.from, t0 + 2h);
  next = stricter(in_error(1min), in_error(2min), now);
  EXPECT_EQ(next.longest, 2min);
  EXPECT_EQ(next.from, forever);
}

TEST(Outages, AreOfWhatThisNodeRuns) {
  auto code_of = [](const std::string& subject) {
    auto fits = check_outage(row("there"), node_name{"here"}, subject);
    return fits ? errc::none : fits.error().code;
  };
  EXPECT_EQ(code_of("A"), errc::none);
  EXPECT_EQ(code_of("B"), errc::wrong_node);
  EXPECT_EQ(code_of("A-B"), errc::none) << "one end is here";
  EXPECT_EQ(code_of("B-C"), errc::wrong_node);
  EXPECT_EQ(code_of("Z"), errc::unknown_name);
  EXPECT_EQ(code_of(""), errc::unknown_name);
}

} // namespace
} // namespace leasehold
