// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/admission.hpp"

#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "actors/route/topology_file.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

constexpr const char* small_region = R"(
region = "small"
[[gateway]]
name = "A"
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[endpoint]]
name = "E2"
gateway = "A"
bandwidth = "1Gbit/s"
[[resource]]
name = "E2/P1"
kind = "printer"
endpoint = "E2"
capacity = "1count"
groups = ["printers"]
)";

class Admission : public ::testing::Test {
protected:
  static lease_request wish(period wanted) {
    lease_request request;
    request.lessee = lessee_name{"alice"};
    request.source = endpoint_name{"E1"};
    request.target = resource_name{"E2"};
    request.amount = {unit::bit_per_second, 10};
    request.wanted = wanted;
    return request;
  }

  std::variant<admission, refusal> ask(lease_request request) const {
    return admit(
        std::move(request), graph, laws, [](const limit_rule&) { return 0u; },
        now, terms);
  }

  admission admitted(lease_request request) const {
    auto outcome = ask(std::move(request));
    if (auto no = std::get_if<refusal>(&outcome)) {
      ADD_FAILURE() << to_string(no->code) << ": " << no->message;
      return {};
    }
    return std::get<admission>(std::move(outcome));
  }

  refusal refused(lease_request request) const {
    auto outcome = ask(std::move(request));
    EXPECT_TRUE(std::holds_alternative<refusal>(outcome));
    auto no = std::get_if<refusal>(&outcome);
    return no == nullptr ? refusal{} : std::move(*no);
  }

