// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/planner_actor.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "actors/all_messages.hpp"
#include "actors/route/planning_work.hpp"
#include "actors/route/region.hpp"
#include "actors/route/topology_file.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/actor_test.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/unit/route/route_puzzle.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using strings = std::vector<std::string>;

/// The way over B costs less than the one over C.
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

/// Gateways that say all is free, all but those that say nothing.
class RoutePlanner : public test::actor_test<caf::id_block::leasehold_runtime,
                                             caf::id_block::leasehold_actors> {
protected:
  using scope = search_scope;

  RoutePlanner() {
    clock = std::make_shared<node_clock>(ticks, std::nullopt);
    std::tie(client, plans) = spawn_listener<route_plan>();
    planner_config config;
    config.clock = clock;
    begin(std::move(config));
  }

  // Its ROUTEs are its own to stop.
  ~RoutePlanner() override {
    stop(uut);
  }

  void begin(planner_config config) {
    if (uut)
      stop(uut);
    uut = spawn(route_planner, std::move(config));
    drain();
  }

  gateway_actor fake_gateway(const gateway_name& name,
                             std::shared_ptr<const route_graph> graph) {
    return spawn(
        [name, graph, mute = silent, seen = probes, time = ticks, clock = clock,
         limit = limit, room = room](
            gateway_actor::pointer self) -> gateway_actor::behavior_type {
          return {
              [](const order_hops&) {},
              [self, name, graph, mute, seen, time, clock, limit,
               room](const probe_gateway& msg) {
                seen->push_back(msg.question);
                if (mute->count(name) > 0)
                  return;
                probe_answer answer;
                answer.token = msg.question.token;
                answer.gateway = name;
                for (auto& x : graph->resources_of(name)) {
                  resource_view view;
                  view.resource = x.name;
                  view.capacity = view.free = x.capacity;
                  if (auto i = room->find(x.name); i != room->end())
                    view.free = i->second;
                  view.steps.push_back({msg.question.over.start, view.free});
                  auto latest = limit->latest_end(clock->now());
                  if (latest < msg.question.over.end) {
                    view.free = {};
                    view.steps.push_back({latest, {}});
                  }
                  answer.resources.push_back(std::move(view));
                }
                self->send(msg.prober, std::move(answer));
                if (limit->longest < duration::max())
                  time->pass(duration{3});
              },
              [](const place_resources&) {},
              [](const narrow_resources&) { return gateway_report{}; },
              [](const admit_effect&) {},
              [](const draw_calendar&) { return gateway_calendar{}; },
              [](const describe_gateway&) { return gateway_report{}; },
              [](const watch_demand&) {},
              [](const note_refusal&) {},
              [](const describe_demand&) { return gateway_demand{}; },
              [](const audit_gateway&) { return gateway_audit{}; },
              [](const watch_load&) {},
              [](const resource_serves&) {},
              [](const demand_told&) {},
              [](tell_resources) {},
              [](const root_answer&) {},
              [](const wake_up&) {},
          };
        });
  }

  void enter_region() {
    enter(*parse_topology(two_ways, "the test"));
  }

  void enter(const topology& specs) {
    auto next = std::make_shared<region>();
    next->specs = specs;
    next->graph = std::make_shared<route_graph>(next->specs);
    for (auto& x : next->specs.gateways)
      next->gateways.emplace(x.name, fake_gateway(x.name, next->graph));
    for (auto& name : unreached) {
      const node_name node{"of-" + name.str()};
      next->elsewhere.emplace(name, node);
      next->silent.insert(node);
    }
    if (limit->latest_end(clock->now()) < forever)
      for (auto& x : next->graph->resources())
        next->limits.emplace(x.name, *limit);
    tell(uut, region_changed{next});
  }

  route_wish wish(const std::string& rate) const {
    route_wish result;
    result.query.source = endpoint_name{"E1"};
    result.query.target = resource_name{"E2/nic"};
    result.query.amount = *parse_amounts(rate);
    result.term = {clock->now(), clock->now() + seconds{60}};
    return result;
  }

  void plan(const std::string& rate, std::uint64_t token = 1,
            scope where = scope::kept_paths) {
    plan_route question{token, wish(rate), client};
    question.scope = where;
    tell(uut, std::move(question));
  }

  void plan_whole(const std::string& rate, std::uint64_t token = 1) {
    plan(rate, token, scope::whole_region);
  }

  const planner_state& state() const {
    return test::state_of<planner_state>(uut);
  }

  void pass(duration time) {
    ticks->pass(time);
    advance(time);
  }

  /// The gateways of the best route of the newest plan.
  strings best() const {
    strings result;
    auto routes = std::get_if<std::vector<route>>(&plans->back().plan);
    if (routes == nullptr)
      return {"refused"};
    for (auto& hop : routes->front().hops)
      result.push_back(hop.gateway.str());
    return result;
  }

  refusal refused() const {
    auto no = std::get_if<refusal>(&plans->back().plan);
    return no == nullptr ? refusal{} : *no;
  }

  std::shared_ptr<test::manual_clock> ticks =
      std::make_shared<test::manual_clock>();
  std::shared_ptr<const node_clock> clock;
  std::shared_ptr<std::set<gateway_name>> silent =
      std::make_shared<std::set<gateway_name>>();
  std::shared_ptr<std::vector<probe>> probes =
      std::make_shared<std::vector<probe>>();
  /// What is free of resources of which not all is.
  std::shared_ptr<std::map<resource_name, amounts>> room =
      std::make_shared<std::map<resource_name, amounts>>();
  /// Gateways of nodes that can't be reached.
  std::set<gateway_name> unreached;
  std::shared_ptr<term_limit> limit = std::make_shared<term_limit>();
  route_client_actor client;
  std::shared_ptr<std::vector<route_plan>> plans;
  planner_actor uut;
};

