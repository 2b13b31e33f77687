// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

class Explain : public test::region_test {
protected:
  Explain() {
    EXPECT_EQ(start().message, "");
  }

  static lease_request over_b(const std::string& rate,
                              const std::string& service,
                              const std::string& least = "",
                              std::uint64_t number = 0) {
    auto x = wish("E2", rate, "1h");
    x.constraints.include = {"B"};
    x.service = class_name{service};
    if (!least.empty())
      x.minimum = *parse_amounts(least);
    x.request = request_id{number};
    return x;
  }

  std::vector<decision> why(lease_id lease, const principal& who = admin()) {
    read_decisions x;
    x.who = who;
    x.lease = lease;
    return question<std::vector<decision>>(node_services().events, x)
        .value_or(std::vector<decision>{});
  }

  std::vector<decision> why_request(std::uint64_t number,
                                    const principal& who = lessee("bob")) {
    read_decisions x;
    x.who = who;
    x.request = request_id{number};
    return question<std::vector<decision>>(node_services().events, x)
        .value_or(std::vector<decision>{});
  }

  failure set(const limit_rule& rule) {
    auto answer =
        question<status>(node_services().directory, set_rule{rule, {}});
    return answer && *answer ? failure{} : answer->error();
  }
};

// X33: who displaced whom, from both sides, and after a restart.
TEST_F(Explain, ADisplacementFromBothSides) {
  auto weak = grant(over_b("100Mbit/s", "elastic", "20Mbit/s")).lease.id;
  auto strong =
      grant(over_b("70Mbit/s", "standard", "", 42), lessee("bob")).lease.id;
  for (auto round = 0; round < 2; ++round) {
    auto made = why(strong);
    ASSERT_EQ(made.size(), 1u);
    EXPECT_EQ(made[0].what, decision::kind::granted);
    EXPECT_EQ(made[0].lessee, lessee_name{"bob"});
    EXPECT_EQ(made[0].request, request_id{42});
    EXPECT_EQ(made[0].route.size(), 3u);
    ASSERT_EQ(made[0].considered.size(), 1u);
    EXPECT_EQ(made[0].considered[0].lease, weak);
    EXPECT_EQ(made[0].considered[0].lessee, lessee_name{"alice"});
    EXPECT_EQ(made[0].considered[0].what, fate::shrunk);
    auto lost = why(weak);
    ASSERT_EQ(lost.size(), 1u);
    EXPECT_EQ(lost[0].what, decision::kind::changed);
    EXPECT_EQ(lost[0].cause, strong);
    EXPECT_EQ(lost[0].message, "a stronger request needs A/A-B");
    EXPECT_EQ(lost[0].resource, resource_name{"A/A-B"});
    EXPECT_EQ(lost[0].gateway, gateway_name{"A"});
    restart();
  }
  EXPECT_EQ(why(weak, lessee("alice")).size(), 1u);
  EXPECT_EQ(why(weak, lessee("alice"))[0].cause, lease_id{});
  EXPECT_TRUE(why(weak, lessee("bob")).empty());
}

TEST_F(Explain, ARefusalByWhoWasConsidered) {
  auto first = grant(over_b("60Mbit/s", "standard")).lease.id;
  auto second = grant(over_b("40Mbit/s", "best-effort")).lease.id;
  EXPECT_EQ(refused(over_b("70Mbit/s", "standard", "", 43), lessee("bob")).code,
            errc::insufficient_capacity);
  for (auto round = 0; round < 2; ++round) {
    auto no = why_request(43);
    ASSERT_EQ(no.size(), 1u);
    EXPECT_EQ(no[0].what, decision::kind::refused);
    EXPECT_EQ(no[0].code, errc::insufficient_capacity);
    EXPECT_FALSE(no[0].message.empty());
    EXPECT_EQ(no[0].lease, lease_id{});
    auto all = why_request(43, admin());
    ASSERT_EQ(all.size(), 1u);
    ASSERT_EQ(all[0].considered.size(), 2u);
    EXPECT_EQ(all[0].considered[0].lease, first);
    EXPECT_EQ(all[0].considered[0].what, fate::too_strong);
    EXPECT_EQ(all[0].considered[1].lease, second);
    EXPECT_EQ(all[0].considered[1].what, fate::not_enough);
    restart();
  }
}

TEST_F(Explain, ARefusalByARule) {
  limit_rule rule;
  rule.name = rule_name{"none"};
  rule.any_lease = permission::forbidden;
  ASSERT_EQ(set(rule).message, "");
  refused(over_b("70Mbit/s", "standard", "", 44), lessee("bob"));
  auto no = why_request(44);
  ASSERT_EQ(no.size(), 1u);
  EXPECT_EQ(no[0].rule, rule_name{"none"});
}

