// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/flow.hpp"

#include <string>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

TEST(Flow, IsReadAsItIsWritten) {
  for (auto text : {"all", "tcp", "udp", "tcp/1", "udp/5001", "tcp/65535"}) {
    auto x = parse_flow(text);
    ASSERT_TRUE(x) << x.error().message;
    EXPECT_EQ(to_string(*x), text);
  }
}

TEST(Flow, IsNothingElse) {
  for (auto text : {"", "icmp", "TCP", "tcp/", "tcp/0", "tcp/65536", "tcp/-1",
                    "tcp/5001x", "tcp/ 1", "all/5001", "udp/1/2", "/80"}) {
    auto x = parse_flow(text);
    ASSERT_FALSE(x) << text;
    EXPECT_EQ(x.error().code, errc::invalid_request);
    EXPECT_EQ(x.error().message,
              "\"" + std::string{text}
                  + "\" is no flow: write tcp, udp, one of them with the port "
                    "that the target listens on, like tcp/5001, or all");
  }
}

} // namespace
} // namespace leasehold