TEST_F(RoutePlanner, AnswersUnavailableWhileItKnowsNoRegion) {
  plan("10Mbit/s", 7);
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(plans->back().token, 7u);
  EXPECT_EQ(refused().code, errc::unavailable);
}

TEST_F(RoutePlanner, FindsTheBestRouteOnceAllGatewaysHaveAnswered) {
  enter_region();
  plan_whole("10Mbit/s", 7);
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(plans->back().token, 7u);
  EXPECT_EQ(best(), (strings{"A", "B", "D"}));
  ASSERT_EQ(probes->size(), 4u);
  EXPECT_EQ(probes->front().detail, probe_detail::minimum);
  EXPECT_TRUE(probes->front().over == wish("10Mbit/s").term);
  EXPECT_EQ(plans->back().scope, scope::whole_region);
}

// -- routes that are kept ----------------------------------------------------

TEST_F(RoutePlanner, AsksTheGatewaysOfTheBestPathAlone) {
  enter_region();
  plan("10Mbit/s", 7);
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(plans->back().token, 7u);
  EXPECT_EQ(plans->back().scope, scope::kept_paths);
  EXPECT_EQ(best(), (strings{"A", "B", "D"}));
  EXPECT_EQ(probes->size(), 3u);
}

TEST_F(RoutePlanner, GoesPastAGatewayThatDoesNotAnswerInTime) {
  silent->insert(gateway_name{"B"});
  enter_region();
  plan("10Mbit/s");
  pass(duration{499});
  EXPECT_TRUE(plans->empty());
  pass(duration{1});
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(best(), (strings{"A", "C", "D"}));
}

TEST_F(RoutePlanner, AsksTheWholeRegionBeforeItRefuses) {
  enter_region();
  (*room)[resource_name{"E2/nic"}] = {};
  plan("10Mbit/s");
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(refused().code, errc::insufficient_capacity);
  // Along the paths that are kept, everywhere, and everywhere over time.
  EXPECT_EQ(probes->size(), 4u + 4u + 4u);
}

// What is free now was taken when the gateways on the paths were asked.
TEST_F(RoutePlanner, GrantsWhatTheWholeRegionHasThoughNothingWasKept) {
  enter_region();
  (*room)[resource_name{"E2/nic"}] = {};
  caf::anon_send(uut, plan_route{1, wish("10Mbit/s"), client});
  while (probes->size() < 4)
    ASSERT_TRUE(step());
  room->clear();
  drain();
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(best(), (strings{"A", "B", "D"}));
  EXPECT_EQ(plans->back().scope, scope::whole_region);
}

