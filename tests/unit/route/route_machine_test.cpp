// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/route_machine.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "actors/route/topology_file.hpp"
#include "tests/unit/route/route_puzzle.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using strings = std::vector<std::string>;
using effects = route_machine::effects;

std::shared_ptr<const region_map> map_of(const topology& specs) {
  auto result = std::make_shared<region_map>();
  result->specs = specs;
  result->graph = std::make_shared<route_graph>(specs);
  return result;
}

/// What a gateway that has this free says to a question.
probe_answer answer_to(const route_probe& question,
                       const route_model::free_table& free) {
  probe_answer answer;
  answer.token = question.question.token;
  answer.gateway = question.gateway;
  for (auto& name : question.resources) {
    resource_view view;
    view.resource = name;
    view.free = free.at(name);
    answer.resources.push_back(std::move(view));
  }
  return answer;
}

// -- against a search of the whole region ------------------------------------

struct trial {
  std::optional<std::vector<route>> found;
  std::set<gateway_name> asked;
};

/// Asks, and answers for all gateways but the silent ones.
trial play(route_machine& uut, const puzzle& x,
           const std::set<gateway_name>& silent) {
  trial result;
  instant now{seconds{1}};
  route_wish wish{x.query, {now, now + seconds{60}}};
  auto todo = uut.ask(1, wish, now);
  while (!result.found) {
    for (std::size_t i = 0; i < todo.size(); ++i) {
      if (auto done = std::get_if<route_finding>(&todo[i])) {
        RC_ASSERT(!result.found);
        result.found = done->routes;
        continue;
      }
      auto& question = std::get<route_probe>(todo[i]);
      result.asked.insert(question.gateway);
      if (silent.count(question.gateway) > 0)
        continue;
      auto more = uut.hear(answer_to(question, x.free), now);
      todo.insert(todo.end(), more.begin(), more.end());
    }
    if (result.found)
      break;
    auto next = uut.next_deadline();
    RC_ASSERT(next.has_value());
    now = *next;
    todo = uut.due(now);
  }
  RC_ASSERT(uut.open() == 0u);
  RC_ASSERT(!uut.next_deadline().has_value());
  return result;
}

route_machine machine_for(const puzzle& x, route_limits limits) {
  route_graph graph{x.region};
  auto known = resolve_query(graph, x.query);
  if (std::holds_alternative<route_failure>(known))
    RC_DISCARD("it can't be asked");
  auto& demand = std::get<graph_query>(known).demand;
  route_machine uut{{graph.gateways()[demand.from].spec.name,
                     graph.gateways()[demand.to].spec.name},
                    limits};
  uut.enter(map_of(x.region));
  return uut;
}

/// Whether more paths have the least cost than may be kept.
bool crowded(const route_machine& uut, const puzzle& x) {
  auto kept = uut.kept(x.query.amount[unit::bit_per_second]);
  return kept->more() && kept->levels().size() == 1;
}

std::uint64_t cost_of(const topology& region, const route& path) {
  std::uint64_t cost = 0;
  for (auto& name : path.links)
    for (auto& link : region.links)
      cost += link.name == name ? link.cost : 0;
  return cost;
}

RC_GTEST_PROP(RouteMachine, FindsTheBeginningOfWhatTheWholeRegionHas, ()) {
  auto x = any_puzzle();
  route_limits limits;
  limits.paths_first = static_cast<std::size_t>(any(1, 6));
  auto uut = machine_for(x, limits);
  auto found = *play(uut, x, {}).found;
  auto whole = find_routes(route_graph{x.region}, x.query, lookup_in(x.free),
                           limits.routes_max);
  auto all = std::get_if<route_search>(&whole);
  RC_TAG(std::string{found.empty()         ? all ? "missed" : "none"
                         : crowded(uut, x) ? "crowded"
                                           : "found"});
  if (found.empty())
    return;
  RC_ASSERT(all != nullptr);
  if (crowded(uut, x)) {
    RC_ASSERT(cost_of(x.region, found.front())
              == cost_of(x.region, all->routes.front()));
    return;
  }
  RC_ASSERT(found.size() <= all->routes.size());
  all->routes.resize(found.size());
  RC_ASSERT(show(found) == show(all->routes));
}

