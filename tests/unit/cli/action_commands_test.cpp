// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "messages/action.hpp"
#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using namespace std::chrono_literals;
using json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ActionCommands : public CliTest {
protected:
  ActionCommands() {
    target_status good;
    good.target = "EP51";
    good.endpoint = endpoint_name{"EP51"};
    good.gateway = gateway_name{"GW5"};
    good.attempt = 1;
    good.said.outcome = outcome::ok;
    good.said.echo = echo_report{3, 3, 0, 180us, 210us, 250us};
    auto bad = good;
    bad.target = "10.0.5.2";
    bad.attempt = 2;
    bad.said = {};
    bad.said.number = 1;
    bad.said.code = errc::timed_out;
    bad.said.message = "no reply in time";
    node.statuses = {good, bad};
    node.statuses_at_once = 1;
  }
};

TEST_F(ActionCommands, TellWhatCameOfEachTargetAndFailWhereOneDid) {
  EXPECT_EQ(run({"action", "run", "ping", "EP51", "10.0.5.2", "--count", "3"}),
            1);
  EXPECT_EQ(out.str(),
            "EP51: 3 of 3 replies, 0.21 ms (0.18 to 0.25), by GW5\n"
            "10.0.5.2: failed: no reply in time, by GW5 at attempt 2\n");
  ASSERT_EQ(node.actions.size(), 1u);
  const auto& asked = node.actions[0];
  EXPECT_EQ(asked.targets.size(), 2u);
  EXPECT_EQ(std::get<ping>(asked.verb).count, 3u);
  EXPECT_NE(asked.request.value(), 0u);
  // Two intervals, a time-out, and what queues take.
  EXPECT_EQ(asked.deadline - node.clock().now, 13s);
}

TEST_F(ActionCommands, WakeMachines) {
  node.statuses.resize(1);
  node.statuses[0].said.echo.reset();
  node.statuses[0].said.outcome = outcome::unknown;
  node.statuses[0].said.message = "GW5 began anew";
  EXPECT_EQ(run({"action", "run", "wake", "EP51", "--priority", "0"}), 1);
  EXPECT_EQ(out.str(), "EP51: unknown: GW5 began anew, by GW5\n");
  EXPECT_TRUE(std::holds_alternative<wake>(node.actions.at(0).verb));
  EXPECT_EQ(node.actions[0].priority, 0);
  EXPECT_EQ(node.actions[0].deadline - node.clock().now, 10s);
  EXPECT_EQ(run({"action", "run", "wake", "EP51", "--count", "2"}), 2);
}

TEST_F(ActionCommands, SucceedWhereAllTargetsDo) {
  node.statuses.pop_back();
  EXPECT_EQ(run({"action", "run", "ping", "EP51"}), 0);
}

TEST_F(ActionCommands, WriteALineOfJsonForEach) {
  EXPECT_EQ(run({"action", "results", "1", "-o", "json"}), 1);
  std::istringstream lines{out.str()};
  std::string line;
  std::getline(lines, line);
  const auto first = json::parse(line);
  EXPECT_EQ(first["target"], "EP51");
  EXPECT_EQ(first["echo"]["mean_us"], 210);
  std::getline(lines, line);
  const auto second = json::parse(line);
  EXPECT_EQ(second["outcome"], "failed");
  EXPECT_EQ(second["code"], "timed_out");
  EXPECT_EQ(second["attempt"], 2);
  EXPECT_FALSE(second.contains("echo"));
}

TEST_F(ActionCommands, TakeWhatHasBeenSaidOfTime) {
  EXPECT_EQ(run({"action", "run", "ping", "EP51", "--interval", "100ms",
                 "--timeout", "2s", "--payload", "100", "--deadline", "1m",
                 "--priority", "1", "--no-wait", "-o", "name"}),
            0);
  EXPECT_EQ(out.str(), "1\n");
  const auto& asked = node.actions.at(0);
  const auto& each = std::get<ping>(asked.verb);
  EXPECT_EQ(each.interval, 100ms);
  EXPECT_EQ(each.timeout, 2s);
  EXPECT_EQ(each.payload, 100u);
  EXPECT_EQ(asked.priority, 1);
  EXPECT_EQ(asked.deadline - node.clock().now, 60s);
}

