// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/action_library.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "tests/unit/shell/fake_source.hpp"
#include "tests/unit/shell/script_fixture.hpp"

namespace leasehold::shell {
namespace {

using namespace std::chrono_literals;

class Actions : public ScriptTest {
protected:
  Actions() {
    open({});
    env->extend([this](api& bindings, lua_State*) {
      bind_session_library(bindings, current);
      bind_action_library(bindings, current);
    });
    node.elapsed = [] {
      return duration{0};
    };
    node.wait = [](duration) {
    };
    target_status good;
    good.target = "EP51";
    good.gateway = gateway_name{"GW5"};
    good.attempt = 1;
    good.said.outcome = outcome::ok;
    good.said.echo = echo_report{3, 2, 1, 1500us, 2ms, 2500us};
    target_status bad;
    bad.target = "EP52";
    bad.said.code = errc::timed_out;
    bad.said.message = "no reply in time";
    node.statuses = {good, bad};
    node.statuses_at_once = 1;
  }

  ~Actions() override {
    // Objects in the state refer to what is declared below.
    env.reset();
  }

  fake_node node;
  fake_source source{node};
  default_session current{source};
};

TEST_F(Actions, TellWhatCameOfEachTarget) {
  EXPECT_EQ(output(R"(
    local a = ping{targets = {"EP51", "EP52"}, count = 3, interval = "100ms"}
    print(a, a.id)
    for _, x in ipairs(a:results()) do
      print(x.target, x.outcome, x.gateway, x.received, x.mean, x.message)
    end
  )"),
            "action 1\t1\n"
            "EP51\tok\tGW5\t2\t0.002\tnil\n"
            "EP52\tfailed\tnil\tnil\tnil\tno reply in time\n");
  ASSERT_EQ(node.actions.size(), 1u);
  const auto& asked = node.actions[0];
  EXPECT_EQ(asked.targets.size(), 2u);
  EXPECT_NE(asked.request.value(), 0u);
  const auto& each = std::get<leasehold::ping>(asked.verb);
  EXPECT_EQ(each.count, 3u);
  EXPECT_EQ(each.interval, 100ms);
}

TEST_F(Actions, WakeMachines) {
  EXPECT_EQ(output(R"(print(wake{targets = {"EP51"}, priority = 0}))"),
            "action 1\n");
  EXPECT_TRUE(std::holds_alternative<leasehold::wake>(node.actions.at(0).verb));
  EXPECT_EQ(node.actions[0].priority, 0);
  EXPECT_TRUE(
      contains(complaint(R"(wake{targets = {"EP51"}, count = 2})"), "count"));
}

TEST_F(Actions, AreCancelled) {
  output(R"(ping{targets = {"EP51"}}:cancel())");
  EXPECT_EQ(node.cancelled.at(0).value(), 1u);
}

TEST_F(Actions, WaitNoLongerThanTheyAreToldTo) {
  node.statuses_at_once = 0;
  EXPECT_EQ(output(R"(print(#ping{targets = {"EP51"}}:results("2s")))"), "0\n");
}

TEST_F(Actions, RefuseWhatMakesNoSense) {
  const auto refused = [this](const std::string& words) {
    return complaint(R"(ping{targets = {"EP51"}, )" + words + "}");
  };
  EXPECT_TRUE(contains(refused("count = 0"), "'count': give 1 to 1000"));
  EXPECT_TRUE(contains(refused("payload = 1"), "'payload': give 16 to 1400"));
  EXPECT_TRUE(contains(refused("priority = 8"), "'priority': give 0 to 7"));
  EXPECT_TRUE(
      contains(refused(R"(interval = "1ms")"), "'interval': give 10ms to 1m"));
  EXPECT_TRUE(contains(refused(R"(deadline = "2h")"), "'deadline'"));
  EXPECT_TRUE(contains(complaint("ping{}"), "targets"));
  EXPECT_TRUE(node.actions.empty());
}

TEST_F(Actions, SayWhatTheNodeSays) {
  node.inactive = failure{errc::unknown_target, "'EP9' is no endpoint"};
  EXPECT_TRUE(contains(complaint(R"(ping{targets = {"EP9"}})"),
                       "'EP9' is no endpoint (unknown_target)"));
  EXPECT_TRUE(contains(complaint(R"(locate{targets = {"EP9"}})"),
                       "'EP9' is no endpoint"));
}

TEST_F(Actions, FindWhereEndpointsAre) {
  location x;
  x.target = "EP51";
  x.gateway = gateway_name{"GW5"};
  x.endpoint = endpoint_name{"EP51"};
  x.alternates = {gateway_name{"GW4"}};
  node.locations = {x};
  EXPECT_EQ(output(R"(
    local at = locate{targets = {"EP51"}}[1]
    print(at.gateway, at.alternates[1], at.reached)
  )"),
            "GW5\tGW4\ttrue\n");
}

} // namespace
} // namespace leasehold::shell
