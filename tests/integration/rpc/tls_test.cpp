// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/rpc/rpc_test.hpp"
#include "tests/support/rpc/test_ca.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

class Tls : public RpcTest {
protected:
  static void SetUpTestSuite() {
    ours_ = new test_ca("ours");
    ours_->run("server node1 localhost");
    ours_->run("server node3 127.0.0.1");
    ours_->run("client alice");
    theirs_ = new test_ca("theirs");
    theirs_->run("client mallory");
    theirs_->run("server node1");
  }

  static void TearDownTestSuite() {
    delete ours_;
    delete theirs_;
  }

  void serve_tls(connection_limits limits = {},
                 const std::string& name = "node1") {
    listener_config config;
    config.limits = limits;
    config.tls = ours_->files_of(name);
    serve(config);
  }

  static dial_config as(const std::string& name) {
    dial_config config;
    config.tls = ours_->files_of(name);
    config.expected_name = "node1";
    return config;
  }

  /// Dials, and calls if that works: in TLS 1.3 a client learns only then that
  /// its certificate is not wanted.
  std::string refusal(dial_config config) {
    kj::Own<dialled> connection;
    return failure_of(
        kj::evalNow([this, &connection, &config]() -> kj::Promise<void> {
          connection = dial(std::move(config));
          echo(bootstrap(*connection), "let me in");
          return kj::READY_NOW;
        }));
  }

  void expect_failed_handshake(const std::string& why) {
    auto over = next_closed();
    ASSERT_TRUE(over);
    EXPECT_EQ(close_reason::handshake_failed, over->reason);
    EXPECT_EQ(why, over->why);
    EXPECT_EQ(0u, counts().open);
  }

  static test_ca* ours_;
  static test_ca* theirs_;
};

test_ca* Tls::ours_ = nullptr;
test_ca* Tls::theirs_ = nullptr;

std::string peer_of(rpc::Echo::Client client, kj::WaitScope& scope) {
  return client.peerRequest().send().wait(scope).getName().cStr();
}

TEST_F(Tls, KnowsBothByTheNamesOfTheirCertificates) {
  serve_tls();
  auto connection = dial(as("alice"));
  EXPECT_EQ("node1", connection->peer_name());
  EXPECT_EQ("alice", peer_of(bootstrap(*connection), io_.waitScope));
}

TEST_F(Tls, CarriesBigMessages) {
  serve_tls();
  auto connection = dial(as("alice"));
  log_in(bootstrap(*connection), "alice");
  std::string data(7 << 20, 'x');
  EXPECT_EQ(data, echo(bootstrap(*connection), data));
}

TEST_F(Tls, AcceptsAnyNameOfTheServersCertificate) {
  serve_tls();
  auto config = as("alice");
  config.expected_name = "localhost";
  EXPECT_EQ("node1", dial(config)->peer_name());
}

// S2: the certificate's name is the name in every message.
TEST_F(Tls, AcceptsAnAddressThatTheServersCertificateIsFor) {
  serve_tls({}, "node3");
  auto config = as("alice");
  for (const char* expected : {"", "127.0.0.1", "node3"}) {
    config.expected_name = expected;
    auto connection = dial(config);
    EXPECT_EQ("node3", connection->peer_name()) << expected;
  }
}

TEST_F(Tls, RefusesAnAddressThatTheServersCertificateIsNotFor) {
  serve_tls({}, "node3");
  auto config = as("alice");
  for (const char* expected : {"127.0.0.2", "::1", "node1"}) {
    config.expected_name = expected;
    EXPECT_EQ(
        "cannot connect to " + address()
            + ": the peer's certificate is not trusted: hostname mismatch",
        refusal(config));
  }
}

TEST_F(Tls, RefusesAnAddressOfAnotherCa) {
  serve_tls({}, "node3");
  auto config = as("alice");
  config.expected_name.clear();
  config.tls->ca_file = theirs_->file("ca.pem");
  EXPECT_EQ("cannot connect to " + address()
                + ": the peer's certificate is not trusted: self-signed "
                  "certificate in certificate chain",
            refusal(config));
}

TEST_F(Tls, EndsTheConnectionOfWhoClaimsAnotherName) {
  serve_tls();
  auto connection = dial(as("alice"));
  EXPECT_ANY_THROW(log_in(bootstrap(*connection), "bob"));
  connection->on_disconnect().wait(io_.waitScope);
  EXPECT_EQ("dismissed: the certificate is for alice", connection->why_gone());
}

TEST_F(Tls, RefusesAClientWithoutACertificate) {
  serve_tls();
  auto config = as("alice");
  config.tls->certificate_file.clear();
  EXPECT_EQ("the peer requires a client certificate and we gave none",
            refusal(config));
  expect_failed_handshake("the peer gave no certificate");
}

TEST_F(Tls, RefusesAClientOfAnotherCa) {
  serve_tls();
  auto config = as("alice");
  config.tls->certificate_file = theirs_->file("mallory.pem");
  config.tls->key_file = theirs_->file("mallory.key");
  EXPECT_EQ("the peer does not trust the CA of our certificate",
            refusal(config));
  expect_failed_handshake(
      "the peer's certificate is not signed by a trusted CA, has expired or "
      "does not carry the expected name");
}

