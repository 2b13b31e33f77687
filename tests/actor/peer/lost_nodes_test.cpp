// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Nodes that can't be reached, as links say it, and their return.

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/spread_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using kinds = std::vector<event_kind>;

/// The row, and another way from A to C over D:
///
///     E1 - A ==== B ==== C - E2
///           \___  D  ___/
const std::string ring = std::string{test::spread_row} + R"(
[[gateway]]
name = "D"
node = "a"
[[link]]
name = "A-D"
between = ["A", "D"]
bandwidth = "50Mbit/s"
cost = 5
[[link]]
name = "C-D"
between = ["C", "D"]
bandwidth = "50Mbit/s"
cost = 5
)";

class LostNodes : public test::spread_test {
protected:
  void begin(const std::string& topology) {
    for (auto& [name, x] : machines)
      x.config.first_topology = topology;
    start_all();
  }

  /// The cable of the node is out, or its process is gone.
  void cut_off(const std::string& node) {
    network.judge = [node](const test::frame& x) {
      return x.from == node || x.to == node ? test::fate::is_lost
                                            : test::fate::arrives;
    };
    for (auto& [name, x] : machines)
      if (name != node)
        network.say_silent(name, {node});
    drain();
  }

  void reach_all() {
    network.judge = [](const test::frame&) {
      return test::fate::arrives;
    };
    for (auto& [name, x] : machines)
      network.say_silent(name, {});
    drain();
  }

  kinds kinds_of(lease_id lease) {
    kinds result;
    for (auto& event : events("c", lease))
      result.push_back(event.kind);
    return result;
  }

  lease_info look() {
    auto all = leases("c");
    return all.empty() ? lease_info{} : all.front();
  }
};

TEST_F(LostNodes, AreLeftByLeasesThatHaveAnotherWay) {
  begin(ring);
  auto got = grant("c", wish("20Mbit/s", "1h"));
  ASSERT_EQ(got.lease.route.hops.at(1).gateway, gateway_name{"B"});
  cut_off("b");
  pass(seconds{9});
  EXPECT_EQ(kinds_of(got.lease.id), kinds{event_kind::granted})
      << "a node that starts again is away for a moment";
  pass(seconds{3});
  EXPECT_EQ(kinds_of(got.lease.id),
            (kinds{event_kind::granted, event_kind::moved}));
  EXPECT_EQ(look().route.hops.at(1).gateway, gateway_name{"D"});
  auto moved = events("c", got.lease.id).back();
  EXPECT_EQ(moved.reason, event_reason::unreachable);
  EXPECT_EQ(moved.gateway, gateway_name{"B"});
  // It serves as before.
  auto renewed = ask_renewal("c", got.lease.id, "2h");
  drain();
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*renewed)->front()));
  // What it had at B is free once B is told.
  EXPECT_EQ(hops("b").second, 1u);
  reach_all();
  pass(seconds{6});
  EXPECT_EQ(hops("b").second, 0u);
  EXPECT_EQ(audit(), std::vector<std::string>{});
}

TEST_F(LostNodes, SuspendLeasesThatHaveNoOtherWay) {
  begin(test::spread_row);
  auto got = grant("c", wish("20Mbit/s", "1h"));
  cut_off("b");
  pass(seconds{12});
  EXPECT_EQ(look().state, lease_state::suspended);
  EXPECT_EQ(to_string(look().amount), "20Mbit/s");
  auto told = events("c", got.lease.id).back();
  EXPECT_EQ(told.kind, event_kind::suspended);
  EXPECT_EQ(told.gateway, gateway_name{"B"});
  EXPECT_EQ(hops("a").second, 1u) << "what can be reached stays booked";
  auto renewed = ask_renewal("c", got.lease.id, "2h");
  drain();
  auto no = std::get<refusal>((*renewed)->front());
  EXPECT_EQ(no.code, errc::unavailable);
  EXPECT_NE(no.message.find("node b, which runs B, can't be reached"),
            std::string::npos)
      << no.message;
  reach_all();
  pass(seconds{2});
  EXPECT_EQ(look().state, lease_state::active);
  EXPECT_EQ(kinds_of(got.lease.id),
            (kinds{event_kind::granted, event_kind::suspended,
                   event_kind::restored}));
  renewed = ask_renewal("c", got.lease.id, "2h");
  drain();
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*renewed)->front()));
  EXPECT_EQ(audit(), std::vector<std::string>{});
}

