// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// A gateway has less than leases of several nodes take of it: what there is is
// divided, and each node decides which of its leases give way.

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/spread_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using test::fate;
using kind = event_kind;
using strings = std::vector<std::string>;

class Curtailment : public test::spread_test {
protected:
  Curtailment() {
    start_all();
  }

  /// On B's side of the link to A, which all leases of these tests take.
  void set_room(const std::string& room) {
    auto done = question<status>(
        machines.at("b").offers().directory,
        set_capacity{resource_name{"B/A-B"}, *parse_amounts(room), {}});
    ASSERT_TRUE(done && *done);
  }

  /// Of E1 for E2, rooted at C.
  lease_id eastward(const std::string& rate, const std::string& level,
                    const std::string& least = "") {
    return granted("c", wish(rate, "600s"), level, least);
  }

  /// The other way round, rooted at A.
  lease_id westward(const std::string& rate, const std::string& level,
                    const std::string& least = "") {
    return granted("a", wish(rate, "600s", "E1", "E2"), level, least);
  }

  lease_info lease(const std::string& node, lease_id id) {
    for (auto& x : leases(node))
      if (x.id == id)
        return x;
    return {};
  }

  lease_event last_event(const std::string& node, lease_id id) {
    auto all = events(node, id);
    return all.empty() ? lease_event{} : all.back();
  }

  /// In the words of its newest decision.
  std::string why(const std::string& node, lease_id id) {
    read_decisions asked;
    asked.who = {lessee_name{"operator"}, role::operator_};
    asked.lease = id;
    auto all = question<std::vector<decision>>(
        machines.at(node).offers().events, std::move(asked));
    return all && !all->empty() ? all->back().message : "";
  }

private:
  lease_id granted(const std::string& node, lease_request x,
                   const std::string& level, const std::string& least) {
    x.service = class_name{level};
    if (!least.empty())
      x.minimum = *parse_amounts(least);
    return grant(node, std::move(x)).lease.id;
  }
};

// C8, L16
TEST_F(Curtailment, ReachesLeasesWhoseRootsAreOnOtherNodes) {
  auto weak = eastward("40Mbit/s", "best-effort", "1Mbit/s");
  auto strong = eastward("20Mbit/s", "guaranteed");
  set_room("50Mbit/s");
  pass(seconds{3});
  EXPECT_EQ(last_event("c", strong).kind, kind::granted);
  auto told = last_event("c", weak);
  EXPECT_EQ(told.kind, kind::restricted);
  EXPECT_EQ(told.reason, event_reason::contention);
  EXPECT_EQ(told.gateway.str(), "B");
  EXPECT_EQ(told.resource.str(), "B/A-B");
  EXPECT_EQ(events("c", weak).size(), 2u) << "it is told once";
  EXPECT_TRUE(lease("c", weak).amount.fits(*parse_amounts("30Mbit/s")));
  EXPECT_EQ(audit(), strings{});
}

TEST_F(Curtailment, IsSharedByNodesInProportion) {
  auto east = eastward("60Mbit/s", "elastic", "1Mbit/s");
  auto west = westward("30Mbit/s", "elastic", "1Mbit/s");
  set_room("45Mbit/s");
  pass(seconds{5});
  auto eastern = lease("c", east).amount;
  auto western = lease("a", west).amount;
  EXPECT_TRUE(eastern.fits(*parse_amounts("30Mbit/s"))) << to_string(eastern);
  EXPECT_TRUE(western.fits(*parse_amounts("15Mbit/s"))) << to_string(western);
  EXPECT_GT(eastern[unit::bit_per_second], 27'000'000);
  EXPECT_GT(western[unit::bit_per_second], 13'000'000);
  EXPECT_EQ(audit(), strings{});
}

TEST_F(Curtailment, EndsWhatCanNotBeReduced) {
  auto east = eastward("60Mbit/s", "guaranteed");
  set_room("0");
  pass(seconds{3});
  EXPECT_EQ(last_event("c", east).kind, kind::ended);
  EXPECT_EQ(last_event("c", east).reason, event_reason::contention);
  EXPECT_NE(why("c", east).find("B/A-B has nothing for leases of this node"),
            std::string::npos)
      << why("c", east);
  for (auto node : {"a", "b", "c"})
    EXPECT_EQ(hops(node).second, 0u) << node;
}

TEST_F(Curtailment, IsOverWhenThereIsRoomAgain) {
  auto east = eastward("60Mbit/s", "elastic", "1Mbit/s");
  set_room("30Mbit/s");
  pass(seconds{3});
  ASSERT_EQ(last_event("c", east).kind, kind::restricted);
  set_room("100Mbit/s");
  pass(seconds{15});
  EXPECT_EQ(last_event("c", east).kind, kind::restored);
  EXPECT_EQ(lease("c", east).amount, *parse_amounts("60Mbit/s"));
  EXPECT_EQ(audit(), strings{});
}

TEST_F(Curtailment, ComesThroughThoughWordsOfItAreLost) {
  auto east = eastward("60Mbit/s", "elastic", "1Mbit/s");
  auto lost = 0;
  network.judge = [&lost](const test::frame& x) {
    return x.from == "b" && ++lost < 4 ? fate::is_lost : fate::arrives;
  };
  set_room("30Mbit/s");
  pass(seconds{12});
  EXPECT_GE(lost, 4);
  EXPECT_EQ(last_event("c", east).kind, kind::restricted);
  EXPECT_EQ(audit(), strings{});
}

TEST_F(Curtailment, GoesOnAfterARestartOfTheOwner) {
  auto east = eastward("60Mbit/s", "elastic", "1Mbit/s");
  auto deaf = true;
  network.judge = [&deaf](const test::frame& x) {
    return deaf && x.from == "b" ? fate::is_lost : fate::arrives;
  };
  set_room("30Mbit/s");
  pass(seconds{2});
  restart("b");
  deaf = false;
  pass(seconds{8});
  EXPECT_EQ(last_event("c", east).kind, kind::restricted);
  EXPECT_EQ(audit(), strings{});
}

// Only whoever runs the gateway says what is left there.
TEST_F(Curtailment, IsBelievedOfTheOwnerAlone) {
  auto east = eastward("60Mbit/s", "guaranteed");
  auto now = machines.at("c").offers().clock->now();
  const resource_name link{"B/A-B"};
  forge("a", "c", curtail_leases{gateway_name{"B"}, link, {}, now});
  forge("a", "c", curtail_leases{gateway_name{"A"}, link, {}, now});
  EXPECT_EQ(last_event("c", east).kind, kind::granted);
  forge("b", "c", curtail_leases{gateway_name{"B"}, link, {}, now});
  EXPECT_EQ(last_event("c", east).kind, kind::ended);
}

} // namespace
} // namespace leasehold