// Whatever is kept: with all of the paths, nothing is missed.
RC_GTEST_PROP(RouteMachine, MissesNothingWhereAllPathsAreKept, ()) {
  auto x = any_puzzle();
  route_limits limits;
  limits.paths_first = 4096;
  auto uut = machine_for(x, limits);
  auto found = *play(uut, x, {}).found;
  auto whole = find_routes(route_graph{x.region}, x.query, lookup_in(x.free),
                           limits.routes_max);
  RC_ASSERT(found.empty() == std::holds_alternative<route_failure>(whole));
}

RC_GTEST_PROP(RouteMachine, PassesNoGatewayThatIsSilent, ()) {
  auto x = any_puzzle();
  std::set<gateway_name> silent;
  for (int i = any(1, 3); i > 0; --i)
    silent.insert(gateway_name{"G" + std::to_string(any(0, 7))});
  auto uut = machine_for(x, {});
  auto first = play(uut, x, silent);
  for (auto& path : *first.found)
    for (auto& hop : path.hops)
      RC_ASSERT(silent.count(hop.gateway) == 0u);
  // It is not asked again so soon.
  auto second = play(uut, x, silent);
  for (auto& name : second.asked)
    RC_ASSERT(silent.count(name) == 0u || first.asked.count(name) == 0u);
  RC_ASSERT(second.found->empty() == first.found->empty());
  if (!first.found->empty())
    RC_ASSERT(show(second.found->front()) == show(first.found->front()));
}

// A hint decides which gateways are asked together, and nothing else.
RC_GTEST_PROP(RouteMachine, FindsTheSameWhateverItsHintsSay, ()) {
  auto x = any_puzzle();
  auto plain = machine_for(x, {});
  auto hinted = machine_for(x, {});
  for (auto& [name, free] : x.free)
    if (any(0, 2) == 0)
      hinted.take_hint({name, 1, load_hint::load::full});
  auto expected = *play(plain, x, {}).found;
  auto found = *play(hinted, x, {}).found;
  RC_ASSERT(found.size() >= expected.size());
  found.resize(expected.size());
  RC_ASSERT(show(found) == show(expected));
}

// -- step by step ------------------------------------------------------------

/// The way over B costs less than the one over C; D has a third at its side.
constexpr const char* three_ways = R"(
region = "three-ways"
[[gateway]]
name = "A"
[[gateway]]
name = "B"
[[gateway]]
name = "C"
[[gateway]]
name = "D"
[[gateway]]
name = "Z"
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
[[link]]
name = "D-Z"
between = ["D", "Z"]
bandwidth = "100Mbit/s"
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[endpoint]]
name = "E2"
gateway = "D"
bandwidth = "1Gbit/s"
)";

class RouteSteps : public ::testing::Test {
protected:
  RouteSteps() {
    uut.enter(map);
  }

  route_wish wish(const std::string& rate) const {
    route_wish result;
    result.query.source = endpoint_name{"E1"};
    result.query.target = resource_name{"E2/nic"};
    result.query.amount = *parse_amounts(rate);
    result.term = {now, now + seconds{60}};
    return result;
  }

  /// The gateways that are asked, in order.
  static strings asked(const effects& all) {
    strings result;
    for (auto& x : all)
      if (auto question = std::get_if<route_probe>(&x))
        result.push_back(question->gateway.str());
    return result;
  }

  static std::vector<route_finding> found(const effects& all) {
    std::vector<route_finding> result;
    for (auto& x : all)
      if (auto done = std::get_if<route_finding>(&x))
        result.push_back(*done);
    return result;
  }

  static strings path(const route& x) {
    strings result;
    for (auto& hop : x.hops)
      result.push_back(hop.gateway.str());
    return result;
  }

  /// All gateways say that all is free but for what is taken.
  effects answer(const effects& all) {
    effects result;
    auto free = route_model{map->specs, wish("1bit/s").query, {}}.capacities();
    for (auto& [name, amount] : taken)
      free[name] = max(free.at(name) - amount, {});
    for (auto& x : all)
      if (auto question = std::get_if<route_probe>(&x)) {
        auto more = uut.hear(answer_to(*question, free), now);
        result.insert(result.end(), more.begin(), more.end());
      }
    return result;
  }

