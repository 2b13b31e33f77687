// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/door_test.hpp"
#include "tests/support/rpc/test_ca.hpp"

namespace leasehold {
namespace {

/// One for all tests: making keys takes time.
const test_ca& ca() {
  static const auto made = [] {
    auto result = std::make_unique<test_ca>("door-ca");
    result->run("server node");
    result->run("client alice");
    result->run("client bob");
    return result;
  }();
  return *made;
}

// S2: over TLS a lessee is who its certificate says.
class TlsLogin : public test::door_test {
protected:
  TlsLogin() {
    config.door.listen.tls = ca().files_of("node");
    EXPECT_EQ(start().message, "");
  }

  kj::Own<dialled> dial_as(const std::string& certificate) {
    dial_config wanted;
    wanted.tls = ca().files_of(certificate);
    wanted.expected_name = "node";
    return dial(wanted);
  }

  result<std::unique_ptr<session>> connect_as(const std::string& name,
                                              std::optional<tls_config> tls) {
    session_config wanted;
    wanted.address = address();
    wanted.name = lessee_name{name};
    wanted.tls = std::move(tls);
    wanted.node_name = "node";
    return connect(wanted);
  }
};

TEST_F(TlsLogin, TakesTheNameOfTheCertificate) {
  auto session = connect_as("alice", ca().files_of("alice"));
  ASSERT_TRUE(session) << session.error().message;
  auto granted = (*session)->request({wish("EP51", "EP11", "1Mbit/s", "1h")});
  ASSERT_TRUE(granted) << granted.error().message;
  EXPECT_TRUE(std::holds_alternative<lease_grant>(granted->front()));
}

TEST_F(TlsLogin, RefusesAnotherNameAndEndsTheConnection) {
  auto connection = dial_as("alice");
  auto answer =
      wait(login_of(connection->bootstrap().castAs<rpc::Bootstrap>(), "bob"));
  ASSERT_TRUE(answer.isFailure());
  auto why = from_wire(answer.getFailure());
  EXPECT_EQ(why.code, errc::unauthenticated);
  EXPECT_NE(why.message.find("alice"), std::string::npos) << why.message;
  EXPECT_NE(why.message.find("bob"), std::string::npos) << why.message;
  wait(connection->on_disconnect());
}

TEST_F(TlsLogin, TellsTheClientWhoseCertificateItIs) {
  auto session = connect_as("bob", ca().files_of("alice"));
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, errc::unauthenticated);
  EXPECT_NE(session.error().message.find("alice"), std::string::npos)
      << session.error().message;
}

TEST_F(TlsLogin, RefusesWhoHasNoCertificate) {
  auto plain = connect_as("alice", std::nullopt);
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code, errc::unavailable) << plain.error().message;
}

TEST_F(TlsLogin, RefusesACertificateOfAnotherCa) {
  test_ca other{"door-other-ca"};
  other.run("client alice");
  auto files = other.files_of("alice");
  files.ca_file = ca().file("ca.pem");
  auto session = connect_as("alice", files);
  ASSERT_FALSE(session);
  EXPECT_NE(session.error().code, errc::none);
  // Nobody else was disturbed.
  EXPECT_TRUE(connect_as("bob", ca().files_of("bob")));
}

TEST_F(TlsLogin, DoesNotTrustANodeOfAnotherName) {
  session_config wanted;
  wanted.address = address();
  wanted.name = lessee_name{"alice"};
  wanted.tls = ca().files_of("alice");
  wanted.node_name = "elsewhere";
  auto session = connect(wanted);
  ASSERT_FALSE(session);
  EXPECT_NE(session.error().message.find("hostname mismatch"),
            std::string::npos)
      << session.error().message;
}

} // namespace
} // namespace leasehold