TEST_F(RoutePlanner, AsksTheWholeRegionWhereOthersWouldGiveUpSome) {
  enter_region();
  (*room)[resource_name{"B/B-D"}] = {};
  plan_route question{1, wish("10Mbit/s"), client};
  question.relief[resource_name{"B/B-D"}] = *parse_amounts("20Mbit/s");
  tell(uut, std::move(question));
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(best(), (strings{"A", "B", "D"}));
  EXPECT_EQ(probes->size(), 4u);
  EXPECT_EQ(state().routes.size(), 0u);
}

// It ended the node twice: no ROUTE is asked either.
TEST_F(RoutePlanner, RefusesAWishThatIsSetAside) {
  set_aside before;
  before.stuck(work_of(wish("10Mbit/s").query));
  set_aside again{before.text()};
  again.stuck(work_of(wish("10Mbit/s").query));
  planner_config config;
  config.clock = clock;
  config.aside = std::make_shared<set_aside>(again.text());
  begin(std::move(config));
  enter_region();
  plan("10Mbit/s");
  EXPECT_EQ(refused().code, errc::too_much);
  EXPECT_EQ(state().routes.size(), 0u);
  plan("11Mbit/s");
  EXPECT_EQ(best(), (strings{"A", "B", "D"}));
}

TEST_F(RoutePlanner, EndsARouteThatIsNotNeeded) {
  enter_region();
  plan("10Mbit/s");
  EXPECT_EQ(state().routes.size(), 1u);
  pass(seconds{59});
  plan("10Mbit/s");
  pass(seconds{59});
  EXPECT_EQ(state().routes.size(), 1u) << "it was needed";
  pass(seconds{1});
  EXPECT_EQ(state().routes.size(), 0u);
  plan("10Mbit/s");
  EXPECT_EQ(best(), (strings{"A", "B", "D"}));
}

TEST_F(RoutePlanner, KeepsNoMoreRoutesThanItMay) {
  planner_config config;
  config.clock = clock;
  config.kept_max = 1;
  begin(std::move(config));
  silent->insert(gateway_name{"D"});
  enter_region();
  plan("10Mbit/s", 1);
  plan_route back{2, wish("10Mbit/s"), client};
  back.wish.query.source = endpoint_name{"E2"};
  back.wish.query.target = resource_name{"E1/nic"};
  tell(uut, back);
  EXPECT_EQ(state().routes.size(), 1u);
  // What the first had is not lost.
  for (int i = 0; i < 10; ++i)
    pass(seconds{1});
  EXPECT_EQ(plans->size(), 2u);
}

TEST_F(RoutePlanner, TellsRoutesOfANewRegion) {
  enter_region();
  plan("10Mbit/s");
  auto shorter = *parse_topology(two_ways, "the test");
  for (auto& link : shorter.links)
    link.cost = link.name == link_name{"A-B"} ? 20 : link.cost;
  enter(shorter);
  plan("10Mbit/s");
  EXPECT_EQ(best(), (strings{"A", "C", "D"}));
}

TEST_F(RoutePlanner, AnswersWhatARouteHadWhenTheRegionChanged) {
  silent->insert(gateway_name{"B"});
  enter_region();
  plan("10Mbit/s");
  silent->clear();
  enter_region();
  EXPECT_EQ(plans->size(), 1u);
  EXPECT_EQ(best(), (strings{"A", "B", "D"}));
}

// Whoever dies, and whenever: each wish is answered once.
TEST_F(RoutePlanner, AnswersEachWishThoughARouteDiesAtAnyStep) {
  enter_region();
  auto deaths = 0;
  for (int steps = 1, done = 0; done == 0; ++steps) {
    SCOPED_TRACE("a ROUTE died after step " + std::to_string(steps));
    plans->clear();
    for (std::uint64_t token = 1; token <= 3; ++token)
      caf::anon_send(uut, plan_route{token, wish("10Mbit/s"), client});
    for (int i = 0; i < steps; ++i)
      done += step() ? 0 : 1;
    for (auto& [ends, child] : state().routes) {
      test::strike(child);
      ++deaths;
    }
    drain();
    std::set<std::uint64_t> tokens;
    for (auto& each : *plans) {
      tokens.insert(each.token);
      EXPECT_EQ(std::get<std::vector<route>>(each.plan).front().hops.size(),
                3u);
    }
    EXPECT_EQ(plans->size(), 3u);
    EXPECT_EQ(tokens.size(), 3u);
    EXPECT_TRUE(state().asked.empty());
    EXPECT_TRUE(state().inquiries.empty());
  }
  EXPECT_GT(deaths, 10);
}