  instant now{seconds{100}};
  std::shared_ptr<const region_map> map =
      map_of(*parse_topology(three_ways, "the test"));
  route_machine uut{{gateway_name{"A"}, gateway_name{"D"}}};
  std::map<resource_name, amounts> taken;
};

TEST_F(RouteSteps, AskTheGatewaysOfTheCheapestPathAlone) {
  auto todo = uut.ask(7, wish("10Mbit/s"), now);
  EXPECT_EQ(asked(todo), (strings{"A", "B", "D"}));
  auto& first = std::get<route_probe>(todo.front());
  EXPECT_EQ(first.question.token, 7u);
  EXPECT_TRUE(first.question.over == wish("10Mbit/s").term);
  EXPECT_EQ(first.question.detail, probe_detail::minimum);
  auto done = found(answer(todo));
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].token, 7u);
  ASSERT_EQ(done[0].routes.size(), 1u);
  EXPECT_EQ(path(done[0].routes[0]), (strings{"A", "B", "D"}));
}

TEST_F(RouteSteps, AskOnlyForWhatAPathCanTake) {
  auto todo = uut.ask(1, wish("10Mbit/s"), now);
  strings names;
  for (auto& x : todo)
    for (auto& name : std::get<route_probe>(x).resources)
      names.push_back(name.str());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names,
            (strings{"A/A-B", "A/A-C", "B/A-B", "B/B-D", "D/B-D", "D/C-D",
                     "E1/nic", "E2/nic"}));
}

TEST_F(RouteSteps, AskForTheNextPathWhereTheCheapestIsTaken) {
  taken[resource_name{"B/B-D"}] = *parse_amounts("95Mbit/s");
  auto todo = answer(uut.ask(1, wish("10Mbit/s"), now));
  EXPECT_EQ(asked(todo), (strings{"C"})) << "A and D have answered";
  auto done = found(answer(todo));
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(path(done[0].routes.at(0)), (strings{"A", "C", "D"}));
}

TEST_F(RouteSteps, FindNothingWhereAllPathsAreTaken) {
  taken[resource_name{"E2/nic"}] = *parse_amounts("1Gbit/s");
  auto done = found(answer(answer(uut.ask(1, wish("10Mbit/s"), now))));
  ASSERT_EQ(done.size(), 1u);
  EXPECT_TRUE(done[0].routes.empty());
}

TEST_F(RouteSteps, AskTogetherWhereAHintSaysThatTheCheapestIsFull) {
  uut.take_hint({resource_name{"B/B-D"}, 2, load_hint::load::full});
  EXPECT_EQ(asked(uut.ask(1, wish("10Mbit/s"), now)),
            (strings{"A", "B", "D", "C"}));
  uut.take_hint({resource_name{"B/B-D"}, 1, load_hint::load::some_free});
  EXPECT_EQ(asked(uut.ask(2, wish("10Mbit/s"), now)),
            (strings{"A", "B", "D", "C"}))
      << "an older hint is void";
  uut.take_hint({resource_name{"B/B-D"}, 3, load_hint::load::some_free});
  EXPECT_EQ(asked(uut.ask(3, wish("10Mbit/s"), now)), (strings{"A", "B", "D"}));
}

TEST_F(RouteSteps, GoOnWithoutAGatewayThatIsSilent) {
  auto todo = uut.ask(1, wish("10Mbit/s"), now);
  todo.erase(todo.begin() + 1);
  EXPECT_TRUE(answer(todo).empty()) << "B is missing";
  ASSERT_TRUE(uut.next_deadline());
  now = *uut.next_deadline();
  auto next = uut.due(now);
  EXPECT_EQ(asked(next), (strings{"C"}));
  EXPECT_EQ(path(found(answer(next)).at(0).routes.at(0)),
            (strings{"A", "C", "D"}));
  // Nor is it waited for soon after, until it is heard of.
  EXPECT_EQ(asked(uut.ask(2, wish("10Mbit/s"), now)), (strings{"A", "C", "D"}));
  probe_answer late;
  late.token = 1;
  late.gateway = gateway_name{"B"};
  uut.hear(late, now);
  EXPECT_EQ(asked(uut.ask(3, wish("10Mbit/s"), now)), (strings{"A", "B", "D"}));
}

