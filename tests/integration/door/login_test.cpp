// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

class Login : public test::door_test {
protected:
  Login() {
    config.node.name = "cellar";
    config.node.version = "0.9.7";
    config.door.sessions_max = 2;
    config.door.sessions_of_operators = 0;
    EXPECT_EQ(start().message, "");
  }
};

TEST_F(Login, TellsAStrangerTheVersion) {
  auto connection = dial();
  auto bootstrap = connection->bootstrap().castAs<rpc::Bootstrap>();
  auto answer = wait(bootstrap.versionRequest().send());
  EXPECT_STREQ(answer.getProgram().cStr(), "0.9.7");
  EXPECT_TRUE(wait(login_of(bootstrap, "alice")).isLogin());
}

TEST_F(Login, NamesTheNodeAndMakesEverybodyAnOperatorWhereNobodyIsNamed) {
  auto alice = enter("alice");
  EXPECT_EQ(alice.node, "cellar");
  EXPECT_TRUE(alice.rights != nullptr);
}

TEST_F(Login, RefusesNamesThatAreNone) {
  EXPECT_EQ(refused_login(""), errc::invalid_request);
  EXPECT_EQ(refused_login("two words"), errc::invalid_request);
  EXPECT_EQ(refused_login("line\nbreak"), errc::invalid_request);
  EXPECT_EQ(refused_login("stra\xC3\x9F"
                          "e"),
            errc::invalid_request);
  EXPECT_EQ(refused_login(std::string(65, 'x')), errc::invalid_request);
  EXPECT_EQ(refused_login(std::string(64, 'x')), errc::none);
}

TEST_F(Login, RefusesAProgramThatTellsAStory) {
  auto connection = dial();
  auto call = connection->bootstrap().castAs<rpc::Bootstrap>().loginRequest();
  call.getCredentials().setName("alice");
  call.getCredentials().setProgram(std::string(257, 'x'));
  EXPECT_EQ(code_of(wait(call.send())), errc::invalid_request);
}

TEST_F(Login, LetsAStrangerTryAgainAfterABadName) {
  auto connection = dial();
  auto bootstrap = connection->bootstrap().castAs<rpc::Bootstrap>();
  EXPECT_TRUE(wait(login_of(bootstrap, "two words")).isFailure());
  EXPECT_TRUE(wait(login_of(bootstrap, "alice")).isLogin());
}

TEST_F(Login, HappensOnceForEachConnection) {
  auto alice = enter("alice");
  auto second = wait(login_of(alice.bootstrap, "bob"));
  ASSERT_TRUE(second.isFailure());
  auto why = from_wire(second.getFailure());
  EXPECT_EQ(why.code, errc::conflict);
  EXPECT_NE(why.message.find("alice"), std::string::npos) << why.message;
  // The session goes on.
  EXPECT_EQ(sessions(alice), 1u);
}

TEST_F(Login, IsRefusedWhereThereAreTooManySessionsUntilOneEnds) {
  auto alice = enter("alice");
  {
    auto again = enter("alice");
    EXPECT_EQ(sessions(alice), 2u);
    EXPECT_EQ(refused_login("bob"), errc::too_much);
  }
  while (sessions(alice) > 1) {
  }
  EXPECT_EQ(refused_login("bob"), errc::none);
}

TEST_F(Login, TellsWhichProtocolIsSpoken) {
  auto connection = dial();
  auto bootstrap = connection->bootstrap().castAs<rpc::Bootstrap>();
  auto version = wait(bootstrap.versionRequest().send());
  EXPECT_EQ(version.getProtocol(), +rpc::PROTOCOL);
  EXPECT_EQ(version.getProtocolOldest(), +rpc::PROTOCOL_OLDEST);
  for (std::uint16_t strange : {std::uint16_t{2}, std::uint16_t{65'535}}) {
    auto call = bootstrap.loginRequest();
    call.getCredentials().setName("alice");
    call.getCredentials().setProtocol(strange);
    EXPECT_EQ(code_of(wait(call.send())), errc::invalid_request) << strange;
  }
  auto call = bootstrap.loginRequest();
  call.getCredentials().setName("alice");
  call.getCredentials().setProtocol(rpc::PROTOCOL);
  auto login = wait(call.send());
  ASSERT_TRUE(login.isLogin());
  EXPECT_EQ(login.getLogin().getProtocol(), +rpc::PROTOCOL);
}

class Shares : public test::door_test {
protected:
  Shares() {
    config.door.operators = {lessee_name{"root"}};
    config.door.sessions_max = 4;
    config.door.sessions_per_lessee_max = 2;
    config.door.sessions_of_operators = 1;
    EXPECT_EQ(start().message, "");
  }
};

TEST_F(Shares, KeepOneLesseeFromTakingAllSessions) {
  auto one = enter("alice");
  auto two = enter("alice");
  EXPECT_EQ(refused_login("alice"), errc::too_much);
  EXPECT_EQ(refused_login("bob"), errc::none);
}

TEST_F(Shares, KeepASessionForOperators) {
  auto one = enter("alice");
  auto two = enter("alice");
  auto three = enter("bob");
  EXPECT_EQ(refused_login("carol"), errc::too_much);
  auto root = enter("root");
  EXPECT_EQ(sessions(root), 4u);
  EXPECT_EQ(refused_login("root"), errc::too_much);
}

TEST_F(Login, CountsSessionsAndNotStrangers) {
  auto alice = enter("alice");
  auto stranger = dial();
  wait(stranger->bootstrap().castAs<rpc::Bootstrap>().versionRequest().send());
  EXPECT_EQ(sessions(alice), 1u);
}

} // namespace
} // namespace leasehold