// Nothing is granted or refused that a search of the whole region would not.
TEST_F(RoutePlanner, DecidesAsASearchOfTheWholeRegionWould) {
  EXPECT_TRUE(rc::check([this] {
    auto x = any_puzzle();
    *room = {x.free.begin(), x.free.end()};
    enter(x.region);
    plans->clear();
    plan_route question{1, {x.query, {}}, client};
    question.wish.term = {clock->now(), clock->now() + seconds{60}};
    tell(uut, question);
    RC_ASSERT(plans->size() == 1u);
    auto whole =
        find_routes(route_graph{x.region}, x.query, lookup_in(x.free), 4);
    auto why = std::get_if<route_failure>(&whole);
    auto no = std::get_if<refusal>(&plans->back().plan);
    RC_TAG(std::string{why == nullptr ? "granted" : to_string(why->code)});
    RC_ASSERT((no == nullptr) == (why == nullptr));
    if (no != nullptr)
      RC_ASSERT(std::string{to_string(no->code)} == to_string(why->code));
  }));
}

// -- the whole region --------------------------------------------------------

TEST_F(RoutePlanner, LeavesOutAGatewayThatDoesNotAnswerInTime) {
  silent->insert(gateway_name{"B"});
  enter_region();
  plan_whole("10Mbit/s");
  pass(duration{1999});
  EXPECT_TRUE(plans->empty());
  pass(duration{1});
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(best(), (strings{"A", "C", "D"}));
}

// What is free there is not known, so no figure would be true.
TEST_F(RoutePlanner, RefusesAsUnavailableWhatDoesNotFitWithoutASilentGateway) {
  silent->insert(gateway_name{"D"});
  enter_region();
  plan_whole("10Mbit/s");
  pass(seconds{2});
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(refused().code, errc::unavailable);
  EXPECT_EQ(refused().gateway, gateway_name{"D"});
  EXPECT_EQ(refused().message,
            "D did not say in time what is free, and without that there is no "
            "route with enough; try again");
}

TEST_F(RoutePlanner, NamesSomeOfManySilentGateways) {
  for (auto name : {"A", "B", "C", "D"})
    silent->insert(gateway_name{name});
  enter_region();
  plan_whole("10Mbit/s");
  pass(seconds{2});
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(refused().code, errc::unavailable);
  EXPECT_EQ(refused().message.find("A, B, C and 1 more did not say"), 0u)
      << refused().message;
}

TEST_F(RoutePlanner, AsksNoGatewayWhoseNodeCanNotBeReached) {
  unreached.insert(gateway_name{"B"});
  enter_region();
  for (auto where : {scope::whole_region, scope::kept_paths}) {
    plans->clear();
    plan("10Mbit/s", 1, where);
    ASSERT_EQ(plans->size(), 1u) << "waits for nobody";
    EXPECT_EQ(best(), (strings{"A", "C", "D"}));
  }
  EXPECT_EQ(probes->size(), 6u) << "twice three gateways";
}

TEST_F(RoutePlanner, NamesTheNodeWithoutWhichNothingFits) {
  unreached.insert(gateway_name{"D"});
  enter_region();
  plan("10Mbit/s");
  ASSERT_EQ(plans->size(), 1u) << "waits for nobody";
  EXPECT_EQ(refused().code, errc::unavailable);
  EXPECT_EQ(refused().gateway, gateway_name{"D"});
  EXPECT_EQ(refused().message,
            "node of-D can't be reached, and without D there is no route with "
            "enough: `leasehold node list` shows the nodes; try again when it "
            "is back");
  EXPECT_GT(refused().retry_after, duration::zero());
}

TEST_F(RoutePlanner, CountsNodesThatCanNotBeReached) {
  for (auto name : {"B", "C", "D"})
    unreached.insert(gateway_name{name});
  enter_region();
  plan("10Mbit/s");
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(refused().message.find(
                "nodes of-B, of-C, of-D can't be reached, and without B, C, D "
                "there is no route with enough"),
            0u)
      << refused().message;
}