TEST_F(Explain, APeriodThatARuleShortened) {
  limit_rule rule;
  rule.name = rule_name{"short"};
  rule.period_max = duration{60'000};
  ASSERT_EQ(set(rule).message, "");
  auto lease = grant(over_b("70Mbit/s", "standard")).lease.id;
  auto made = why(lease);
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].rule, rule_name{"short"});
}

// Its event says all there is.
TEST_F(Explain, NothingWhereThereWasNothingToDecide) {
  auto lease = grant(over_b("70Mbit/s", "standard")).lease.id;
  EXPECT_TRUE(why(lease).empty());
}

TEST_F(Explain, ACapacityThatShrank) {
  auto weak = grant(over_b("100Mbit/s", "elastic", "20Mbit/s")).lease.id;
  auto set = question<status>(node_services().directory,
                              set_capacity{resource_name{"A/A-B"},
                                           *parse_amounts("50Mbit/s"),
                                           {},
                                           lessee_name{"root"}});
  ASSERT_TRUE(set && *set);
  auto lost = why(weak);
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].cause, lease_id{});
  EXPECT_EQ(lost[0].resource, resource_name{"A/A-B"});
  EXPECT_EQ(lost[0].message, "A/A-B was set to 50Mbit/s, by order of root");
}

// X33: what is decided is kept with whose decision it was, when it is made.
TEST_F(Explain, ADrainByWhoOrderedIt) {
  auto moved = grant(wish("E2", "30Mbit/s", "1h")).lease.id;
  auto ended = grant(over_b("60Mbit/s", "guaranteed")).lease.id;
  auto set = question<status>(
      node_services().directory,
      set_outage{{"B", outage::kind::drained, now() + duration{60'000}, {}},
                 {},
                 lessee_name{"root"}});
  ASSERT_TRUE(set && *set);
  for (auto round = 0; round < 2; ++round) {
    auto lost = why(ended, lessee("alice"));
    ASSERT_EQ(lost.size(), 1u);
    EXPECT_EQ(lost[0].message, "B is to be drained, by order of root");
    EXPECT_EQ(lost[0].cause, lease_id{});
    ASSERT_EQ(lost[0].considered.size(), 1u);
    EXPECT_EQ(lost[0].considered[0].what, fate::shortened);
    auto left = why(moved);
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].message, "B is to be drained, by order of root");
    EXPECT_EQ(left[0].considered[0].what, fate::moved);
    restart();
  }
}

TEST_F(Explain, ATopologyByWhoLoadedIt) {
  auto lease = grant(over_b("100Mbit/s", "elastic", "20Mbit/s")).lease.id;
  std::string smaller = test::row_of_three;
  auto at = smaller.find("100Mbit/s");
  smaller.replace(at, 9, "50Mbit/s");
  auto loaded =
      question<status>(node_services().directory,
                       load_topology{smaller, {}, lessee_name{"root"}});
  ASSERT_TRUE(loaded && *loaded);
  auto lost = why(lease);
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].message, "another topology was loaded, by order of root");
}

TEST_F(Explain, AReleaseByAnOperator) {
  auto lease = grant(over_b("30Mbit/s", "standard")).lease.id;
  release(lease, admin());
  auto lost = why(lease, lessee("alice"));
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].what, decision::kind::changed);
  EXPECT_EQ(lost[0].message, "released, by order of admin");
  EXPECT_EQ(lost[0].considered[0].what, fate::terminated);
  auto own = grant(over_b("30Mbit/s", "standard")).lease.id;
  release(own);
  EXPECT_TRUE(why(own).empty()) << "its lessee knows";
}

TEST_F(Explain, NoDryRun) {
  auto x = over_b("200Mbit/s", "standard", "", 45);
  x.intent = request_intent::dry_run;
  refused(x, lessee("bob"));
  EXPECT_TRUE(why_request(45).empty());
}

// Whoever asks in a loop fills no disk.
TEST_F(Explain, SoManyRefusalsASecond) {
  for (auto i = 0u; i < 100; ++i)
    refused(over_b("200Mbit/s", "standard", "", 100 + i), lessee("bob"));
  auto known = 0u;
  for (auto i = 0u; i < 100; ++i)
    known += why_request(100 + i).empty() ? 0 : 1;
  EXPECT_EQ(known, 20u);
}

} // namespace
} // namespace leasehold