TEST_F(Tls, RefusesAServerOfAnotherCa) {
  serve_tls();
  auto config = as("alice");
  config.tls->ca_file = theirs_->file("ca.pem");
  EXPECT_EQ("cannot connect to " + address()
                + ": the peer's certificate is not trusted: self-signed "
                  "certificate in certificate chain",
            refusal(config));
  ASSERT_TRUE(next_closed());
}

TEST_F(Tls, RefusesAServerOfAnotherName) {
  serve_tls();
  auto config = as("alice");
  config.expected_name = "node2";
  EXPECT_EQ("cannot connect to " + address()
                + ": the peer's certificate is not trusted: hostname mismatch",
            refusal(config));
}

/// Puts the files of one name in the place of another's.
void put(const test_ca& ca, const std::string& from, const std::string& to) {
  for (const auto* end : {".pem", ".key"})
    std::filesystem::copy_file(
        ca.file(from + end), ca.file(to + end),
        std::filesystem::copy_options::overwrite_existing);
}

TEST_F(Tls, TakesNewCertificatesFromTheSameFiles) {
  put(*ours_, "node1", "live");
  serve_tls({}, "live");
  auto before = dial(as("alice"));
  EXPECT_EQ("a", echo(bootstrap(*before), "a"));
  put(*ours_, "node3", "live");
  ASSERT_TRUE(reload_certificates());
  auto config = as("alice");
  config.expected_name = "127.0.0.1";
  EXPECT_EQ("b", echo(bootstrap(*dial(config)), "b"));
  EXPECT_NE("", refusal(as("alice")));
  EXPECT_EQ("c", echo(bootstrap(*before), "c"));
}

TEST_F(Tls, KeepsItsCertificatesWhereNewOnesAreOfNoUse) {
  put(*ours_, "node1", "kept");
  serve_tls({}, "kept");
  std::filesystem::copy_file(ours_->file("node3.key"), ours_->file("kept.key"),
                             std::filesystem::copy_options::overwrite_existing);
  auto reloaded = reload_certificates();
  ASSERT_FALSE(reloaded);
  EXPECT_NE(reloaded.error().message.find("it is not the key of"),
            std::string::npos);
  EXPECT_EQ("a", echo(bootstrap(*dial(as("alice"))), "a"));
}

TEST_F(Tls, RefusesAClientsCertificateAsAServers) {
  listener_config config;
  config.tls = ours_->files_of("alice");
  serve(config);
  auto client = as("alice");
  client.expected_name = "alice";
  EXPECT_EQ("cannot connect to " + address()
                + ": the peer's certificate is not trusted: unsuitable "
                  "certificate purpose",
            refusal(client));
}

TEST_F(Tls, RefusesWhoDoesNotSpeakTls) {
  serve_tls();
  auto stream = connect_raw();
  stream->write("GET / HTTP/1.1\r\n\r\n", 18).wait(io_.waitScope);
  read_to_end(*stream);
  expect_failed_handshake("the peer speaks HTTP without TLS");
}

TEST_F(Tls, TellsAClientThatTheServerDoesNotSpeakTls) {
  serve();
  EXPECT_EQ("cannot connect to " + address() + ": the peer does not speak TLS",
            refusal(as("alice")));
}

TEST_F(Tls, EndsAHandshakeThatDoesNotCome) {
  connection_limits limits;
  limits.login_timeout = 50ms;
  serve_tls(limits);
  auto stream = connect_raw();
  EXPECT_EQ("", read_to_end(*stream));
  expect_failed_handshake("no handshake within 50 ms");
}

TEST_F(Tls, StopsInTheMiddleOfAHandshake) {
  serve_tls();
  auto connection = dial(as("alice"));
  auto stream = connect_raw();
  while (counts().accepted < 2)
    std::this_thread::yield();
  stop_server();
  EXPECT_TRUE(next_closed());
  EXPECT_TRUE(next_closed());
}

// OpenSSL keeps errors for each thread, not for each connection: one handshake
// that fails must not fail what other connections do next.
TEST_F(Tls, IsNotDisturbedByHandshakesOfOthersThatFail) {
  serve_tls();
  auto connection = dial(as("alice"));
  auto client = bootstrap(*connection);
  log_in(client, "alice");
  auto call = client.hangRequest().send();
  auto nameless = as("alice");
  nameless.tls->certificate_file.clear();
  auto foreign = as("alice");
  foreign.tls = theirs_->files_of("mallory");
  auto misnamed = as("alice");
  misnamed.expected_name = "node2";
  for (int i = 0; i < 20; ++i) {
    auto garbage = connect_raw();
    garbage->write("\x16\x03\x01garbage\x00\x00\x00", 13).wait(io_.waitScope);
    garbage->shutdownWrite();
    for (const auto& config : {nameless, foreign, misnamed})
      EXPECT_NE("", refusal(config));
    EXPECT_EQ("fine", echo(client, "fine"));
  }
  EXPECT_FALSE(call.poll(io_.waitScope));
  EXPECT_EQ("", connection->why_gone());
}

} // namespace
} // namespace leasehold