// It would not fit if B were there and empty either.
TEST_F(RoutePlanner, ExplainsWhatDoesNotFitWhicheverNodeIsAway) {
  unreached.insert(gateway_name{"B"});
  (*room)[resource_name{"E2/nic"}] = *parse_amounts("5Mbit/s");
  enter_region();
  plan("10Mbit/s");
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(refused().code, errc::insufficient_capacity);
  EXPECT_EQ(refused().resource, resource_name{"E2/nic"});
  ASSERT_TRUE(refused().offer.largest_amount);
  EXPECT_EQ(to_string(*refused().offer.largest_amount), "5Mbit/s");
}

TEST_F(RoutePlanner, RefusesWhatIsTooMuchWhoeverIsSilent) {
  silent->insert(gateway_name{"B"});
  enter_region();
  plan("200Mbit/s");
  pass(seconds{2});
  pass(seconds{2});
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(refused().code, errc::above_capacity);
}

TEST_F(RoutePlanner, KeepsEachInquiryToItsOwnPatience) {
  silent->insert(gateway_name{"B"});
  enter_region();
  plan_whole("10Mbit/s", 1);
  pass(seconds{1});
  plan_whole("10Mbit/s", 2);
  pass(seconds{1});
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(plans->back().token, 1u);
  pass(seconds{1});
  ASSERT_EQ(plans->size(), 2u);
  EXPECT_EQ(plans->back().token, 2u);
}

TEST_F(RoutePlanner, IgnoresAnswersThatComeTwiceOrTooLate) {
  silent->insert(gateway_name{"B"});
  enter_region();
  plan_whole("10Mbit/s");
  probe_answer again;
  again.token = probes->front().token;
  again.gateway = gateway_name{"A"};
  tell(uut, again);
  EXPECT_TRUE(plans->empty()) << "B is still missing";
  pass(seconds{2});
  again.gateway = gateway_name{"B"};
  tell(uut, again);
  again.token = 999;
  tell(uut, again);
  EXPECT_EQ(plans->size(), 1u);
}

TEST_F(RoutePlanner, AsksForStepsOnlyToExplainARefusal) {
  enter_region();
  plan("200Mbit/s");
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(refused().code, errc::above_capacity);
  EXPECT_EQ(refused().offer.largest_amount, *parse_amounts("100Mbit/s"));
  ASSERT_EQ(probes->size(), 8u);
  EXPECT_EQ(probes->back().detail, probe_detail::steps);
}

// A limit that moves with the time was elsewhere when the gateways answered.
TEST_F(RoutePlanner, NamesALimitThatMovesWithTheTime) {
  limit->longest = duration{30'000};
  enter_region();
  plan("10Mbit/s");
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_NE(refused().message.find("in error: terms there last at most 30s"),
            std::string::npos)
      << refused().message;
}

TEST_F(RoutePlanner, ExplainsAGatewaysRefusal) {
  enter_region();
  hop_answer why;
  why.key.gateway = gateway_name{"B"};
  why.code = errc::insufficient_capacity;
  why.resource = resource_name{"B/A-B"};
  tell(uut, explain_refusal{5, wish("10Mbit/s"), why, client});
  ASSERT_EQ(plans->size(), 1u);
  EXPECT_EQ(plans->back().token, 5u);
  EXPECT_EQ(refused().code, errc::insufficient_capacity);
  EXPECT_EQ(refused().resource.str(), "B/A-B");
  EXPECT_NE(refused().message.find("B/A-B"), std::string::npos);
}

TEST_F(RoutePlanner, LeavesNothingBehind) {
  silent->insert(gateway_name{"B"});
  enter_region();
  for (std::uint64_t i = 0; i < 10; ++i)
    plan("10Mbit/s", i);
  for (std::uint64_t i = 10; i < 20; ++i)
    plan_whole("10Mbit/s", i);
  pass(seconds{2});
  EXPECT_EQ(plans->size(), 20u);
  // Nobody is asked again, and nothing waits for the clock.
  auto asked = probes->size();
  pass(seconds{60});
  EXPECT_EQ(plans->size(), 20u);
  EXPECT_EQ(probes->size(), asked);
}

} // namespace
} // namespace leasehold
