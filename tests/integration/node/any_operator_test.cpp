// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/links_fixture.hpp"

// An operator needs one address too: orders reach the nodes that carry them
// out, and what is told of the region is of all of it.
namespace leasehold {
namespace {

using strings = std::vector<std::string>;

class AnyOperator : public test::links_fixture {
protected:
  void begin() {
    start_all();
    await_all();
  }

  template <class Item>
  static strings names_of(const result<std::vector<Item>>& all) {
    strings names;
    if (!all)
      ADD_FAILURE() << all.error().message;
    else
      for (auto& each : *all)
        names.push_back(each.name.str());
    return names;
  }

  static resource_info resource(session& at, const std::string& name) {
    auto all = at.resources();
    if (all)
      for (auto& each : *all)
        if (each.name.str() == name)
          return each;
    ADD_FAILURE() << "no " << name;
    return {};
  }

  static std::optional<outage> outage_of(session& at,
                                         const std::string& gateway) {
    auto all = at.gateways();
    if (all)
      for (auto& each : *all)
        if (each.name.str() == gateway)
          return each.out;
    ADD_FAILURE() << "no " << gateway;
    return std::nullopt;
  }
};

TEST_F(AnyOperator, SeesWhatAllNodesHave) {
  begin();
  auto a = log_in("a");
  EXPECT_EQ(outcome(*a, wish("60Mbit/s", "1h")), "granted");
  for (auto node : {"a", "b", "c"}) {
    auto at = log_in(node);
    EXPECT_EQ(
        names_of(at->resources()),
        (strings{"A/A-B", "B/A-B", "B/B-C", "C/B-C", "E1/nic", "E2/nic"}));
    EXPECT_EQ(names_of(at->gateways()), (strings{"A", "B", "C"}));
    EXPECT_EQ(to_string(resource(*at, "B/B-C").free), "40Mbit/s");
    EXPECT_EQ(hops(*at, "C"), 1u);
    auto report = at->audit();
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->leases, 1u);
    EXPECT_EQ(report->hops, 3u);
    EXPECT_TRUE(report->findings.empty());
    calendar_query query;
    query.resource = resource_name{"C/B-C"};
    auto calendar = at->calendar(query);
    ASSERT_TRUE(calendar) << calendar.error().message;
    amounts most;
    for (auto& step : calendar->steps)
      most = max(most, step.taken);
    EXPECT_EQ(to_string(most), "60Mbit/s");
    auto demand = at->demand(std::nullopt);
    ASSERT_TRUE(demand) << demand.error().message;
    std::set<std::string> asked;
    for (auto& each : *demand)
      asked.insert(each.resource.str());
    EXPECT_EQ(asked.count("B/B-C"), 1u);
    EXPECT_EQ(asked.count("C/B-C"), 1u);
  }
}

TEST_F(AnyOperator, SeesTheRestWhileANodeIsAway) {
  begin();
  auto a = log_in("a");
  sites["b"].server.reset();
  await(*a, "b", reachability::down);
  EXPECT_EQ(names_of(a->resources()),
            (strings{"A/A-B", "C/B-C", "E1/nic", "E2/nic"}));
  EXPECT_EQ(names_of(a->gateways()), (strings{"A", "C"}));
  auto report = a->audit();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->resources, 4u);
}

TEST_F(AnyOperator, OrdersWhatAnotherNodeRuns) {
  begin();
  auto a = log_in("a");
  auto c = log_in("c");
  const auto less = *parse_amounts("10Mbit/s");
  const resource_name nic{"C/B-C"};
  EXPECT_EQ(outcome(*a, wish("60Mbit/s", "1h")), "granted");
  auto plan = a->plan_capacity(nic, less);
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->count, 1u);
  ASSERT_TRUE(a->set_capacity(nic, less));
  EXPECT_EQ(to_string(resource(*c, "C/B-C").capacity), "10Mbit/s");
  auto no = a->set_capacity(resource_name{"C/nothing"}, less);
  EXPECT_EQ(no.error().code, errc::unknown_name);

  outage drained;
  drained.subject = "B";
  auto drain = a->set_outage(drained);
  ASSERT_TRUE(drain) << drain.error().message;
  auto told = outage_of(*c, "B");
  ASSERT_TRUE(told);
  EXPECT_EQ(told->what, outage::kind::drained);
  ASSERT_TRUE(c->end_outage("B"));
  EXPECT_FALSE(outage_of(*a, "B"));
  EXPECT_EQ(a->end_outage("nowhere").error().code, errc::unknown_name);
}

// Each end is another node's.
TEST_F(AnyOperator, DrainsALinkAtBothItsEnds) {
  begin();
  auto a = log_in("a");
  EXPECT_EQ(outcome(*a, wish("60Mbit/s", "1h")), "granted");
  outage drained;
  drained.subject = "B-C";
  auto plan = a->plan_outage(drained);
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->count, 1u);
  auto done = a->set_outage(drained);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(resource(*a, "B/B-C").capacity.zero());
  EXPECT_TRUE(resource(*a, "C/B-C").capacity.zero());
  ASSERT_TRUE(a->end_outage("B-C"));
  EXPECT_EQ(to_string(resource(*a, "B/B-C").capacity), "100Mbit/s");
}

