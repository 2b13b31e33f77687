// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/locator.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/action/region_of.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const gateway_name A{"A"};
const gateway_name B{"B"};
const endpoint_name E1{"E1"};
const instant now{1h};

std::vector<std::string> texts(const std::vector<located_target>& all) {
  std::vector<std::string> y;
  for (auto& x : all)
    y.push_back(x.text + "=" + x.endpoint.str());
  return y;
}

TEST(locator, finds_endpoints_by_name_address_and_group) {
  const auto places = test::locator_of(test::map_of(test::two_gateways));
  auto found = places->resolve({"E3", "10.0.2.1", "fd00::1"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(texts(*found), ElementsAre("E3=E3", "10.0.2.1=E2", "fd00::1=E1"));
  found = places->resolve({"group:printers"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(texts(*found), ElementsAre("E1=E1", "E2=E2"));
}

TEST(locator, tells_equal_addresses_of_vpns_apart) {
  const auto places = test::locator_of(test::map_of(test::two_gateways));
  const auto found = places->resolve({"10.0.1.1@office", "10.0.1.1"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(texts(*found), ElementsAre("10.0.1.1@office=E4", "10.0.1.1=E1"));
  EXPECT_FALSE(places->address_of(endpoint_name{"E4"}));
  EXPECT_EQ(to_string(*places->address_of(E1)), "10.0.1.1");
}

TEST(locator, knows_each_endpoint_once_whatever_it_is_called) {
  const auto places = test::locator_of(test::map_of(test::two_gateways));
  const auto found =
      places->resolve({"10.0.1.1", "E1", "E1", "group:printers", "fd00::1"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(texts(*found), ElementsAre("10.0.1.1=E1", "E2=E2"));
}

TEST(locator, names_the_text_that_is_no_endpoint) {
  const auto places = test::locator_of(test::map_of(test::two_gateways));
  for (const std::string text : {"E9", "10.0.9.9", "group:none", "", "A"}) {
    const auto found = places->resolve({"E1", text});
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().code, errc::unknown_target);
    EXPECT_THAT(found.error().message, HasSubstr("'" + text + "'"));
    EXPECT_THAT(found.error().message, HasSubstr("endpoint list"));
  }
}

TEST(locator, shows_nobody_what_it_does_not_see) {
  const auto places = test::locator_of(test::map_of(test::two_gateways));
  const auto sees = [](const endpoint_name& x) {
    return !(x == E1);
  };
  // In the same words as for one that there is not.
  for (const std::string text : {"E1", "10.0.1.1", "fd00::1"}) {
    auto absent = places->resolve({text + "9"}).error().message;
    absent.replace(1, text.size() + 1, text);
    EXPECT_EQ(places->resolve({text}, sees).error().message, absent);
  }
  EXPECT_THAT(texts(*places->resolve({"group:printers", "E3"}, sees)),
              ElementsAre("E2=E2", "E3=E3"));
  const auto nothing = places->resolve(
      {"group:printers"}, [](const endpoint_name&) { return false; });
  EXPECT_EQ(nothing.error().code, errc::unknown_target);
}

TEST(locator, takes_an_alternate_where_the_gateway_does_not_serve) {
  auto map = test::map_of(test::two_gateways);
  EXPECT_EQ(test::locator_of(map)->gateway_for(E1, now), A);

  auto drained = map;
  drained.outages["A"] = {"A", outage::kind::drained, now, {}};
  EXPECT_EQ(test::locator_of(drained)->gateway_for(E1, now), B);
  EXPECT_EQ(test::locator_of(drained)->gateway_for(E1, now - 1ms), A);

  auto failed = map;
  failed.outages["A"] = {"A", outage::kind::in_error, now + 1h, 1h};
  EXPECT_EQ(test::locator_of(failed)->gateway_for(E1, now), B);

  auto silent = map;
  silent.elsewhere[A] = node_name{"n2"};
  EXPECT_EQ(test::locator_of(silent)->gateway_for(E1, now), A);
  silent.silent.insert(node_name{"n2"});
  EXPECT_EQ(test::locator_of(silent)->gateway_for(E1, now), B);
  EXPECT_FALSE(test::locator_of(silent)->gateway_for(endpoint_name{"E3"}, now));
  EXPECT_FALSE(test::locator_of(silent)->gateway_for(E1, now, {B}));
}

TEST(locator, tells_where_an_endpoint_is_and_who_serves_it) {
  auto map = test::map_of(test::two_gateways);
  map.elsewhere[B] = node_name{"n2"};
  map.silent.insert(node_name{"n2"});
  const auto x = test::locator_of(map)->locate(
      {"10.0.2.1", endpoint_name{"E2"}}, now, "n1");
  EXPECT_EQ(x.target, "10.0.2.1");
  EXPECT_EQ(x.gateway, A);
  EXPECT_EQ(x.node, "n1");
  EXPECT_TRUE(x.reached);
  EXPECT_THAT(x.alternates, ElementsAre(B));
  EXPECT_EQ(x.place, "room 7");
  map.outages["A"] = {"A", outage::kind::drained, now, {}};
  const auto none =
      test::locator_of(map)->locate({"E2", endpoint_name{"E2"}}, now, "n1");
  EXPECT_EQ(none.gateway, B);
  EXPECT_EQ(none.node, "n2");
  EXPECT_FALSE(none.reached);
}

} // namespace
} // namespace leasehold
