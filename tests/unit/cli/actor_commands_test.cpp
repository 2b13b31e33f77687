// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using nlohmann::json;
using std::chrono::microseconds;
using testing::HasSubstr;
using testing::Not;

class ActorCommands : public CliTest {
protected:
  ActorCommands() {
    node.actors = {
        info("directory", "", "directory", "has region \"r\"", 1),
        info("gateway/GW4", "directory", "gateway", "has 3 hops", 3),
        info("gateway/GW4/hop/2a", "gateway/GW4", "hop", "has nothing to say"),
        info("gateway/GW4/hop/2b", "gateway/GW4", "hop", "waits for 1 write"),
        info("store", "", "store", "0 records"),
    };
    node.actors[2].restarts = 2;
    node.actors[2].mailbox = 7;
    node.actors[2].messages = 1234;
    node.actors[2].longest_turn = microseconds{12'345};
  }

  static actor_info info(const std::string& path, const std::string& parent,
                         const std::string& role, const std::string& state,
                         std::uint64_t children = 0) {
    actor_info x;
    x.path = path;
    x.parent = parent;
    x.role = role;
    x.state = state;
    x.children = children;
    return x;
  }
};

TEST_F(ActorCommands, DrawTheTree) {
  EXPECT_EQ(run({"actor", "tree"}), 0);
  EXPECT_EQ(out.str(),
            "ACTOR           RESTARTS  CHILDREN  STATE\n"
            "directory       0         1         has region \"r\"\n"
            "`- gateway/GW4  0         3         has 3 hops\n"
            "   |- hop/2a    2         0         has nothing to say\n"
            "   |- hop/2b    0         0         waits for 1 write\n"
            "   `- 1 more    -         -         -\n"
            "store           0         0         0 records\n");
  auto& asked = node.actor_queries.at(0);
  EXPECT_EQ(asked.path, "");
  EXPECT_EQ(asked.depth, 3u);
  EXPECT_EQ(asked.count_max, 20u);
  EXPECT_EQ(asked.order, actor_order::path);
}

TEST_F(ActorCommands, DrawWithMoreThanAsciiWhereTheTerminalCan) {
  env.unicode = true;
  EXPECT_EQ(run({"actor", "tree"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("\u2514\u2500 gateway/GW4  0 "));
  EXPECT_THAT(out.str(), HasSubstr("   \u251c\u2500 hop/2a    2 "));
}

TEST_F(ActorCommands, BeginAtAPath) {
  EXPECT_EQ(run({"actor", "tree", "gateway/GW4", "--depth", "1", "--children",
                 "100"}),
            0);
  EXPECT_THAT(out.str(), HasSubstr("gateway/GW4  0 "));
  EXPECT_THAT(out.str(), Not(HasSubstr("store")));
  auto& asked = node.actor_queries.at(0);
  EXPECT_EQ(asked.path, "gateway/GW4");
  EXPECT_EQ(asked.depth, 1u);
  EXPECT_EQ(asked.count_max, 100u);
}

TEST_F(ActorCommands, PrintPathsAndJson) {
  EXPECT_EQ(run({"actor", "tree", "gateway/GW4", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "gateway/GW4\ngateway/GW4/hop/2a\ngateway/GW4/hop/2b\n");
  EXPECT_EQ(run({"actor", "tree", "-o", "json"}), 0);
  auto all = json::parse(out.str());
  ASSERT_EQ(all.size(), 5u);
  EXPECT_TRUE(all[0]["parent"].is_null());
  EXPECT_EQ(all[2]["path"], "gateway/GW4/hop/2a");
  EXPECT_EQ(all[2]["parent"], "gateway/GW4");
  EXPECT_EQ(all[2]["role"], "hop");
  EXPECT_EQ(all[2]["state"], "has nothing to say");
  EXPECT_EQ(all[2]["restarts"], 2);
  EXPECT_EQ(all[2]["mailbox"], 7);
  EXPECT_EQ(all[2]["messages"], 1234);
  EXPECT_EQ(all[2]["longest_turn_us"], 12'345);
  EXPECT_EQ(all[1]["children"], 3);
}

TEST_F(ActorCommands, ListThoseWithMostToDo) {
  node.actors = {node.actors[2]};
  EXPECT_EQ(run({"actor", "top", "--by", "turn", "--limit", "5"}), 0);
  EXPECT_EQ(out.str(),
            "ACTOR               MAILBOX  MESSAGES  LONGEST TURN  RESTARTS  "
            "STATE\n"
            "gateway/GW4/hop/2a  7        1234      12.3ms        2         "
            "has nothing to say\n");
  EXPECT_EQ(node.actor_queries.at(0).order, actor_order::turn);
  EXPECT_EQ(node.actor_queries.at(0).count_max, 5u);
  EXPECT_EQ(run({"actor", "top"}), 0);
  EXPECT_EQ(node.actor_queries.at(1).order, actor_order::mailbox);
  EXPECT_EQ(node.actor_queries.at(1).count_max, 20u);
  EXPECT_EQ(run({"actor", "top", "--by", "messages"}), 0);
  EXPECT_EQ(node.actor_queries.at(2).order, actor_order::messages);
}

TEST_F(ActorCommands, RefuseWordsThatMakeNoSense) {
  EXPECT_EQ(run({"actor", "top", "--by", "name"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("none of mailbox, messages, turn"));
  EXPECT_EQ(run({"actor", "top", "--limit", "0"}), 2);
  EXPECT_EQ(run({"actor", "tree", "--depth", "9"}), 2);
  EXPECT_EQ(run({"actor", "tree", "a path"}), 2);
  EXPECT_EQ(run({"actor", "trace", "no-lease"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("no lease id"));
  EXPECT_EQ(run({"actor", "kill"}), 2);
  EXPECT_TRUE(node.actor_queries.empty());
  EXPECT_TRUE(node.killed.empty());
}

TEST_F(ActorCommands, SayWhoWasMeant) {
  EXPECT_EQ(run({"actor", "tree", "gateway/GW5"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("no actor is at \"gateway/GW5\""));
  EXPECT_THAT(err.str(), HasSubstr("did you mean 'gateway/GW4'?"));
  EXPECT_EQ(run({"actor", "tree", "gateway/GW4/hop/2c"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("did you mean 'gateway/GW4/hop/2"));
  node.unkillable = failure{errc::unknown_name, "no actor is at \"stor\""};
  EXPECT_EQ(run({"actor", "kill", "stor"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("did you mean 'store'?"));
}

TEST_F(ActorCommands, KillAnActor) {
  EXPECT_EQ(run({"actor", "kill", "gateway/GW4/hop/2a"}), 0);
  EXPECT_EQ(node.killed, words{"gateway/GW4/hop/2a"});
  EXPECT_THAT(err.str(), HasSubstr("killed gateway/GW4/hop/2a"));
  EXPECT_EQ(out.str(), "");
}

TEST_F(ActorCommands, TellWhyNobodyMayBeKilled) {
  node.unkillable = failure{errc::permission_denied,
                            "this node lets no actor be killed; start it with "
                            "--allow-kill, which is for scenarios"};
  EXPECT_EQ(run({"actor", "kill", "store"}), 4);
  EXPECT_THAT(err.str(), HasSubstr("--allow-kill"));
}

class ActorTrace : public ActorCommands {
protected:
  ActorTrace() {
    message_page first;
    first.notes = {{microseconds{0}, "", "manager", "renew_leases", ""},
                   {microseconds{1'000'123}, "manager", "manager/chain/2a",
                    "order_roots", "renew"}};
    message_page second;
    second.notes = {{microseconds{1'000'200}, "a", "b", "order_hops", "hold"}};
    second.dropped = 12;
    node.messages = {first, second};
  }
};

TEST_F(ActorTrace, ShowsMessagesUntilTheNodeIsGone) {
  EXPECT_EQ(run({"actor", "trace", "2a"}), 5);
  EXPECT_EQ(node.traced, std::vector<lease_id>{lease_id{0x2a}});
  EXPECT_EQ(out.str(),
            "0.000000  - > manager  renew_leases\n"
            "1.000123  manager > manager/chain/2a  order_roots  renew\n"
            "1.000200  a > b  order_hops  hold\n");
  EXPECT_THAT(err.str(), HasSubstr("12 messages are left out"));
  EXPECT_THAT(err.str(), HasSubstr("the node is gone"));
}

TEST_F(ActorTrace, PrintsALineOfJsonForEachMessage) {
  run({"actor", "trace", "2a", "-o", "json"});
  std::istringstream lines{out.str()};
  std::vector<json> all;
  for (std::string line; std::getline(lines, line);)
    all.push_back(json::parse(line));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_TRUE(all[0]["from"].is_null());
  EXPECT_TRUE(all[0]["detail"].is_null());
  EXPECT_EQ(all[1]["at_us"], 1'000'123);
  EXPECT_EQ(all[1]["from"], "manager");
  EXPECT_EQ(all[1]["to"], "manager/chain/2a");
  EXPECT_EQ(all[1]["message"], "order_roots");
  EXPECT_EQ(all[1]["detail"], "renew");
}

TEST_F(ActorTrace, EndsWithCtrlC) {
  interrupt_after = 0;
  EXPECT_EQ(run({"actor", "trace", "2a"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("order_roots"));
  EXPECT_THAT(out.str(), Not(HasSubstr("order_hops")));
}

TEST_F(ActorCommands, CompleteTheirWords) {
  EXPECT_EQ(run({"actor", "--help"}), 0);
  for (auto word : {"tree", "top", "trace", "kill"})
    EXPECT_THAT(out.str(), HasSubstr(word));
  EXPECT_EQ(run({"completion", "bash"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("mailbox"));
  for (auto verb : {"tree", "top", "trace", "kill"}) {
    EXPECT_EQ(run({"actor", verb, "--help"}), 0);
    EXPECT_THAT(out.str(), HasSubstr("  leasehold actor " + std::string{verb}));
  }
}

} // namespace
} // namespace leasehold::cli
