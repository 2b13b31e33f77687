// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/actor_library.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/shell/fake_source.hpp"
#include "tests/unit/shell/script_fixture.hpp"
#include "tools/shell/session_library.hpp"

namespace leasehold::shell {
namespace {

class Actors : public ScriptTest {
protected:
  Actors() {
    node.elapsed = [this] {
      return host.now;
    };
    actor_info manager;
    manager.path = "manager";
    manager.role = "manager";
    manager.state = "1 lease, 0 being set up";
    manager.children = 1;
    actor_info chain;
    chain.path = "manager/chain/2a";
    chain.parent = "manager";
    chain.role = "chain";
    chain.state = "granted";
    chain.restarts = 3;
    chain.mailbox = 4;
    chain.messages = 5;
    chain.longest_turn = std::chrono::microseconds{2500};
    node.actors = {manager, chain};
    env->extend([this](api& bindings, lua_State*) {
      bind_session_library(bindings, current);
      bind_actor_library(bindings, current);
    });
  }

  ~Actors() override {
    // Objects in the state refer to what is declared below.
    env.reset();
  }

  fake_node node;
  fake_source source{node};
  default_session current{source};
};

TEST_F(Actors, AreListed) {
  EXPECT_EQ(output("for _, a in ipairs(actors()) do print(a) end"),
            "actor manager: 1 lease, 0 being set up\n"
            "actor manager/chain/2a: granted\n");
  EXPECT_EQ(node.actor_queries.at(0).depth, bounds::actor_depth);
  EXPECT_EQ(output("print(#actors('manager/chain/2a'))"), "1\n");
}

TEST_F(Actors, HaveFields) {
  EXPECT_EQ(output("local a = actor('manager/chain/2a') "
                   "print(a.path, a.parent, a.role, a.state, a.children, "
                   "a.restarts, a.mailbox, a.messages, a.longest_turn)"),
            "manager/chain/2a\tmanager\tchain\tgranted\t0\t3\t4\t5\t0.0025\n");
  EXPECT_EQ(output("print(actor('manager').parent)"), "nil\n");
}

TEST_F(Actors, SayWhatTheyAreNow) {
  const auto script = [this](const std::string& text) {
    return output(text);
  };
  EXPECT_EQ(script("a = actor('manager') print(a.messages)"), "0\n");
  node.actors[0].messages = 9;
  EXPECT_EQ(script("a = actor('manager') print(a.messages)"), "9\n");
}

TEST_F(Actors, AreKilled) {
  EXPECT_EQ(output("actor('manager/chain/2a'):kill()"), "");
  EXPECT_EQ(node.killed, std::vector<std::string>{"manager/chain/2a"});
}

TEST_F(Actors, AreNotKilledWhereThatIsRefused) {
  node.unkillable =
      failure{errc::permission_denied, "start the node with --allow-kill"};
  EXPECT_NE(complaint("actor('manager'):kill()").find("--allow-kill"),
            std::string::npos);
}

TEST_F(Actors, AreMissedAtOnce) {
  EXPECT_NE(complaint("actor('nobody')").find("no actor is at \"nobody\""),
            std::string::npos);
  EXPECT_NE(complaint("actor('two words')").find("is no path of an actor"),
            std::string::npos);
}

} // namespace
} // namespace leasehold::shell