TEST_F(RouteSteps, KeepEachWishToItsOwnPatience) {
  uut.ask(1, wish("10Mbit/s"), now);
  auto first = *uut.next_deadline();
  now += duration{100};
  uut.ask(2, wish("10Mbit/s"), now);
  EXPECT_EQ(*uut.next_deadline(), first);
  EXPECT_TRUE(uut.due(first - duration{1}).empty());
  EXPECT_EQ(found(uut.due(first)).size(), 1u);
  EXPECT_EQ(*uut.next_deadline(), first + duration{100});
}

TEST_F(RouteSteps, AnswerWithNothingWhatWasAskedOfAnotherRegion) {
  uut.ask(1, wish("10Mbit/s"), now);
  uut.ask(2, wish("10Mbit/s"), now);
  auto done = found(uut.enter(map));
  ASSERT_EQ(done.size(), 2u);
  EXPECT_TRUE(done[0].routes.empty() && done[1].routes.empty());
  EXPECT_FALSE(uut.next_deadline());
}

TEST_F(RouteSteps, AnswerWithNothingWhatIsNotBetweenTheirEnds) {
  auto other = wish("10Mbit/s");
  other.query.source = endpoint_name{"Z"};
  EXPECT_EQ(found(uut.ask(1, other, now)).size(), 1u);
  other.query.target = resource_name{"nowhere"};
  EXPECT_EQ(found(uut.ask(2, other, now)).size(), 1u);
  EXPECT_EQ(uut.open(), 0u);
}

TEST_F(RouteSteps, IgnoreAnswersThatComeTwiceOrFromStrangers) {
  auto todo = uut.ask(1, wish("10Mbit/s"), now);
  probe_answer stranger;
  stranger.token = 1;
  stranger.gateway = gateway_name{"Z"};
  EXPECT_TRUE(uut.hear(stranger, now).empty());
  stranger.gateway = gateway_name{"nobody"};
  EXPECT_TRUE(uut.hear(stranger, now).empty());
  auto twice = todo;
  twice.insert(twice.begin(), todo.front());
  EXPECT_EQ(found(answer(twice)).size(), 1u);
  EXPECT_TRUE(answer(todo).empty());
}

TEST_F(RouteSteps, KeepMorePathsOnceMoreWereFound) {
  uut = route_machine{{gateway_name{"A"}, gateway_name{"D"}}, {1, 2}};
  uut.enter(map);
  auto rate = wish("10Mbit/s").query.amount[unit::bit_per_second];
  taken[resource_name{"B/B-D"}] = *parse_amounts("95Mbit/s");
  EXPECT_TRUE(
      found(answer(uut.ask(1, wish("10Mbit/s"), now))).at(0).routes.empty());
  uut.widen(rate);
  EXPECT_FALSE(found(answer(answer(uut.ask(2, wish("10Mbit/s"), now))))
                   .at(0)
                   .routes.empty());
  EXPECT_EQ(uut.kept(rate)->levels().size(), 2u);
  uut.widen(rate);
  EXPECT_NE(uut.kept(rate), nullptr) << "there are no more";
}

TEST_F(RouteSteps, KeepNoPathThatIsTooNarrowForARate) {
  EXPECT_EQ(asked(uut.ask(1, wish("1bit/s"), now)).size(), 3u);
  auto done = found(uut.ask(2, wish("200Mbit/s"), now));
  ASSERT_EQ(done.size(), 1u) << "and nobody is asked";
  EXPECT_TRUE(done[0].routes.empty());
}

TEST_F(RouteSteps, LeaveNothingBehind) {
  for (std::uint64_t token = 1; token <= 1000; ++token) {
    answer(uut.ask(token, wish("10Mbit/s"), now));
    EXPECT_EQ(uut.open(), 0u);
    EXPECT_FALSE(uut.next_deadline());
  }
}

} // namespace
} // namespace leasehold