// The hops of a node that died are in its journal.
TEST_F(LostNodes, ThatStartAgainGoOnWithTheirHops) {
  begin(test::spread_row);
  auto got = grant("c", wish("20Mbit/s", "1h"));
  kill("b");
  cut_off("b");
  pass(seconds{30});
  ASSERT_EQ(look().state, lease_state::suspended);
  restart("b");
  reach_all();
  pass(seconds{2});
  EXPECT_EQ(look().state, lease_state::active);
  EXPECT_EQ(hops("b").second, 1u);
  EXPECT_EQ(audit(), std::vector<std::string>{});
}

TEST_F(LostNodes, RememberAcrossARestartOfTheRootWhatTheLesseeWasTold) {
  begin(test::spread_row);
  auto got = grant("c", wish("20Mbit/s", "1h"));
  cut_off("b");
  pass(seconds{12});
  ASSERT_EQ(look().state, lease_state::suspended);
  restart("c");
  cut_off("b");
  EXPECT_EQ(look().state, lease_state::suspended);
  pass(seconds{12});
  EXPECT_EQ(kinds_of(got.lease.id),
            (kinds{event_kind::granted, event_kind::suspended}))
      << "told once";
  reach_all();
  // It had asked B before it knew that B is away, and asks again after 5 s.
  pass(seconds{6});
  EXPECT_EQ(look().state, lease_state::active);
  EXPECT_EQ(audit(), std::vector<std::string>{});
}

// T1, H1: all of it ends on time, at the lost node by its own clock.
TEST_F(LostNodes, KeepSuspendedLeasesNoLongerThanTheirTerm) {
  begin(test::spread_row);
  auto got = grant("c", wish("20Mbit/s", "60s"));
  cut_off("b");
  pass(seconds{59});
  EXPECT_EQ(look().state, lease_state::suspended);
  pass(seconds{2});
  EXPECT_EQ(events("c", got.lease.id).back().kind, event_kind::ended);
  EXPECT_EQ(events("c", got.lease.id).back().reason, event_reason::expired);
  EXPECT_EQ(hops("a").second, 0u);
  EXPECT_EQ(hops("b").second, 0u);
  reach_all();
  pass(seconds{12});
  EXPECT_TRUE(leases("c").empty());
  EXPECT_EQ(audit(), std::vector<std::string>{});
}

TEST_F(LostNodes, AreNotWaitedForByRequests) {
  begin(test::spread_row);
  cut_off("b");
  auto outcome = request("c", wish("20Mbit/s", "1h"));
  auto no = std::get<refusal>(outcome);
  EXPECT_EQ(no.code, errc::unavailable);
  EXPECT_EQ(no.message.find("node b can't be reached"), 0u) << no.message;
  reach_all();
  grant("c", wish("20Mbit/s", "1h"));
}

// A lease that is booked for later loses nothing yet.
TEST_F(LostNodes, SuspendABookedLeaseWhenItBegins) {
  begin(test::spread_row);
  auto later = wish("20Mbit/s", "60s");
  later.start = machines.at("c").offers().clock->base().wall + seconds{40};
  auto got = grant("c", later);
  cut_off("b");
  pass(seconds{20});
  EXPECT_EQ(look().state, lease_state::booked);
  pass(seconds{22});
  EXPECT_EQ(look().state, lease_state::suspended);
  reach_all();
  pass(seconds{2});
  EXPECT_EQ(look().state, lease_state::active);
}

} // namespace
} // namespace leasehold
