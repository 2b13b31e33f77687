// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <kj/async-io.h>

#include "messages/front_door.capnp.h"
#include "runtime/rpc/dialler.hpp"
#include "tests/support/links_fixture.hpp"
#include "tests/support/rpc/test_ca.hpp"

namespace leasehold {
namespace {

class Links : public test::links_fixture {
protected:
  /// What a node says of itself.
  struct introduction {
    std::string region = "row";
    std::string node = "b";
    std::uint16_t number = 2;
    std::uint16_t protocol_oldest = rpc::LINK_PROTOCOL_OLDEST;
    std::uint16_t protocol = rpc::LINK_PROTOCOL;
  };

  /// Joins at node a, as a node of another make would.
  std::string join(const introduction& who,
                   const std::optional<tls_config>& as = {}) {
    auto io = kj::setupAsyncIo();
    dial_config wanted;
    wanted.address = sites.at("a").address();
    wanted.tls = as;
    auto connection =
        dial(io.provider->getNetwork(), io.provider->getTimer(), wanted)
            .wait(io.waitScope);
    auto request =
        connection->bootstrap().castAs<rpc::Bootstrap>().joinRequest();
    auto hello = request.initHello();
    hello.setRegion(who.region);
    hello.setNode(who.node);
    hello.setNumber(who.number);
    hello.setBoot(1);
    hello.setProtocol(who.protocol);
    hello.setProtocolOldest(who.protocol_oldest);
    auto answer = request.send().wait(io.waitScope);
    if (answer.isFailure())
      return answer.getFailure().getMessage().cStr();
    return answer.isJoined() ? "joined" : "nothing";
  }
};

TEST_F(Links, CarryALeaseOverThreeNodes) {
  start_all();
  await_all();
  auto c = log_in("c");
  EXPECT_EQ(outcome(*c, wish("60Mbit/s", "1h")), "granted");
  EXPECT_NE(outcome(*c, wish("60Mbit/s", "1h")), "granted");
  for (auto name : {"a", "b", "c"}) {
    auto session = log_in(name, "admin");
    const std::string gateway(1, static_cast<char>(std::toupper(*name)));
    EXPECT_EQ(hops(*session, gateway), 1u) << name;
    auto report = session->audit();
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->findings.empty()) << report->findings.front().message;
  }
  auto leases = c->leases({});
  ASSERT_TRUE(leases && leases->size() == 1);
  release_request over;
  over.lease = leases->front().id;
  ASSERT_TRUE(c->release({over}));
  EXPECT_EQ(outcome(*c, wish("60Mbit/s", "1h")), "granted");
}

TEST_F(Links, TellWhatIsKnownOfTheOthers) {
  start_all();
  await_all();
  auto a = log_in("a");
  auto c = log_in("c");
  EXPECT_EQ(outcome(*c, wish("1Mbit/s", "1h")), "granted");
  const auto seen = look(*a, "c");
  EXPECT_EQ(seen.address, sites.at("c").address());
  EXPECT_EQ(seen.version, "1.2.3");
  EXPECT_TRUE(seen.same_topology);
  EXPECT_TRUE(seen.round_trip);
  EXPECT_TRUE(seen.silence);
  EXPECT_GT(seen.bytes_sent, 0u);
  EXPECT_GT(seen.bytes_received, 0u);
  EXPECT_EQ(seen.why, "");
  EXPECT_EQ(a->nodes()->size(), 2u);
}

TEST_F(Links, AreMadeAgainWhereANodeComesBack) {
  start_all();
  await_all();
  auto c = log_in("c");
  EXPECT_EQ(outcome(*c, wish("60Mbit/s", "1h")), "granted");
  sites.at("b").server.reset();
  const auto lost = await(*c, "b", reachability::down);
  EXPECT_NE(lost.why, "");
  EXPECT_NE(outcome(*c, wish("1Mbit/s", "1h")), "granted");
  start("b");
  await(*c, "b", reachability::up);
  EXPECT_EQ(outcome(*c, wish("1Mbit/s", "1h")), "granted");
  EXPECT_EQ(c->leases({})->size(), 2u);
  auto b = log_in("b", "admin");
  auto report = b->audit();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->findings.empty());
  EXPECT_EQ(hops(*b, "B"), 2u);
}

// M22: behind a firewall nobody can be dialled.
TEST_F(Links, AreMadeByANodeThatOnlyDialsOut) {
  for (auto& [name, x] : sites)
    x.config.node.first_topology = topology_with("c");
  start_all();
  await_all();
  auto c = log_in("c");
  EXPECT_EQ(outcome(*c, wish("60Mbit/s", "1h")), "granted");
}

