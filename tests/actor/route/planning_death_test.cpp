// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Whoever plans dies at every step of a set-up, and so do RESOURCEs: no lease
// notices, and each request gets the answer that it would have got.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_cast.hpp>
#include <gtest/gtest.h>

#include "actors/directory/directory_actor.hpp"
#include "actors/gateway/gateway_actor.hpp"
#include "actors/route/planner_keeper.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using strings = std::vector<std::string>;
using outcomes = std::vector<lease_outcome>;

/// Two ways from E1 to E2, of which the one over C costs more.
constexpr const char* two_ways = R"(
region = "two-ways"
[[gateway]]
name = "A"
[[gateway]]
name = "B"
[[gateway]]
name = "C"
[[gateway]]
name = "D"
[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"
[[link]]
name = "B-D"
between = ["B", "D"]
bandwidth = "100Mbit/s"
[[link]]
name = "A-C"
between = ["A", "C"]
bandwidth = "100Mbit/s"
cost = 5
[[link]]
name = "C-D"
between = ["C", "D"]
bandwidth = "100Mbit/s"
cost = 5
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[endpoint]]
name = "E2"
gateway = "D"
bandwidth = "1Gbit/s"
)";

class PlanningDeath : public test::region_test {
protected:
  PlanningDeath() {
    config.first_topology = two_ways;
    EXPECT_EQ(start().message, "");
  }

  ~PlanningDeath() override {
    if (running) {
      EXPECT_EQ(audit(), strings{});
      EXPECT_TRUE(deaths->empty());
    }
  }

  const planner_keeper_state& keeper() const {
    return test::state_of<planner_keeper_state>(
        caf::actor_cast<planner_keeper_actor>(running->planner()));
  }
  const planner_actor& planner() const {
    return keeper().planners.begin()->second;
  }
  const planner_state& planning() const {
    return test::state_of<planner_state>(planner());
  }
  const gateway_state& gateway(const char* name) const {
    auto& all =
        test::state_of<directory_state>(node_services().directory).gateways;
    return test::state_of<gateway_state>(all.at(gateway_name{name}));
  }

  bool kill_planner() {
    test::strike(planner());
    return true;
  }

  bool kill_routes() {
    for (auto& [ends, child] : planning().routes)
      test::strike(child);
    return !planning().routes.empty();
  }

  bool kill_resources() {
    for (auto name : {"A", "B", "C", "D"})
      for (auto& [resource, child] : gateway(name).resources)
        test::strike(child);
    return true;
  }

  /// Runs an operation again and again, and kills after one step more each
  /// time, until it is done before that.
  void at_every_step(const std::function<void()>& begin,
                     const std::function<bool()>& kill,
                     const std::function<void()>& judge) {
    auto kills = 0;
    for (int steps = 1, done = 0; done == 0; ++steps) {
      SCOPED_TRACE("killed after step " + std::to_string(steps));
      begin();
      for (int i = 0; i < steps; ++i)
        done += step() ? 0 : 1;
      kills += kill() ? 1 : 0;
      drain();
      judge();
      ASSERT_LT(steps, 1000);
      if (HasFailure())
        return;
    }
    EXPECT_GT(kills, 3);
  }

  std::shared_ptr<std::optional<outcomes>>
  pose_requests(std::vector<lease_request> batch) {
    return pose<outcomes>(
        node_services().leases,
        request_leases{lessee("alice"), std::move(batch), {}});
  }

  static std::vector<std::string> path_of(const lease_outcome& outcome) {
    std::vector<std::string> result;
    if (auto got = std::get_if<lease_grant>(&outcome))
      for (auto& hop : got->lease.route.hops)
        result.push_back(hop.gateway.str());
    return result;
  }

  /// Each of them was granted, and is given back.
  void expect_granted(const std::optional<outcomes>& answer) {
    ASSERT_TRUE(answer);
    for (auto& outcome : *answer) {
      auto got = std::get_if<lease_grant>(&outcome);
      ASSERT_NE(got, nullptr) << std::get<refusal>(outcome).message;
      EXPECT_EQ(release(got->lease.id).code, errc::none);
    }
    EXPECT_TRUE(leases().empty());
    EXPECT_EQ(hops(), std::make_pair(std::uint64_t{0}, std::uint64_t{0}));
  }

