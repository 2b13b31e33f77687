// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class NodeCommands : public CliTest {
protected:
  NodeCommands() {
    node_info up;
    up.node = node_name{"cellar"};
    up.address = "10.0.0.2:7420";
    up.state = reachability::up;
    up.round_trip = std::chrono::microseconds{1'250};
    up.silence = std::chrono::milliseconds{90};
    up.bytes_sent = 12'345;
    up.bytes_received = 6'700'000;
    up.version = "1.2.3";
    up.same_topology = false;
    node_info down;
    down.node = node_name{"shed"};
    down.why = "nobody listens";
    node.links = {up, down};
  }
};

TEST_F(NodeCommands, ListTheNodesOfTheRegion) {
  EXPECT_EQ(run({"node", "list"}), 0);
  EXPECT_EQ(out.str(),
            "NODE    ADDRESS        STATE  ROUND TRIP  SILENT FOR  SENT     "
            "RECEIVED  VERSION  NOTE\n"
            "node1   -              here   -           -           -        "
            "-         1.2.3    -\n"
            "cellar  10.0.0.2:7420  up     1.2ms       90ms        12.3 kB  "
            "6.7 MB    1.2.3    has another topology\n"
            "shed    -              down   -           -           0.0 kB   "
            "0.0 kB    -        nobody listens\n");
}

TEST_F(NodeCommands, ListThemForPrograms) {
  EXPECT_EQ(run({"node", "list", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "node1\ncellar\nshed\n");
  EXPECT_EQ(run({"node", "list", "-o", "json"}), 0);
  const auto all = json::parse(out.str());
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0]["state"], "here");
  EXPECT_EQ(all[1]["round_trip_us"], 1'250);
  EXPECT_EQ(all[1]["silence_ms"], 90);
  EXPECT_EQ(all[1]["same_topology"], false);
  EXPECT_TRUE(all[1]["why"].is_null());
  EXPECT_EQ(all[2]["state"], "down");
  EXPECT_EQ(all[2]["why"], "nobody listens");
  EXPECT_TRUE(all[2]["silence_ms"].is_null());
}

TEST_F(NodeCommands, SayWhoseLeasesAreNotListed) {
  EXPECT_EQ(run({"lease", "list"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("without their leases: shed;"));
  node.links[1].state = reachability::suspect;
  err.str("");
  EXPECT_EQ(run({"lease", "list"}), 0);
  EXPECT_THAT(err.str(), Not(HasSubstr("without their leases")));
}

} // namespace
} // namespace leasehold::cli