TEST_F(AnyOperator, OrdersNothingWhereAPartCanNotBeReached) {
  begin();
  auto a = log_in("a");
  sites["b"].server.reset();
  await(*a, "b", reachability::down);
  outage drained;
  drained.subject = "A-B";
  auto no = a->set_outage(drained);
  EXPECT_EQ(no.error().code, errc::unavailable);
  EXPECT_EQ(no.error().message.find("node b is not reached"), 0u)
      << no.error().message;
  EXPECT_FALSE(resource(*a, "A/A-B").capacity.zero());
  drained.subject = "B";
  EXPECT_EQ(a->set_outage(drained).error().code, errc::unavailable);
}

TEST_F(AnyOperator, GivesAllNodesTheSameRegionAndRules) {
  begin();
  auto a = log_in("a");
  limit_rule rule;
  rule.name = rule_name{"short"};
  rule.period_max = std::chrono::minutes{10};
  ASSERT_TRUE(a->set_rule(rule));
  auto larger = topology_with("");
  larger.replace(larger.rfind("1Gbit/s"), 7, "2Gbit/s");
  auto loaded = a->load_topology(larger);
  ASSERT_TRUE(loaded) << loaded.error().message;
  for (auto node : {"a", "b", "c"}) {
    auto at = log_in(node);
    EXPECT_EQ(names_of(at->rules()), strings{"short"});
    auto region = at->read_topology();
    ASSERT_TRUE(region);
    EXPECT_EQ(region->endpoints.at(1).bandwidth, 2'000'000'000);
  }
  for (auto other : {"b", "c"})
    while (!HasFailure() && !look(*a, other).same_topology) {
    }
  ASSERT_TRUE(a->remove_rule(rule_name{"short"}));
  EXPECT_EQ(names_of(log_in("c")->rules()), strings{});
}

// What only one of them knew would differ from then on.
TEST_F(AnyOperator, GivesNoNodeWhatAnotherCanNotBeGiven) {
  begin();
  auto a = log_in("a");
  sites["b"].server.reset();
  await(*a, "b", reachability::down);
  limit_rule rule;
  rule.name = rule_name{"short"};
  rule.period_max = std::chrono::minutes{10};
  auto no = a->set_rule(rule);
  EXPECT_EQ(no.error().code, errc::unavailable);
  EXPECT_NE(no.error().message.find("all nodes of a region are given the same"),
            std::string::npos)
      << no.error().message;
  EXPECT_EQ(names_of(a->rules()), strings{});
}

// No node has it while one of them can't.
TEST_F(AnyOperator, LoadsNoTopologyThatANodeRefuses) {
  begin();
  auto a = log_in("a");
  const auto with_printer = topology_with("") + R"(
[[resource]]
name = "E2/printer"
kind = "printer"
endpoint = "E2"
capacity = "1count"
)";
  auto loaded = a->load_topology(with_printer);
  ASSERT_TRUE(loaded) << loaded.error().message;
  auto print = wish("1Mbit/s", "1h");
  print.target = resource_name{"E2/printer"};
  print.amount = *parse_amounts("1count");
  ASSERT_EQ(outcome(*a, print), "granted");
  auto no = a->load_topology(topology_with(""));
  EXPECT_EQ(no.error().code, errc::conflict);
  EXPECT_EQ(no.error().message.find("node c: "), 0u) << no.error().message;
  for (auto node : {"a", "b", "c"}) {
    auto region = log_in(node)->read_topology();
    ASSERT_TRUE(region);
    EXPECT_EQ(region->resources.size(), 1u) << node;
  }
}

// S3: each node says by itself who is an operator there.
TEST_F(AnyOperator, IsNoneWhereTheNodeSaysSo) {
  sites["c"].config.door.operators = {lessee_name{"root"}};
  begin();
  auto a = log_in("a");
  const auto why = "alice is no operator at node c: start it with --operator "
                   "alice";
  auto no = a->set_capacity(resource_name{"C/B-C"}, *parse_amounts("1Mbit/s"));
  EXPECT_NE(no.error().message.find(why), std::string::npos)
      << no.error().message;
  auto report = a->audit();
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().message.find(why), std::string::npos)
      << report.error().message;
  outage drained;
  drained.subject = "B-C";
  auto half = a->set_outage(drained);
  EXPECT_NE(half.error().message.find("node b has done its part"),
            std::string::npos)
      << half.error().message;
  limit_rule rule;
  rule.name = rule_name{"short"};
  rule.period_max = std::chrono::minutes{10};
  auto differs = a->set_rule(rule);
  EXPECT_NE(differs.error().message.find("this node, node b already have it, "
                                         "so the nodes differ until it is "
                                         "repeated"),
            std::string::npos)
      << differs.error().message;
}

} // namespace
} // namespace leasehold