  /// Three that all fit, of which the last needs the other way.
  void expect_requests_unharmed(const std::function<bool()>& kill) {
    std::shared_ptr<std::optional<outcomes>> answer;
    at_every_step(
        [&] {
          answer = pose_requests({wish("E2", "60Mbit/s", "60s"),
                                  wish("E2", "30Mbit/s", "60s"),
                                  wish("E2", "70Mbit/s", "60s")});
        },
        kill, [&] { expect_granted(*answer); });
  }

  /// One that never fits.
  void expect_refusals_unharmed(const std::function<bool()>& kill) {
    std::shared_ptr<std::optional<outcomes>> answer;
    at_every_step(
        [&] { answer = pose_requests({wish("E2", "150Mbit/s", "60s")}); }, kill,
        [&] {
          ASSERT_TRUE(*answer);
          auto no = std::get_if<refusal>(&(**answer).front());
          ASSERT_NE(no, nullptr);
          EXPECT_EQ(no->code, errc::above_capacity) << no->message;
        });
  }

  std::vector<resource_demand> read_all_demand() {
    using list = std::vector<resource_demand>;
    auto answer =
        question<result<list>>(node_services().directory, read_demand{{}, {}});
    return answer && *answer ? **answer : list{};
  }
};

TEST_F(PlanningDeath, OfRoutesHarmsNoRequest) {
  expect_requests_unharmed([this] { return kill_routes(); });
}

TEST_F(PlanningDeath, OfThePlannerHarmsNoRequest) {
  expect_requests_unharmed([this] { return kill_planner(); });
  EXPECT_TRUE(keeper().open.empty());
  EXPECT_EQ(keeper().planners.size(), 1u);
}

TEST_F(PlanningDeath, OfResourcesHarmsNoRequest) {
  expect_requests_unharmed([this] { return kill_resources(); });
}

TEST_F(PlanningDeath, OfRoutesHarmsNoRefusal) {
  expect_refusals_unharmed([this] {
    kill_routes();
    return true;
  });
}

TEST_F(PlanningDeath, OfThePlannerHarmsNoRefusal) {
  expect_refusals_unharmed([this] { return kill_planner(); });
}

TEST_F(PlanningDeath, OfThePlannerHarmsNoChange) {
  auto lease = grant(wish("E2", "20Mbit/s", "60s")).lease.id;
  std::shared_ptr<std::optional<outcomes>> answer;
  auto rate = 20;
  at_every_step(
      [&] {
        rate = rate == 20 ? 21 : 20;
        change_request x;
        x.lease = lease;
        x.amount = *parse_amounts(std::to_string(rate) + "Mbit/s");
        answer = pose<outcomes>(node_services().leases,
                                change_leases{lessee("alice"), {x}, {}});
      },
      [this] { return kill_planner(); },
      [&] {
        ASSERT_TRUE(*answer);
        auto got = std::get_if<lease_grant>(&(**answer).front());
        ASSERT_NE(got, nullptr)
            << std::get<refusal>((**answer).front()).message;
      });
}

// A question that kills whoever plans is not asked for ever.
TEST_F(PlanningDeath, OfPlannersAgainAndAgainIsARefusal) {
  auto answer = pose_requests({wish("E2", "60Mbit/s", "60s")});
  for (int deaths = 0; deaths < 3 && !*answer; ++deaths) {
    while (keeper().open.empty() && step()) {
    }
    kill_planner();
    test::strike(planner());
    for (int i = 0; i < 3; ++i)
      step();
  }
  drain();
  ASSERT_TRUE(*answer);
  auto no = std::get_if<refusal>(&(**answer).front());
  ASSERT_NE(no, nullptr);
  EXPECT_EQ(no->code, errc::unavailable);
  grant(wish("E2", "60Mbit/s", "60s"));
}

// Both are told of the cheap way, and one of them finds it taken when it holds.
TEST_F(PlanningDeath, OfAHoldIsFollowedByASearchOfTheWholeRegion) {
  auto answer = pose_requests(
      {wish("E2", "60Mbit/s", "60s"), wish("E2", "60Mbit/s", "60s")});
  drain();
  ASSERT_TRUE(*answer);
  EXPECT_EQ(path_of((**answer)[0]), (strings{"A", "B", "D"}));
  EXPECT_EQ(path_of((**answer)[1]), (strings{"A", "C", "D"}));
  expect_granted(*answer);
}

// -- resources ---------------------------------------------------------------

