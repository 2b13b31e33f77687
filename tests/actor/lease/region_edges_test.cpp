// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "actors/lease/manager_actor.hpp"
#include "actors/node/recovery.hpp"
#include "actors/record/records.hpp"
#include "actors/route/planner_keeper.hpp"
#include "messages/bounds.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/region_test.hpp"

// What is large, far away or late.
namespace leasehold {
namespace {

using std::chrono::seconds;

class RegionEdges : public test::region_test {
protected:
  void begin() {
    ASSERT_EQ(start().message, "");
  }

  const manager_state& manager() {
    return test::state_of<manager_state>(node_services().leases);
  }
};

/// `count` gateways in a row, with an endpoint at each end.
std::string row_of(std::size_t count) {
  std::string toml = "region = \"long\"\n";
  for (std::size_t i = 1; i <= count; ++i)
    toml += fmt::format("[[gateway]]\nname = \"G{}\"\n", i);
  for (std::size_t i = 1; i < count; ++i)
    toml += fmt::format("[[link]]\nname = \"L{0}\"\nbetween = [\"G{0}\", "
                        "\"G{1}\"]\nbandwidth = \"1Gbit/s\"\n",
                        i, i + 1);
  return toml
      + fmt::format("[[endpoint]]\nname = \"E1\"\ngateway = \"G1\"\n"
                    "bandwidth = \"1Gbit/s\"\n"
                    "[[endpoint]]\nname = \"E2\"\ngateway = \"G{}\"\n"
                    "bandwidth = \"1Gbit/s\"\n",
                    count);
}

// D5: what is written can be read again.
TEST_F(RegionEdges, GrantsTheLongestRouteThatCanBeWritten) {
  config.first_topology = row_of(bounds::route_hops);
  begin();
  grant(wish("E2", "10Mbit/s", "60s"));
  restart();
  EXPECT_EQ(leases().size(), 1u);
  EXPECT_EQ(audit(), std::vector<std::string>{});
}

TEST_F(RegionEdges, RefusesARouteTooLongToBeWritten) {
  config.first_topology = row_of(bounds::route_hops + 1);
  begin();
  auto no = refused(wish("E2", "10Mbit/s", "60s"));
  EXPECT_EQ(no.code, errc::no_route);
  EXPECT_NE(no.message.find("64 gateways"), std::string::npos) << no.message;
  restart();
  EXPECT_TRUE(leases().empty());
}

// T5: the farthest start and the longest period, on a node that has run.
TEST_F(RegionEdges, KeepsTheLastLeaseOfTheCalendarAsItWas) {
  begin();
  pass(seconds{60});
  auto x = wish("E2", "10Mbit/s", "36525d");
  x.start = date(now() + period::max);
  auto end = grant(x).lease.term.end;
  restart();
  ASSERT_EQ(leases().size(), 1u);
  EXPECT_EQ(leases().front().term.end, end);
  pass(seconds{60});
  EXPECT_EQ(leases().size(), 1u);
}

// C2: a lessee is told of no deadline that the hops do not have.
TEST_F(RegionEdges, KeepsWhatAHolderSeenDuringTheSetUpWasTold) {
  begin();
  auto answer = pose<std::vector<lease_outcome>>(
      node_services().leases,
      request_leases{
          lessee("alice"), {wish("E2", "10Mbit/s", "infinite")}, {}});
  while (manager().machine->book().setups() == 0)
    step();
  clock->pass(seconds{5});
  tell(node_services().leases, holder_seen{lessee_name{"alice"}});
  ASSERT_TRUE(*answer);
  auto& got = std::get<lease_grant>((**answer).front());
  EXPECT_EQ(got.lease.deadline, node_services().clock->now() + seconds{30});
  pass(seconds{29});
  EXPECT_EQ(leases().size(), 1u);
  EXPECT_EQ(hops().second, 3u);
  pass(seconds{2});
  EXPECT_TRUE(leases().empty());
}

TEST_F(RegionEdges, ForgetsHoldersThatAreGone) {
  begin();
  for (int i = 0; i < 100; ++i)
    tell(node_services().leases,
         holder_seen{lessee_name{"lessee-" + std::to_string(i)}});
  pass(seconds{20});
  tell(node_services().leases, holder_seen{lessee_name{"lessee-7"}});
  pass(seconds{15});
  EXPECT_EQ(manager().machine->context().holders.size(), 1u);
}

// A region of a thousand gateways is asked for one wish at a time.
TEST_F(RegionEdges, BoundsHowManyQuestionsToGatewaysAreOpen) {
  begin();
  std::vector<lease_request> batch(3000, wish("E2", "1kbit/s", "60s"));
  auto answer = pose<std::vector<lease_outcome>>(
      node_services().leases, request_leases{lessee("alice"), batch, {}});
  auto keeper = caf::actor_cast<planner_keeper_actor>(running->planner());
  auto& planners = test::state_of<planner_keeper_state>(keeper).planners;
  auto& planner = test::state_of<planner_state>(planners.begin()->second);
  std::size_t most_asked = 0;
  std::size_t most = 0;
  while (step()) {
    most = std::max(most, planner.inquiries.size());
    most_asked = std::max(most_asked, planner.asked.size());
  }
  EXPECT_LE(most * 3, planner.config.questions_max);
  EXPECT_LE(most_asked, planner.config.asked_max);
  EXPECT_GT(most_asked, 0u);
  ASSERT_TRUE(*answer);
  for (auto& outcome : **answer)
    EXPECT_TRUE(std::holds_alternative<lease_grant>(outcome));
  EXPECT_TRUE(planner.waiting.empty());
  EXPECT_TRUE(planner.waiting_for_routes.empty());
}

// One lessee's set-ups leave room for those of others, and the refusal says
// when to ask again.
TEST_F(RegionEdges, BoundsHowManyRequestsOfOneLesseeAreBeingSetUp) {
  config.setups_of_lessee_max = 2;
  begin();
  const auto ask = [this](const std::string& who) {
    std::vector<lease_request> batch(3, wish("E2", "1kbit/s", "60s"));
    return pose<std::vector<lease_outcome>>(
        node_services().leases, request_leases{lessee(who), batch, {}});
  };
  auto alice = ask("alice");
  auto bob = ask("bob");
  while (step()) {
  }
  for (auto* answer : {&alice, &bob}) {
    ASSERT_TRUE(**answer);
    auto& outcomes = ***answer;
    EXPECT_TRUE(std::holds_alternative<lease_grant>(outcomes[0]));
    EXPECT_TRUE(std::holds_alternative<lease_grant>(outcomes[1]));
    ASSERT_TRUE(std::holds_alternative<refusal>(outcomes[2]));
    auto& no = std::get<refusal>(outcomes[2]);
    EXPECT_EQ(no.code, errc::too_much);
    EXPECT_GT(no.retry_after, duration::zero());
  }
}

// Of what comes at once, no more is looked at than may be; rehearsals count,
// and retries of what is under way are no more than that.
TEST_F(RegionEdges, BoundsHowManyRequestsAreBeingSetUp) {
  config.setups_max = 3;
  begin();
  std::vector<lease_request> batch(6, wish("E2", "1kbit/s", "60s"));
  batch[0].request = batch[3].request = request_id{77};
  batch[1].intent = request_intent::dry_run;
  batch[5].intent = request_intent::dry_run;
  auto answer = question<std::vector<lease_outcome>>(
      node_services().leases, request_leases{lessee("alice"), batch, {}});
  ASSERT_TRUE(answer);
  for (auto i : {0u, 1u, 2u, 3u})
    EXPECT_TRUE(std::holds_alternative<lease_grant>((*answer)[i])) << i;
  for (auto i : {4u, 5u}) {
    ASSERT_TRUE(std::holds_alternative<refusal>((*answer)[i])) << i;
    auto& no = std::get<refusal>((*answer)[i]);
    EXPECT_EQ(no.code, errc::too_much);
    EXPECT_EQ(no.message,
              "the node is setting up 3 leases, as many at once as it may; ask "
              "for fewer at once, or again when some are answered");
  }
  grant(wish("E2", "1kbit/s", "60s"));
}

// A change that is being written is one already for the next.
TEST_F(RegionEdges, HasTheCapacitiesOfTheJournalAfterTwoChangesAtOnce) {
  begin();
  for (int steps = 0; steps < 40; ++steps) {
    auto loaded = pose<status>(node_services().directory,
                               load_topology{test::row_of_three, {}});
    for (int i = 0; i < steps; ++i)
      step();
    auto smaller = pose<status>(
        node_services().directory,
        set_capacity{resource_name{"E2/nic"}, *parse_amounts("1Mbit/s"), {}});
    drain();
    ASSERT_TRUE(*smaller && **smaller);
    ASSERT_TRUE(*loaded && **loaded);
    auto before = free("E2/nic");
    restart();
    ASSERT_EQ(free("E2/nic"), before) << "after " << steps;
  }
}

TEST_F(RegionEdges, ChangesAResourceOfARegionThatIsBeingWritten) {
  begin();
  auto directory = node_services().directory;
  auto alone = question<status>(directory,
                                load_topology{"region = \"row\"\n"
                                              "[[gateway]]\nname = \"A\"\n",
                                              {}});
  ASSERT_TRUE(alone && *alone);
  auto loaded = pose<status>(directory, load_topology{test::row_of_three, {}});
  auto smaller = std::make_shared<std::optional<status>>();
  while (!*loaded) {
    smaller = pose<status>(
        directory,
        set_capacity{resource_name{"E2/nic"}, *parse_amounts("1Mbit/s"), {}});
    ASSERT_TRUE(step());
  }
  drain();
  ASSERT_TRUE(**loaded);
  ASSERT_TRUE(*smaller && **smaller);
  EXPECT_EQ(free("E2/nic"), *parse_amounts("1Mbit/s"));
}

// A crash may leave the record of a lease that gave back everything, and the
// region may lose a gateway of its route before the next start.
TEST_F(RegionEdges, ForgetsALeaseThatIsOverAtAGatewayThatIsGone) {
  begin();
  auto id = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  kill();
  recovery found;
  ASSERT_FALSE(
      journal->replay([&found](const record& x) { return found.visit(x); }));
  auto over = found.leases.begin()->second;
  over.phase = lease_phase::over;
  record_group last{to_record(over),
                    topology_to_record("region = \"row\"\n"
                                       "[[gateway]]\nname = \"A\"\n")};
  for (auto& [key, hop] : found.hops)
    last.push_back(erasure_of(hop));
  ASSERT_FALSE(journal->append({last}));
  begin();
  EXPECT_TRUE(manager().chains.empty());
  EXPECT_EQ(release(id).code, errc::none);
  restart();
  EXPECT_EQ(manager().machine->book().leases(), 0u);
}

} // namespace
} // namespace leasehold
