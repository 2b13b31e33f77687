// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/listener_config.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

std::string refusal(const listener_config& config) {
  auto valid = validate(config);
  return valid ? "" : valid.error().message;
}

std::string refusal_of(const std::string& address) {
  listener_config config;
  config.address = address;
  return refusal(config);
}

TEST(ListenerConfig, AllowsPlainTcpOnLoopback) {
  for (const auto* address : {"127.0.0.1:7450", "[::1]:0", "localhost:7450"})
    EXPECT_EQ("", refusal_of(address)) << address;
}

TEST(ListenerConfig, RefusesPlainTcpWhereOthersReachIt) {
  EXPECT_EQ("listen address \"0.0.0.0:7450\": other machines reach it, and "
            "without TLS anybody could speak for anybody; configure TLS, "
            "or listen on 127.0.0.1",
            refusal_of("0.0.0.0:7450"));
  for (const auto* address : {"10.0.0.1:7450", "[::]:7450"})
    EXPECT_NE("", refusal_of(address)) << address;
}

TEST(ListenerConfig, AllowsPlainTcpAnywhereWhenToldSo) {
  listener_config config;
  config.address = "0.0.0.0:7450";
  config.plain = plain_tcp::anywhere;
  EXPECT_EQ("", refusal(config));
}

TEST(ListenerConfig, AllowsTlsAnywhere) {
  listener_config config;
  config.address = "[::]:7450";
  config.tls = tls_config{"node.pem", "node.key", "ca.pem"};
  EXPECT_EQ("", refusal(config));
}

TEST(ListenerConfig, RefusesANameToListenOn) {
  EXPECT_EQ("listen address \"node1:7450\": node1 is a name; give the numeric "
            "address of one of this machine's interfaces, or 0.0.0.0 for all",
            refusal_of("node1:7450"));
}

TEST(ListenerConfig, RefusesRoomForNobody) {
  listener_config config;
  config.strangers_max = 0;
  EXPECT_EQ("strangers_max has to be at least 1", refusal(config));
}

TEST(ListenerConfig, RefusesWrongLimits) {
  listener_config config;
  config.limits.nesting_max = 0;
  EXPECT_EQ("nesting_max is 0: give at least 1", refusal(config));
}

TEST(ClosedConnection, IsOneLineWhateverThePeerSent) {
  closed_connection x{close_reason::protocol_error,
                      "bad\nINFO forged line\x1b[2J" + std::string(999, 'x'),
                      "al\nice", "127.0.0.1:9", 3};
  auto line = describe(x);
  EXPECT_EQ("connection from 127.0.0.1:9 (al?ice) closed after 3 calls: "
            "protocol error: bad?INFO forged line?[2J",
            line.substr(0, line.find("xx")));
  EXPECT_LT(line.size(), 400u);
}

} // namespace
} // namespace leasehold
