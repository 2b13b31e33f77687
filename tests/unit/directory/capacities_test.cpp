// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/capacities.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/route/topology_file.hpp"
#include "tests/support/equality.hpp"

namespace leasehold {
namespace {

constexpr const char* pair_of_gateways = R"(
region = "pair"
[[gateway]]
name = "A"
buffers = "1MiB"
[[gateway]]
name = "B"
[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[resource]]
name = "E1/P1"
kind = "printer"
endpoint = "E1"
capacity = "1count"
)";

class Capacities : public ::testing::Test {
protected:
  errc set(const std::string& resource, const std::string& capacity) {
    auto done = set_capacity_in(region, resource_name{resource},
                                *parse_amounts(capacity));
    return done ? errc::none : done.error().code;
  }

  std::map<std::string, amounts> placed(const std::string& gateway) const {
    std::map<std::string, amounts> result;
    for (auto& [name, x] :
         resources_for(route_graph{region}, gateway_name{gateway}).capacities)
      result[name.str()] = x;
    return result;
  }

  topology region = *parse_topology(pair_of_gateways, "the test");
};

TEST_F(Capacities, AreWrittenIntoWhatTheyBelongTo) {
  EXPECT_EQ(set("E1/P1", "3count+1Mbit/s"), errc::none);
  EXPECT_EQ(set("E1/nic", "2Gbit/s"), errc::none);
  EXPECT_EQ(set("A/A-B", "10Mbit/s"), errc::none);
  EXPECT_EQ(set("B/A-B", "20Mbit/s"), errc::none);
  EXPECT_EQ(set("A/buffers", "2MiB"), errc::none);
  EXPECT_EQ(placed("A"),
            (std::map<std::string, amounts>{
                {"A/A-B", *parse_amounts("10Mbit/s")},
                {"A/buffers", *parse_amounts("2MiB")},
                {"E1/P1", *parse_amounts("3count+1Mbit/s")},
                {"E1/nic", *parse_amounts("2Gbit/s")}}));
  EXPECT_EQ(
      placed("B"),
      (std::map<std::string, amounts>{{"B/A-B", *parse_amounts("20Mbit/s")}}));
}

TEST_F(Capacities, AreRefusedInADimensionThatTheResourceLacks) {
  auto before = region;
  EXPECT_EQ(set("E1/nic", "1count"), errc::invalid_request);
  EXPECT_EQ(set("A/A-B", "10Mbit/s+1count"), errc::invalid_request);
  EXPECT_EQ(set("A/buffers", "10Mbit/s"), errc::invalid_request);
  EXPECT_TRUE(region == before);
  auto why = set_capacity_in(region, resource_name{"A/buffers"},
                             {unit::bit_per_second, 1});
  EXPECT_NE(why.error().message.find("bytes"), std::string::npos);
}

TEST_F(Capacities, AreNeverBelowZero) {
  auto why = set_capacity_in(region, resource_name{"E1/P1"}, {unit::count, -1});
  ASSERT_FALSE(why);
  EXPECT_EQ(why.error().code, errc::invalid_request);
}

TEST_F(Capacities, AreRefusedForWhatTheRegionLacks) {
  for (auto name : {"E9/nic", "A", "C/A-B", "E1/P9", ""})
    EXPECT_EQ(set(name, "1Mbit/s"), errc::unknown_name) << name;
  // B's buffers are not accounted, so they are no resource.
  EXPECT_EQ(placed("B").count("B/buffers"), 0u);
}

TEST_F(Capacities, PlaceNothingAtAGatewayThatTheRegionLacks) {
  EXPECT_TRUE(placed("Z").empty());
}

// -- bookings ----------------------------------------------------------------

gateway_report report(const std::string& gateway, const std::string& resource,
                      std::uint64_t bookings) {
  gateway_report result;
  result.info.name = gateway_name{gateway};
  resource_view view;
  view.resource = resource_name{resource};
  result.resources.emplace_back(view, bookings);
  return result;
}

TEST_F(Capacities, LetGoOnlyOfWhatIsNotBooked) {
  const route_graph next{region};
  EXPECT_TRUE(check_bookings(next, {}));
  EXPECT_TRUE(check_bookings(next, {report("A", "E1/P1", 2)}));
  EXPECT_TRUE(check_bookings(next, {report("A", "E2/nic", 0)}));
  auto no =
      check_bookings(next, {report("A", "E1/P1", 2), report("A", "E2/nic", 3)});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, errc::conflict);
  EXPECT_NE(no.error().message.find("E2/nic"), std::string::npos);
}

TEST_F(Capacities, LetGoOfNoGatewayThatALeasePasses) {
  const route_graph next{region};
  gateway_report passed;
  passed.info.name = gateway_name{"Z"};
  EXPECT_TRUE(check_bookings(next, {passed}));
  passed.info.hops_active = 1;
  auto no = check_bookings(next, {passed});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, errc::conflict);
  EXPECT_NE(no.error().message.find("--gateway Z"), std::string::npos);
  passed.info.name = gateway_name{"A"};
  EXPECT_TRUE(check_bookings(next, {passed}));
}

// The booking is in A's ledger, and stays there.
TEST_F(Capacities, LetNoBookedResourceMoveToAnotherGateway) {
  const route_graph next{region};
  auto no = check_bookings(next, {report("B", "E1/P1", 1)});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, errc::conflict);
}

} // namespace
} // namespace leasehold
