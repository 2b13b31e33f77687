// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/dialler.hpp"

#include <gtest/gtest.h>

#include "tests/support/rpc/rpc_test.hpp"
#include "tests/support/rpc/test_ca.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

class Dialler : public RpcTest {
protected:
  kj::Promise<kj::Own<dialled>> dial_to(dial_config config) {
    return leasehold::dial(io_.provider->getNetwork(), io_.provider->getTimer(),
                           std::move(config));
  }

  kj::Promise<kj::Own<dialled>> dial_to(const std::string& address) {
    dial_config config;
    config.address = address;
    return dial_to(std::move(config));
  }
};

TEST_F(Dialler, LooksUpNames) {
  serve();
  auto connection =
      dial_to("localhost:" + std::to_string(port())).wait(io_.waitScope);
  EXPECT_EQ("hello", echo(bootstrap(*connection), "hello"));
}

TEST_F(Dialler, TakesTheDefaultPort) {
  serve();
  dial_config config;
  config.address = "127.0.0.1";
  config.default_port = port();
  auto connection = dial_to(config).wait(io_.waitScope);
  EXPECT_EQ("hello", echo(bootstrap(*connection), "hello"));
}

TEST_F(Dialler, SaysWhereNobodyListens) {
  serve();
  auto silent = address();
  stop_server();
  EXPECT_EQ("cannot connect to " + silent + ": Connection refused",
            failure_of(dial_to(silent)));
}

TEST_F(Dialler, RefusesPlainTcpToOtherMachines) {
  EXPECT_EQ("address \"node1:7450\" is on another machine, and without TLS "
            "nothing proves who answers; give certificate, key and CA",
            failure_of(dial_to("node1:7450")));
}

TEST_F(Dialler, RefusesAnAddressThatIsNone) {
  EXPECT_NE("", failure_of(dial_to("127.0.0.1:port")));
  EXPECT_EQ("address \"127.0.0.1\": give a port",
            failure_of(dial_to("127.0.0.1")));
}

TEST_F(Dialler, GivesUpOnWhoDoesNotAnswer) {
  auto mute = io_.provider->getNetwork()
                  .parseAddress("127.0.0.1:0")
                  .wait(io_.waitScope)
                  ->listen();
  dial_config config;
  config.address = "localhost:" + std::to_string(mute->getPort());
  config.connect_timeout = 30ms;
  config.tls = tls_config{"", "", test_ca("unanswered").file("ca.pem")};
  EXPECT_EQ("cannot connect to " + config.address
                + ": no connection within 30 ms",
            failure_of(dial_to(config)));
}

TEST_F(Dialler, FailsItsCallsWhenThePeerIsGone) {
  serve();
  auto connection = dial();
  auto call = bootstrap(*connection).hangRequest().send().ignoreResult();
  io_.waitScope.poll();
  wait_until_hanging(1);
  std::thread stopping([this] { stop_server(); });
  EXPECT_EQ("stopping: the node is stopping", failure_of(kj::mv(call)));
  connection->on_disconnect().wait(io_.waitScope);
  EXPECT_EQ("stopping: the node is stopping", connection->why_gone());
  connection = nullptr;
  stopping.join();
}

TEST_F(Dialler, EndsTheConnectionWhenItIsDropped) {
  serve();
  auto connection = dial();
  echo(bootstrap(*connection), "x");
  connection = nullptr;
  auto over = next_closed();
  ASSERT_TRUE(over);
  EXPECT_EQ(close_reason::peer_left, over->reason);
}

} // namespace
} // namespace leasehold