TEST_F(Links, ShowThatTwoNodesHaveDifferentTopologies) {
  sites.at("b").config.node.first_topology +=
      "[[endpoint]]\nname = \"E3\"\ngateway = \"B\"\nbandwidth = \"1Gbit/s\"\n";
  start_all();
  await_all();
  auto a = log_in("a");
  EXPECT_FALSE(look(*a, "b").same_topology);
  EXPECT_TRUE(look(*a, "c").same_topology);
}

TEST_F(Links, AreNotMadeBetweenRegions) {
  sites.at("b").config.node.first_topology = topology_with("", "column");
  start("a");
  start("b");
  auto a = log_in("a");
  await_why(*a, "b", "region column");
}

TEST_F(Links, AreNotMadeBetweenNodesOfOneNumber) {
  sites.at("b").config.node.number = 1;
  start("a");
  start("b");
  auto a = log_in("a");
  await_why(*a, "b", "have number 1");
}

TEST_F(Links, SayThatNobodyListens) {
  start("a");
  auto a = log_in("a");
  await_why(*a, "b", "cannot connect");
  EXPECT_EQ(look(*a, "b").state, reachability::down);
  EXPECT_FALSE(look(*a, "b").silence);
}

TEST_F(Links, SayThatAnotherNodeAnswers) {
  // What the topology calls b is c.
  std::swap(sites.at("b").port, sites.at("c").port);
  for (auto& [name, x] : sites)
    x.config.node.first_topology = topology_with("");
  start("a");
  start("c");
  auto a = log_in("a");
  await_why(*a, "b", "node c answers");
}

TEST_F(Links, AreRefusedToWhoeverIsNoNodeOfTheRegion) {
  start("a");
  EXPECT_EQ(join({}), "joined");
  const std::pair<introduction, const char*> refused[] = {
      {{"column", "b"}, "is of region column"},
      {{"row", "d"}, "has no node d"},
      {{"row", "a"}, "has itself as node a"},
      {{"row", ""}, "node"},
      {{"row", "b", 1}, "have number 1"},
      {{"row", "b", 2, 7, 9}, "speaks versions 7 to 9"},
      {{"row", "b", 2, 0, 0}, "speaks versions 0 to 0"},
  };
  for (auto& [who, why] : refused)
    EXPECT_NE(join(who).find(why), std::string::npos) << join(who);
}

// -- with certificates -------------------------------------------------------

class SecureLinks : public Links {
protected:
  SecureLinks() : ca("links") {
    for (auto name : {"a", "b", "c"})
      ca.run(std::string{"node "} + name + " 127.0.0.1");
    ca.run("client alice");
    for (auto& [name, x] : sites)
      x.config.door.listen.tls = ca.files_of(name);
    tls = ca.files_of("alice");
  }

  test_ca ca;
};

TEST_F(SecureLinks, CarryALease) {
  start_all();
  await_all();
  auto c = log_in("c");
  EXPECT_EQ(outcome(*c, wish("60Mbit/s", "1h")), "granted");
}

// S2
TEST_F(SecureLinks, AreNotMadeWithTheCertificateOfAnotherNode) {
  sites.at("b").config.door.listen.tls = ca.files_of("c");
  start("a");
  start("b");
  auto a = log_in("a");
  await_why(*a, "b", "the certificate is that of \"node:c\"");
  auto b = log_in("b");
  EXPECT_EQ(look(*b, "a").state, reachability::down);
}

// S2
TEST_F(SecureLinks, AreNotMadeWithTheCertificateOfAClient) {
  start("a");
  EXPECT_EQ(join({}, ca.files_of("b")), "joined");
  ca.run("client b2");
  for (auto name : {"alice", "b2", "c"})
    EXPECT_NE(join({}, ca.files_of(name)).find("not of \"node:b\""),
              std::string::npos)
        << join({}, ca.files_of(name));
}

// S2
TEST_F(SecureLinks, LetNobodyLogInWithTheCertificateOfANode) {
  start("a");
  session_config wanted;
  wanted.address = sites.at("a").address();
  wanted.name = lessee_name{"node:b"};
  wanted.tls = ca.files_of("b");
  auto connected = connect(wanted);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, errc::unauthenticated);
  EXPECT_NE(connected.error().message.find("by which nobody logs in"),
            std::string::npos)
      << connected.error().message;
}

} // namespace
} // namespace leasehold
