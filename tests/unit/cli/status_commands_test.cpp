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

class StatusCommands : public CliTest {
protected:
  static node_info link(const std::string& name, reachability state,
                        const std::string& address = {}) {
    node_info x;
    x.node = node_name{name};
    x.state = state;
    x.address = address;
    return x;
  }
};

TEST_F(StatusCommands, ShowOneScreen) {
  node.links = {link("cellar", reachability::up)};
  EXPECT_EQ(run({"status"}), 0);
  for (const auto* part :
       {"node1 of region house, at 127.0.0.1:7420", "version 1.2.3",
        "20 GiB free on the disk", "at its 1 gateway 2 hops active, 0 held",
        "1 of 1 other nodes up", "EP51/nic, 0 % taken", "\nall is well\n"})
    EXPECT_THAT(out.str(), HasSubstr(part));
}

TEST_F(StatusCommands, SayThatTheDiskIsFullAndWhatToDo) {
  node.disk_free_bytes = std::uint64_t{63} << 20;
  EXPECT_EQ(run({"status"}), 1);
  EXPECT_THAT(out.str(),
              HasSubstr("PROBLEM  the disk of node1 has 63 MiB free: below 64 "
                        "MiB nothing new is granted\n         free space"));
  node.disk_free_bytes = std::uint64_t{65} << 20;
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("notice   the disk of node1 has 65 MiB"));
}

TEST_F(StatusCommands, SayWhichNodesAreNotReached) {
  node.links = {link("shed", reachability::down),
                link("cellar", reachability::suspect),
                link("attic", reachability::up)};
  node.links[0].why = "nobody listens";
  node.links[1].silence = std::chrono::milliseconds{1200};
  node.links[2].same_topology = false;
  EXPECT_EQ(run({"status"}), 1);
  EXPECT_THAT(out.str(),
              HasSubstr("PROBLEM  node shed is down: nobody listens"
                        "\n         start it"));
  EXPECT_THAT(out.str(), HasSubstr("PROBLEM  node attic has another topology"));
  EXPECT_THAT(out.str(),
              HasSubstr("notice   node cellar is silent for 1s200ms"));
  EXPECT_LT(out.str().find("attic has"), out.str().find("cellar is silent"));
}

TEST_F(StatusCommands, SayWhatIsOutOfServiceAndHowToPutItBack) {
  outage drained;
  drained.subject = "GW1";
  node.gateways[0].out = drained;
  node.out_of_service = {"GW1", "GW1-GW3"};
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("notice   gateway GW1 is drained\n         "
                        "`leasehold gateway restore GW1` puts"));
  EXPECT_THAT(out.str(),
              HasSubstr("notice   link GW1-GW3 is out of service\n "
                        "        `leasehold link restore GW1-GW3`"));
}

TEST_F(StatusCommands, SayWhatIsNearlyFull) {
  node.free = amounts{unit::bit_per_second, 4'000'000};
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("notice   96 % of EP51/nic is taken"));
  node.free = amounts{unit::bit_per_second, 6'000'000};
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("all is well"));
}

// Lists are of the whole region; what is full elsewhere, that node says.
TEST_F(StatusCommands, TellOfTheNodesOwnResources) {
  node.gateways.push_back({gateway_name{"GW2"}, "cellar", 0, 0, std::nullopt});
  node.nic_gateway = gateway_name{"GW2"};
  node.free = amounts{};
  EXPECT_EQ(run({"status", "-o", "json"}), 0);
  EXPECT_TRUE(json::parse(out.str())["fullest_resource"].is_null());
}

TEST_F(StatusCommands, AreForProgramsToo) {
  node.links = {link("shed", reachability::down)};
  EXPECT_EQ(run({"status", "-o", "json"}), 1);
  const auto value = json::parse(out.str());
  EXPECT_EQ(value["name"], "node1");
  EXPECT_EQ(value["hops_active"], 2);
  EXPECT_EQ(value["links_up"], 0);
  EXPECT_EQ(value["fullest_resource"], "EP51/nic");
  ASSERT_EQ(value["concerns"].size(), 1u);
  EXPECT_EQ(value["concerns"][0]["grade"], "problem");
  EXPECT_EQ(run({"status", "-o", "name"}), 1);
  EXPECT_EQ(out.str(), "node1\n");
}

TEST_F(StatusCommands, AskEachNodeOfTheRegion) {
  node.links = {link("cellar", reachability::up, "10.0.0.2:7420"),
                link("shed", reachability::up)};
  EXPECT_EQ(run({"cluster", "status", "--address", "10.0.0.1:7420"}), 1);
  ASSERT_EQ(connects.size(), 2u);
  EXPECT_EQ(connects[0].address, "10.0.0.1:7420");
  EXPECT_EQ(connects[1].address, "10.0.0.2:7420");
  EXPECT_THAT(out.str(), HasSubstr("NODE "));
  EXPECT_THAT(out.str(), HasSubstr("10.0.0.2:7420"));
  EXPECT_THAT(
      out.str(),
      HasSubstr("PROBLEM  node shed is not reached from here: it has no "
                "address in the topology"));
}

TEST_F(StatusCommands, SayWhatAllNodesMissOnce) {
  node.links = {link("cellar", reachability::up, "10.0.0.2:7420"),
                link("shed", reachability::down, "10.0.0.3:7420")};
  const auto reach = env.connect;
  env.connect =
      [&reach](
          const connect_options& options) -> result<std::unique_ptr<session>> {
    if (options.address == "10.0.0.3:7420")
      return failure{errc::unavailable, "nobody listens"};
    return reach(options);
  };
  EXPECT_EQ(run({"cluster", "status"}), 1);
  const auto first = out.str().find("node shed is down");
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(out.str().find("node shed is down", first + 1), std::string::npos);
  EXPECT_THAT(out.str(),
              HasSubstr("node shed is not reached from here: nobody "
                        "listens"));
  EXPECT_EQ(run({"cluster", "status", "-o", "json"}), 1);
  const auto value = json::parse(out.str());
  EXPECT_EQ(value["nodes"].size(), 3u);
  EXPECT_EQ(value["nodes"][2]["why"], "nobody listens");
}

TEST_F(StatusCommands, SayThatTheNodeIsNotReached) {
  unreachable = true;
  EXPECT_EQ(run({"status"}), 5);
  EXPECT_EQ(run({"cluster", "status"}), 5);
  EXPECT_EQ(out.str(), "");
}

} // namespace
} // namespace leasehold::cli