TEST_F(PlanningDeath, OfResourcesLeavesNoQuestionAboutDemandOpen) {
  grant(wish("E2", "60Mbit/s", "1h"));
  auto expected = read_all_demand().size();
  ASSERT_GT(expected, 3u);
  std::shared_ptr<std::optional<result<std::vector<resource_demand>>>> answer;
  at_every_step(
      [&] {
        answer = pose<result<std::vector<resource_demand>>>(
            node_services().directory, read_demand{{}, {}});
      },
      [this] { return kill_resources(); },
      [&] {
        ASSERT_TRUE(*answer && **answer);
        EXPECT_EQ((***answer).size(), expected);
        for (auto& x : ***answer)
          EXPECT_TRUE(x.resource != resource_name{"A/A-B"}
                      || x.taken == *parse_amounts("60Mbit/s"));
      });
}

TEST_F(PlanningDeath, OfAResourceKeepsItsThreshold) {
  auto set =
      question<status>(node_services().directory,
                       set_threshold{{resource_name{"A/A-B"}, 50, 40}, {}});
  ASSERT_TRUE(set && *set);
  kill_resources();
  drain();
  grant(wish("E2", "60Mbit/s", "1h"));
  std::size_t told = 0;
  for (auto& event : events().events)
    told += event.kind == event_kind::demand_high ? 1 : 0;
  EXPECT_EQ(told, 1u);
}

// What it said there is of it holds until another says otherwise (C8).
TEST_F(PlanningDeath, OfAResourceDoesNotBringBackWhatItHadNot) {
  auto& nic = gateway("A").resources.at(resource_name{"A/A-B"});
  tell(nic,
       report_resource{report_resource::health::serving,
                       *parse_amounts("30Mbit/s")});
  EXPECT_EQ(free("A/A-B"), *parse_amounts("30Mbit/s"));
  kill_resources();
  drain();
  EXPECT_EQ(free("A/A-B"), *parse_amounts("30Mbit/s"));
  auto more = question<status>(
      node_services().directory,
      set_capacity{resource_name{"A/A-B"}, *parse_amounts("200Mbit/s"), {}});
  ASSERT_TRUE(more && *more);
  EXPECT_EQ(free("A/A-B"), *parse_amounts("30Mbit/s"));
  tell(gateway("A").resources.at(resource_name{"A/A-B"}),
       report_resource{report_resource::health::failed, {}});
  EXPECT_EQ(free("A/A-B"), amounts{});
  tell(gateway("A").resources.at(resource_name{"A/A-B"}), report_resource{});
  EXPECT_EQ(free("A/A-B"), *parse_amounts("200Mbit/s"));
}

// Another says otherwise only if it knows what was said.
TEST_F(PlanningDeath, OfAResourceLeavesItsAccountToTheNext) {
  const resource_name nic{"A/A-B"};
  tell(gateway("A").resources.at(nic),
       report_resource{report_resource::health::serving,
                       *parse_amounts("30Mbit/s")});
  kill_resources();
  drain();
  tell(gateway("A").resources.at(nic), report_resource{});
  EXPECT_EQ(free("A/A-B"), *parse_amounts("100Mbit/s"));
}

TEST_F(PlanningDeath, OfAResourceIsFollowedByHintsThatCount) {
  const resource_name nic{"A/A-B"};
  auto hint = [&] {
    auto& route = planning().routes.begin()->second;
    return test::state_of<route_state>(route).machine->hint_of(nic);
  };
  auto first = grant(wish("E2", "100Mbit/s", "1h")).lease.id;
  // Asked for hints by the first request, told by the second's.
  grant(wish("E2", "10Mbit/s", "10s"));
  ASSERT_TRUE(hint());
  EXPECT_EQ(hint()->now, load_hint::load::full);
  auto version = hint()->version;
  kill_resources();
  drain();
  pass(seconds{31});
  grant(wish("E2", "10Mbit/s", "10s"));
  EXPECT_GT(hint()->version, version);
  EXPECT_EQ(hint()->now, load_hint::load::full) << "the next knows that too";
  EXPECT_EQ(release(first).code, errc::none);
  pass(seconds{31});
  grant(wish("E2", "100Mbit/s", "60s"));
  ASSERT_TRUE(hint());
  EXPECT_GT(hint()->version, version);
}

} // namespace
} // namespace leasehold
