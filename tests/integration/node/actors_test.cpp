// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/node_fixture.hpp"

// The actors of a real node, seen and killed by an operator.
namespace leasehold {
namespace {

class Actors : public test::node_fixture {
protected:
  Actors() {
    config.door.operators = std::set<lessee_name>{lessee_name{"admin"}};
    config.node.killing = observer_config::kills::allowed;
  }

  /// A lease of EP11 that leads over GW1, GW4 and GW5.
  lease_id grant_one(session& lessee, const std::string& time = "1h") {
    auto outcomes = lessee.request({wish("EP51", "EP11", "1Mbit/s", time)});
    if (!outcomes || !std::holds_alternative<lease_grant>(outcomes->front())) {
      ADD_FAILURE() << "no lease";
      return {};
    }
    return std::get<lease_grant>(outcomes->front()).lease.id;
  }

  static result<actor_page> look(session& who, const std::string& path) {
    actor_query query;
    query.path = path;
    query.depth = 0;
    return who.actors(query);
  }

  /// Waits until the one at the path was spawned again so often.
  static void await_restarts(session& admin, const std::string& path,
                             std::uint32_t restarts) {
    while (true) {
      auto page = look(admin, path);
      if (page && page->actors.front().restarts == restarts)
        return;
      if (!page) {
        ASSERT_EQ(page.error().code, errc::unknown_name)
            << page.error().message;
      }
    }
  }
};

TEST_F(Actors, AreSpawnedAgainWhereOneIsKilled) {
  ASSERT_EQ(start().message, "");
  auto lessee = log_in("alice");
  auto admin = log_in("admin");
  const auto lease = grant_one(*lessee, "infinite");
  const std::string resource = "gateway/GW4/resource/GW4/GW4-GW5";
  await_restarts(*admin, resource, 0);
  EXPECT_TRUE(admin->kill_actor(resource));
  await_restarts(*admin, resource, 1);
  EXPECT_TRUE(admin->kill_actor("manager/chain/1"));
  await_restarts(*admin, "manager/chain/2", 0);
  auto known = lessee->leases({});
  ASSERT_TRUE(known);
  ASSERT_EQ(known->size(), 1u);
  EXPECT_EQ(known->front().id, lease);
  auto report = admin->audit();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->findings.empty());
}

TEST_F(Actors, AreSeenWithWhatTheyHaveDone) {
  ASSERT_EQ(start().message, "");
  auto lessee = log_in("alice");
  auto admin = log_in("admin");
  grant_one(*lessee, "infinite");
  actor_query query;
  query.depth = bounds::actor_depth;
  auto page = admin->actors(query);
  ASSERT_TRUE(page) << page.error().message;
  std::set<std::string> paths;
  for (auto& each : page->actors) {
    EXPECT_TRUE(paths.insert(each.path).second) << each.path;
    EXPECT_NE(each.state, "");
    EXPECT_NE(each.role, "");
    EXPECT_TRUE(each.parent.empty() || paths.count(each.parent) > 0);
  }
  for (auto gateway : {"GW1", "GW4", "GW5"})
    EXPECT_EQ(paths.count("gateway/" + std::string{gateway}), 1u);
  EXPECT_EQ(paths.count("manager/chain/1"), 1u);
  query.order = actor_order::turn;
  query.count_max = 3;
  auto top = admin->actors(query);
  ASSERT_TRUE(top);
  ASSERT_EQ(top->actors.size(), 3u);
  EXPECT_GT(top->actors.front().longest_turn.count(), 0);
}

TEST_F(Actors, AreNotKilledWhereTheNodeIsNotForScenarios) {
  config.node.killing = observer_config::kills::refused;
  ASSERT_EQ(start().message, "");
  auto admin = log_in("admin");
  auto refused = admin->kill_actor("manager");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::permission_denied);
  EXPECT_NE(refused.error().message.find("--allow-kill"), std::string::npos);
  EXPECT_TRUE(look(*admin, "manager"));
}

TEST_F(Actors, AreForOperatorsOnly) {
  ASSERT_EQ(start().message, "");
  auto lessee = log_in("alice");
  const auto lease = grant_one(*lessee);
  EXPECT_EQ(look(*lessee, "manager").error().code, errc::permission_denied);
  EXPECT_EQ(lessee->kill_actor("gateway/GW4").error().code,
            errc::permission_denied);
  EXPECT_EQ(
      lessee
          ->trace(lease, [](const message_page&) { return watching::stop; }, {})
          .error()
          .code,
      errc::permission_denied);
}

TEST_F(Actors, ShowTheMessagesOfALeaseAsTheyTakeThem) {
  ASSERT_EQ(start().message, "");
  auto lessee = log_in("alice");
  auto admin = log_in("admin");
  const auto lease = grant_one(*lessee);
  std::vector<message_note> seen;
  auto asked = false;
  auto traced = admin->trace(
      lease,
      [&](const message_page& page) {
        seen.insert(seen.end(), page.notes.begin(), page.notes.end());
        if (!asked) {
          asked = true;
          renewal_request x;
          x.lease = lease;
          x.wanted = *parse_period("2h");
          auto outcomes = lessee->renew({x});
          EXPECT_TRUE(
              outcomes
              && std::holds_alternative<lease_grant>(outcomes->front()));
        }
        const auto told = std::any_of(seen.begin(), seen.end(), [](auto& note) {
          return note.message == "changes_recorded" && note.detail == "renewed";
        });
        return told ? watching::stop : watching::go_on;
      },
      {});
  EXPECT_TRUE(traced) << traced.error().message;
  // The grant may still be under way, so only what is of the renewal counts.
  const auto place = [&seen](const std::string& message,
                             const std::string& detail) {
    return std::find_if(seen.begin(), seen.end(), [&](auto& note) {
      return note.message == message
          && note.detail.find(detail) != std::string::npos;
    });
  };
  const auto order = place("order_roots", "renew");
  ASSERT_NE(order, seen.end());
  EXPECT_EQ(order->to.compare(0, 14, "manager/chain/"), 0) << order->to;
  EXPECT_LT(place("renew_leases", ""), order);
  EXPECT_LT(order, place("order_hops", "renew"));
  EXPECT_LT(place("order_hops", "renew"), place("hop_answers", "renew"));
  EXPECT_LT(place("hop_answers", "renew"), place("record_changes", "renewed"));
  EXPECT_LT(place("record_changes", "renewed"),
            place("changes_recorded", "renewed"));
  EXPECT_NE(place("changes_recorded", "renewed"), seen.end());
}

TEST_F(Actors, OfALeaseThatIsNotThereAreNotTraced) {
  ASSERT_EQ(start().message, "");
  auto admin = log_in("admin");
  auto traced = admin->trace(
      lease_id{77}, [](const message_page&) { return watching::stop; }, {});
  EXPECT_EQ(traced.error().code, errc::unknown_lease);
}

} // namespace
} // namespace leasehold
