// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/address.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

socket_address parsed(std::string_view text) {
  auto address = parse_socket_address(text, 7450);
  EXPECT_TRUE(address) << text;
  return address ? *address : socket_address{};
}

TEST(Address, HasAHostAndAPort) {
  EXPECT_EQ((socket_address{"node1", 80}), parsed("node1:80"));
  EXPECT_EQ((socket_address{"127.0.0.1", 0}), parsed("127.0.0.1:0"));
  EXPECT_EQ((socket_address{"::1", 65535}), parsed("[::1]:65535"));
}

TEST(Address, HasTheDefaultPortWithoutOne) {
  EXPECT_EQ((socket_address{"node1", 7450}), parsed("node1"));
  EXPECT_EQ((socket_address{"::1", 7450}), parsed("[::1]"));
}

TEST(Address, IsWrittenAsItIsRead) {
  for (const auto* text : {"node1:80", "[::1]:80", "127.0.0.1:0"})
    EXPECT_EQ(text, parsed(text).to_string());
}

TEST(Address, IsRefusedWithTheWayToWriteIt) {
  for (const auto* text : {"", ":80", "node1:", "node1:65536", "node1:-1",
                           "node1:8o", "node1: 80", "::1", "[::1", "[::1]80",
                           "[]:80", "a b:80", "http://node1:80", "no\nde:80"}) {
    auto address = parse_socket_address(text, 7450);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(errc::invalid_request, address.error().code);
    EXPECT_NE(std::string::npos, address.error().message.find("host:port"));
  }
}

TEST(Address, KnowsWhatCanOnlyBeThisMachine) {
  for (const auto* host :
       {"localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const auto* host : {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "node1",
                           "localhost.example.net", "127.0.0.1.example.net",
                           "::ffff:10.0.0.1", ""})
    EXPECT_FALSE(is_loopback_host(host)) << host;
}

TEST(Address, TellsNumbersFromNames) {
  EXPECT_TRUE(is_numeric_host("10.0.0.1"));
  EXPECT_TRUE(is_numeric_host("fe80::1"));
  EXPECT_FALSE(is_numeric_host("localhost"));
  EXPECT_FALSE(is_numeric_host("10.0.0"));
}

} // namespace
} // namespace leasehold