TEST_F(ActionCommands, RefuseWordsThatMakeNoSense) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{"--interval", "1ms"}, "--interval: give 10ms to 1m"},
      {{"--timeout", "2h"}, "--timeout: give 1ms to 1m"},
      {{"--deadline", "infinite"}, "--deadline: give 1ms to 1h"},
      {{"--count", "0"}, "--count"},
      {{"--payload", "9999"}, "--payload"},
      {{"--priority", "8"}, "--priority"},
  };
  for (auto& [words, why] : wrong) {
    std::vector<std::string> all{"action", "run", "ping", "EP51"};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(run(all), 2) << words[0];
    EXPECT_THAT(err.str(), HasSubstr(why));
  }
  EXPECT_EQ(run({"action", "run", "ping", std::string(129, 'x')}), 2);
  EXPECT_EQ(run({"action", "run", "ping"}), 2);
  EXPECT_EQ(run({"action", "run"}), 2);
  EXPECT_EQ(run({"action", "show", "no-id"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("'no-id' is no id of an action"));
  EXPECT_THAT(node.actions, IsEmpty());
}

TEST_F(ActionCommands, SayWhatTheNodeSays) {
  node.inactive = failure{errc::unknown_target, "'EP99' is no endpoint"};
  EXPECT_EQ(run({"action", "run", "ping", "EP99"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("'EP99' is no endpoint"));
  for (auto& verb : {"show", "results", "cancel"})
    EXPECT_EQ(run({"action", verb, "1"}), 3) << verb;
  EXPECT_EQ(run({"action", "list"}), 3);
  EXPECT_EQ(run({"locate", "EP99"}), 3);
}

TEST_F(ActionCommands, ListShowAndCancel) {
  EXPECT_EQ(run({"action", "list"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("no actions"));
  run({"action", "run", "ping", "EP51", "--no-wait"});
  node.missing = {"node3"};
  EXPECT_EQ(run({"action", "list"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("ACTION  VERB  LESSEE"));
  EXPECT_THAT(out.str(), HasSubstr("1       ping"));
  EXPECT_THAT(err.str(), HasSubstr("node3"));
  EXPECT_EQ(run({"action", "show", "1", "-o", "json"}), 0);
  EXPECT_EQ(run({"action", "cancel", "1"}), 0);
  EXPECT_EQ(node.cancelled.at(0).value(), 1u);
  EXPECT_THAT(out.str(), HasSubstr("1 ok, 1 failed"));
}

TEST_F(ActionCommands, LeaveTheActionRunningAtCtrlC) {
  node.statuses_at_once = 0;
  interrupt_after = 2;
  EXPECT_EQ(run({"action", "run", "ping", "EP51"}), 1);
  EXPECT_THAT(err.str(), HasSubstr("'leasehold action results 1' tells"));
}

TEST_F(ActionCommands, LocateTargets) {
  location x;
  x.target = "10.0.5.1";
  x.endpoint = endpoint_name{"EP51"};
  x.gateway = gateway_name{"GW5"};
  x.node = "node5";
  x.alternates = {gateway_name{"GW4"}};
  x.addresses = {*parse_endpoint_address("10.0.5.1")};
  x.reached = false;
  node.locations = {x};
  EXPECT_EQ(run({"locate", "10.0.5.1"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("10.0.5.1  EP51      10.0.5.1  GW5      "
                        "node5  not reached  GW4"));
  EXPECT_EQ(run({"locate", "10.0.5.1", "-o", "json"}), 0);
  EXPECT_EQ(json::parse(out.str())[0]["alternates"][0], "GW4");
}

} // namespace
} // namespace leasehold::cli
