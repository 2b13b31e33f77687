// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/ip_address.hpp"

#include <string>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

std::string again(const char* text) {
  auto x = parse_ip_address(text);
  return x ? to_string(*x) : x.error().message;
}

TEST(IpAddress, IsReadAndWrittenInItsShortForm) {
  EXPECT_EQ(again("10.8.11.2"), "10.8.11.2");
  EXPECT_EQ(again("2001:DB8:0:0::7"), "2001:db8::7");
  EXPECT_EQ(again("fe80::1"), "fe80::1");
}

TEST(IpAddress, OfBothFamiliesDiffer) {
  auto four = parse_ip_address("10.0.0.1");
  auto six = parse_ip_address("::ffff:10.0.0.1");
  ASSERT_TRUE(four);
  ASSERT_TRUE(six);
  EXPECT_NE(*four, *six);
  EXPECT_LT(*four, *six);
}

TEST(IpAddress, IsNothingElseThanAnAddress) {
  for (auto text : {"", "10.0.0", "10.0.0.1/24", "10.0.0.256", "010.0.0.1",
                    "fe80::1%eth0", "[::1]", "10.0.0.1:80", "EP11"})
    EXPECT_EQ(again(text),
              "\"" + std::string{text}
                  + "\" is no IP address: write one like "
                    "192.0.2.7 or 2001:db8::7");
}

TEST(IpAddress, ThatIsTooLongIsQuotedInPart) {
  auto x = parse_ip_address(std::string(5000, ':'));
  ASSERT_FALSE(x);
  EXPECT_LT(x.error().message.size(), 200u);
}

TEST(IpAddress, IsOfOneHost) {
  for (auto text :
       {"0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "::", "ff02::1"})
    EXPECT_EQ(again(text),
              "\"" + std::string{text}
                  + "\" is no address of one host: it stands for "
                    "none or for many");
}

} // namespace
} // namespace leasehold