  route_graph graph{*parse_topology(small_region, "the test")};
  policy laws;
  time_base now{instant{1000h}, wall_time{500'000h}};
  admission_terms terms;
};

// -- terms -------------------------------------------------------------------

TEST_F(Admission, DatesAFinitePeriodFromItsStart) {
  auto dated = date_term(period::finite(60s), now.now + 5s, now.now, terms);
  EXPECT_EQ(dated.term, (window{now.now + 5s, now.now + 65s}));
  EXPECT_EQ(dated.deadline, now.now + 65s);
}

TEST_F(Admission, DatesAnInfinitePeriodByItsHoldersLiveness) {
  terms.liveness = 7s;
  auto dated = date_term(period::infinite(), now.now, now.now, terms);
  EXPECT_EQ(dated.term, (window{now.now, forever}));
  EXPECT_EQ(dated.deadline, now.now + 7s);
}

TEST_F(Admission, DatesNothingByTheLeastThatCanBeLookedAt) {
  for (auto none : {period::zero(), period::any()}) {
    auto dated = date_term(none, now.now, now.now, terms);
    EXPECT_EQ(dated.term, (window{now.now, now.now + 1ms}));
    EXPECT_EQ(dated.deadline, dated.term.end);
  }
}

TEST_F(Admission, NeverDatesBeyondTheEndOfTime) {
  auto dated =
      date_term(period::finite(period::max), forever - 1s, now.now, terms);
  EXPECT_EQ(dated.term.end, forever);
}

// -- starts ------------------------------------------------------------------

TEST_F(Admission, BeginsNowWhereNoStartIsAsked) {
  auto got = admitted(wish(period::finite(60s)));
  EXPECT_EQ(got.term, (window{now.now, now.now + 60s}));
  EXPECT_EQ(got.given, period::finite(60s));
  EXPECT_FALSE(got.shortened);
}

// X1
TEST_F(Admission, BooksAhead) {
  auto request = wish(period::finite(60s));
  request.start = now.wall + 24h;
  auto got = admitted(request);
  EXPECT_EQ(got.term, (window{now.now + 24h, now.now + 24h + 60s}));
  EXPECT_EQ(got.deadline, got.term.end);
}

TEST_F(Admission, TakesAStartThatIsBarelyPastForNow) {
  auto request = wish(period::finite(60s));
  request.start = now.wall - terms.start_slack;
  EXPECT_EQ(admitted(request).term, (window{now.now, now.now + 60s}));
  request.start = now.wall - terms.start_slack - 1ms;
  auto no = refused(request);
  EXPECT_EQ(no.code, errc::invalid_request);
  EXPECT_NE(no.message.find("past"), std::string::npos) << no.message;
}

TEST_F(Admission, BeginsNoInfiniteLeaseLater) {
  auto request = wish(period::infinite());
  EXPECT_EQ(admitted(request).term.end, forever);
  request.start = now.wall;
  EXPECT_EQ(admitted(request).term.end, forever);
  request.start = now.wall + 1ms;
  EXPECT_EQ(refused(request).code, errc::invalid_request);
}

// -- periods -----------------------------------------------------------------

TEST_F(Admission, GivesThePeriodOfTheNodeForAny) {
  terms.any_period = 3min;
  auto got = admitted(wish(period::any()));
  EXPECT_EQ(got.given, period::finite(3min));
  EXPECT_EQ(got.term.end, now.now + 3min);
}

TEST_F(Admission, NamesTheRuleThatShortened) {
  limit_rule rule;
  rule.name = rule_name{"short"};
  rule.period_max = 20s;
  laws.rules.emplace(rule.name, rule);
  auto got = admitted(wish(period::finite(60s)));
  EXPECT_EQ(got.term.end, now.now + 20s);
  ASSERT_TRUE(got.shortened);
  EXPECT_EQ(got.shortened->rule, rule.name);
  EXPECT_EQ(got.shortened->asked, period::finite(60s));
}

// A rule for nights concerns a lease that begins at night, whenever asked.
TEST_F(Admission, JudgesByTheCivilTimeOfTheStart) {
  limit_rule rule;
  rule.name = rule_name{"first-hour"};
  rule.any_lease = permission::forbidden;
  rule.when.emplace();
  rule.when->from = 0;
  rule.when->to = 60;
  laws.rules.emplace(rule.name, rule);
  // 500,000 hours are 20,833 days and 8 hours.
  auto request = wish(period::finite(60s));
  admitted(request);
  request.start = now.wall + 16h;
  EXPECT_EQ(refused(request).rule, rule.name);
  request.start = now.wall + 17h;
  admitted(request);
}

// -- names -------------------------------------------------------------------

TEST_F(Admission, GivesTheTargetItsFullName) {
  auto got = admitted(wish(period::finite(60s)));
  EXPECT_EQ(got.request.target, resource_name{"E2/nic"});
  auto asked = got.wish();
  EXPECT_EQ(asked.query.target, resource_name{"E2/nic"});
  EXPECT_EQ(asked.query.source, endpoint_name{"E1"});
  EXPECT_EQ(asked.query.amount, got.request.amount);
  EXPECT_EQ(asked.term, got.term);
}

TEST_F(Admission, CarriesTheConstraintsIntoTheWish) {
  auto request = wish(period::finite(60s));
  request.constraints.include = {"A"};
  request.constraints.exclude = {"B"};
  auto asked = admitted(request).wish();
  EXPECT_EQ(asked.query.constraints.include, request.constraints.include);
  EXPECT_EQ(asked.query.constraints.exclude, request.constraints.exclude);
}

TEST_F(Admission, RefusesATargetThatIsNoResource) {
  for (auto name : {"E9", "A", "", "E2/P9"}) {
    auto request = wish(period::finite(60s));
    request.target = resource_name{name};
    EXPECT_EQ(refused(request).code, errc::unknown_target) << name;
  }
}

TEST_F(Admission, NamesAWrongStartBeforeAWrongTarget) {
  auto request = wish(period::infinite());
  request.start = now.wall + 1h;
  request.target = resource_name{"E9"};
  EXPECT_EQ(refused(request).code, errc::invalid_request);
}

// X3, L26
TEST_F(Admission, TakesTheStrengthOfTheClass) {
  auto request = wish(period::finite(60s));
  request.service = class_name{"guaranteed"};
  EXPECT_EQ(admitted(request).setup, 0);
  EXPECT_EQ(admitted(request).hold, 0);
  request.setup = 5;
  EXPECT_EQ(admitted(request).setup, 5);
  EXPECT_EQ(admitted(request).hold, 0);
}

TEST_F(Admission, GivesNoMoreStrengthThanTheClassHas) {
  auto request = wish(period::finite(60s));
  request.service = class_name{"best-effort"};
  request.setup = 3;
  auto no = refused(request);
  EXPECT_EQ(no.code, errc::limit_exceeded);
  EXPECT_NE(no.message.find("best-effort"), std::string::npos);
}

TEST_F(Admission, LetsNoHoldBeWeakerThanItsSetup) {
  auto request = wish(period::finite(60s));
  request.hold = 6;
  EXPECT_EQ(refused(request).code, errc::invalid_request);
}

TEST_F(Admission, KnowsOnlyTheClassesThatThereAre) {
  auto request = wish(period::finite(60s));
  request.service = class_name{"gold"};
  auto no = refused(request);
  EXPECT_EQ(no.code, errc::unknown_name);
  EXPECT_NE(no.message.find("gold"), std::string::npos);
}

TEST_F(Admission, KnowsKindAndGroupsOfTheTargetForTheRules) {
  auto subject = subject_of(graph, lessee_name{"alice"}, resource_name{"E2/P1"},
                            endpoint_name{"E1"});
  EXPECT_EQ(subject.kind, kind_name{"printer"});
  ASSERT_EQ(subject.groups.size(), 1u);
  EXPECT_EQ(subject.groups.front(), group_name{"printers"});
  // A lease may outlive its resource in the topology.
  subject = subject_of(graph, lessee_name{"alice"}, resource_name{"gone/nic"},
                       endpoint_name{"E1"});
  EXPECT_TRUE(subject.kind.empty());
  EXPECT_TRUE(subject.groups.empty());
}

} // namespace
} // namespace leasehold
