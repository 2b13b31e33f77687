// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/event_commands.hpp"

#include <nlohmann/json.hpp>

#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class EventCommands : public CliTest {
protected:
  EventCommands() {
    run_request({"--amount", "10Mbit/s", "--for", "60s"});
    run_request({"--amount", "1Mbit/s", "--for", "2h"});
  }

  std::vector<json> lines() const {
    std::vector<json> all;
    std::istringstream text{out.str()};
    for (std::string line; std::getline(text, line);)
      all.push_back(json::parse(line));
    return all;
  }
};

TEST_F(EventCommands, ListsWhatIsKept) {
  EXPECT_EQ(run({"event", "list"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("1  2027-01-15T08:00:00Z  granted "));
  EXPECT_THAT(out.str(), HasSubstr("lease a2"));
  EXPECT_EQ(run({"event", "list", "--from", "2", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "2\n");
  EXPECT_EQ(run({"event", "list", "--lease", "a1", "-o", "json"}), 0);
  auto events = json::parse(out.str());
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0]["kind"], "granted");
  EXPECT_EQ(events[0]["lease"], "a1");
  EXPECT_EQ(events[0]["recorded"], "2027-01-15T08:00:00Z");
}

TEST_F(EventCommands, SaysWhoseEventsTheyAreWhereThereAreOtherNodes) {
  node_info other;
  other.node = node_name{"node2"};
  node.links = {other};
  EXPECT_EQ(run({"event", "list"}), 0);
  EXPECT_THAT(err.str(),
              HasSubstr("these are events of leases that node node1 granted; "
                        "each other node lists its own"));
  EXPECT_EQ(run({"event", "list", "--lease", "a1"}), 0);
  EXPECT_EQ(err.str(), "");
}

TEST_F(EventCommands, ListsNoMoreThanAskedAndSaysWhereToGoOn) {
  EXPECT_EQ(run({"event", "list", "--count", "1", "--from", "1", "-o", "name"}),
            0);
  EXPECT_EQ(out.str(), "1\n");
  EXPECT_THAT(err.str(), HasSubstr("--from 2"));
}

TEST_F(EventCommands, ListsTheNewestWhereNoneIsNamed) {
  EXPECT_EQ(run({"event", "list", "--count", "1", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "2\n");
  EXPECT_THAT(err.str(), HasSubstr("these are the newest 1"));
}

TEST_F(EventCommands, DoesNotWaitForWhatCannotCome) {
  EXPECT_EQ(run({"lease", "watch", "1"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("nothing is known of a lease 1: "));
  EXPECT_EQ(run({"event", "watch", "--lease", "1"}), 3);
  EXPECT_EQ(run({"event", "list", "--lease", "1"}), 3);
  for (const char* command : {"list", "watch"}) {
    EXPECT_EQ(run({"event", command, "--from", "4"}), 3);
    EXPECT_THAT(err.str(),
                HasSubstr("there is no event 4 yet; the next one is "
                          "3"));
  }
  EXPECT_EQ(node.watches, 0u);
}

TEST_F(EventCommands, TellsWhatIsKeptOfALeaseThatIsOver) {
  run({"lease", "release", "a1"});
  EXPECT_EQ(run({"lease", "watch", "a1", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "1\n3\n");
  EXPECT_THAT(err.str(), HasSubstr("lease a1 is over"));
  EXPECT_EQ(run({"lease", "watch", "a1", "--from", "4"}), 0);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(node.watches, 0u);
}

TEST_F(EventCommands, StopsToWatchWhereNobodyReadsIt) {
  auto looks = 0;
  env.output_gone = [&looks] {
    return ++looks > 4;
  };
  EXPECT_EQ(run({"event", "watch"}), 1);
  EXPECT_LT(slices, 10);
}

TEST_F(EventCommands, WritesNoNumberForALengthWithoutEnd) {
  node.events.front().remaining = duration::max();
  EXPECT_EQ(run({"event", "list", "--from", "1", "-o", "json"}), 0);
  EXPECT_EQ(json::parse(out.str())[0]["remaining_ms"], nullptr);
  EXPECT_EQ(run({"event", "list"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("10Mbit/s  endless  requested"));
}

TEST_F(EventCommands, ReadsPageAfterPage) {
  for (int i = 0; i < 2500; ++i)
    node.record(node.leases.front(), event_kind::renewed,
                event_reason::requested);
  EXPECT_EQ(
      run({"event", "list", "--count", "2200", "--from", "1", "-o", "json"}),
      0);
  auto events = json::parse(out.str());
  ASSERT_EQ(events.size(), 2200u);
  EXPECT_EQ(events.back()["number"], 2200);
  EXPECT_EQ(run({"event", "list", "--count", "2200", "-o", "json"}), 0);
  events = json::parse(out.str());
  ASSERT_EQ(events.size(), 2200u);
  EXPECT_EQ(events.front()["number"], 303);
  EXPECT_EQ(events.back()["number"], 2502);
}

TEST_F(EventCommands, WatchesAsOneObjectALine) {
  interrupt_after = 300;
  EXPECT_EQ(run({"event", "watch", "-o", "json"}), 0);
  auto told = lines();
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0]["number"], 1);
  EXPECT_EQ(told[1]["lease"], "a2");
  EXPECT_EQ(told[2]["kind"], "ended");
  EXPECT_EQ(told[2]["reason"], "expired");
}

TEST_F(EventCommands, WatchesOneLeaseUntilItHasEnded) {
  EXPECT_EQ(run({"lease", "watch", "a1"}), 0);
  EXPECT_LT(slices, 1000);
  EXPECT_THAT(out.str(), HasSubstr("granted        lease a1"));
  EXPECT_THAT(out.str(),
              HasSubstr("ended          lease a1  10Mbit/s  "
                        "expired\n"));
}

TEST_F(EventCommands, WatchesFromANumberOn) {
  interrupt_after = 2;
  EXPECT_EQ(run({"lease", "watch", "--from", "2", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "2\n");
}

TEST_F(EventCommands, FailsWhenTheNodeGoesWhileItWatches) {
  node.wait = [this](duration) {
    node.broken = failure{errc::unavailable, "the node is stopping"};
  };
  EXPECT_EQ(run({"event", "watch"}), 5);
  EXPECT_THAT(err.str(), HasSubstr("the node is stopping (unavailable)"));
}

TEST_F(EventCommands, SaysThatThereIsNothing) {
  node.events.clear();
  EXPECT_EQ(run({"event", "list"}), 0);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(), "leasehold: no events\n");
  EXPECT_EQ(run({"event", "list", "--lease", "xyz"}), 2);
}

} // namespace
} // namespace leasehold::cli
