// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/endpoint_address.hpp"

#include <string>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

TEST(EndpointAddress, IsReadAndWrittenWithItsVpn) {
  for (auto* text : {"192.0.2.7", "2001:db8::7", "192.0.2.7@office",
                     "2001:db8::7@a.b-c_9"}) {
    auto x = parse_endpoint_address(text);
    ASSERT_TRUE(x) << x.error().message;
    EXPECT_EQ(to_string(*x), text);
  }
  auto x = parse_endpoint_address("192.0.2.7@office");
  EXPECT_EQ(to_string(x->ip), "192.0.2.7");
  EXPECT_EQ(x->vpn, vpn_name{"office"});
}

TEST(EndpointAddress, IsRefusedWhereAPartOfItIsNone) {
  const auto why = [](const std::string& text) {
    auto x = parse_endpoint_address(text);
    return x ? "it is " + to_string(*x) : x.error().message;
  };
  EXPECT_EQ(why("office@192.0.2.7"),
            "\"office\" is no IP address: write one "
            "like 192.0.2.7 or 2001:db8::7");
  for (auto& vpn : {std::string{}, std::string{"-x"}, std::string{"a b"},
                    std::string{"a@b"}, std::string{"a/b"},
                    std::string(65, 'x'), std::string{"\xff"}})
    EXPECT_NE(why("192.0.2.7@" + vpn).find("names no VPN after the '@'"),
              std::string::npos)
        << why("192.0.2.7@" + vpn);
}

TEST(EndpointAddress, ReachesOthersOfItsFamilyAndVpn) {
  const auto at = [](const char* text) {
    return *parse_endpoint_address(text);
  };
  EXPECT_TRUE(reach(at("192.0.2.7"), at("192.0.2.8")));
  EXPECT_TRUE(reach(at("192.0.2.7@a"), at("192.0.2.8@a")));
  EXPECT_FALSE(reach(at("192.0.2.7@a"), at("192.0.2.8")));
  EXPECT_FALSE(reach(at("192.0.2.7@a"), at("192.0.2.8@b")));
  EXPECT_FALSE(reach(at("192.0.2.7"), at("2001:db8::7")));
}

TEST(EndpointAddress, DiffersByItsVpn) {
  const auto plain = *parse_endpoint_address("192.0.2.7");
  const auto other = *parse_endpoint_address("192.0.2.7@a");
  EXPECT_NE(plain, other);
  EXPECT_TRUE(plain < other);
  EXPECT_FALSE(other < plain);
}

} // namespace
} // namespace leasehold
