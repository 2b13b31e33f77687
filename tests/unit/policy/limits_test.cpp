// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/policy/limits.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace leasehold {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr auto day = hours{24};

amounts rate(std::int64_t x) {
  return {unit::bit_per_second, x};
}

limit_rule rule(const char* name) {
  limit_rule y;
  y.name = rule_name{name};
  return y;
}

limit_rule max_rule(const char* name, duration max) {
  auto y = rule(name);
  y.period_max = max;
  return y;
}

limit_query printing(period wanted) {
  limit_query y;
  y.subject = {lessee_name{"alice"},
               resource_name{"EP51/printer"},
               kind_name{"printer"},
               {group_name{"printers"}, group_name{"floor5"}},
               endpoint_name{"EP11"}};
  y.amount = rate(10);
  y.wanted = wanted;
  return y;
}

rule_map as_map(const std::vector<limit_rule>& rules) {
  rule_map y;
  for (auto& x : rules)
    y.emplace(x.name, x);
  return y;
}

class Limits : public testing::Test {
protected:
  std::variant<limit_verdict, refusal> apply(const limit_query& query,
                                             std::vector<limit_rule> rules) {
    return apply_limits(as_map(rules), query, [this](const limit_rule& x) {
      asked.push_back(x.name.str());
      return leases;
    });
  }

  limit_verdict given(const limit_query& query, std::vector<limit_rule> rules) {
    auto y = apply(query, std::move(rules));
    if (auto verdict = std::get_if<limit_verdict>(&y))
      return *verdict;
    ADD_FAILURE() << std::get<refusal>(y).message;
    return {};
  }

  limit_verdict given(period wanted, std::vector<limit_rule> rules) {
    return given(printing(wanted), std::move(rules));
  }

  refusal refused(const limit_query& query, std::vector<limit_rule> rules) {
    auto y = apply(query, std::move(rules));
    if (auto no = std::get_if<refusal>(&y))
      return *no;
    ADD_FAILURE() << "given " << to_string(std::get<limit_verdict>(y).given);
    return {};
  }

  refusal refused(period wanted, std::vector<limit_rule> rules) {
    return refused(printing(wanted), std::move(rules));
  }

  std::uint32_t leases = 0;
  std::vector<std::string> asked;
};

// -- whom a rule concerns ----------------------------------------------------

TEST_F(Limits, AnUnconditionalRuleConcernsEveryone) {
  EXPECT_TRUE(concerns(rule("r"), printing(period::any()).subject, {}));
  EXPECT_TRUE(concerns(rule("r"), {}, {}));
}

TEST_F(Limits, EveryConditionMustHold) {
  auto subject = printing(period::any()).subject;
  auto x = rule("r");
  x.lessee = lessee_name{"alice"};
  x.kind = kind_name{"printer"};
  x.resource = resource_name{"EP51/printer"};
  x.source = endpoint_name{"EP11"};
  x.group = group_name{"floor5"};
  EXPECT_TRUE(concerns(x, subject, {}));
  auto y = x;
  y.lessee = lessee_name{"bob"};
  EXPECT_FALSE(concerns(y, subject, {}));
  y = x;
  y.kind = kind_name{"nic"};
  EXPECT_FALSE(concerns(y, subject, {}));
  y = x;
  y.resource = resource_name{"EP52/printer"};
  EXPECT_FALSE(concerns(y, subject, {}));
  y = x;
  y.source = endpoint_name{"EP21"};
  EXPECT_FALSE(concerns(y, subject, {}));
  y = x;
  y.group = group_name{"scanners"};
  EXPECT_FALSE(concerns(y, subject, {}));
}

TEST_F(Limits, TheScheduleIsReadInItsOwnZone) {
  auto x = rule("r");
  // Thursdays from 08:00 to 18:00, an hour east; day 0 was a Thursday.
  x.when = schedule{1 << 3, 8 * 60, 18 * 60, 60};
  auto at = [&](auto since) {
    return concerns(x, {}, wall_time{since});
  };
  EXPECT_FALSE(at(hours{7} - duration{1}));
  EXPECT_TRUE(at(hours{7}));
  EXPECT_TRUE(at(hours{17} - duration{1}));
  EXPECT_FALSE(at(hours{17}));
  EXPECT_FALSE(at(day + hours{9}));
  EXPECT_TRUE(at(7 * day + hours{9}));
  EXPECT_TRUE(at(-7 * day + hours{9}));
}

TEST_F(Limits, AScheduleOverMidnightBelongsToTheDayOnWhichItBegins) {
  auto x = rule("r");
  x.when = schedule{1 << 3, 22 * 60, 6 * 60, 0};
  auto at = [&](auto since) {
    return concerns(x, {}, wall_time{since});
  };
  EXPECT_FALSE(at(hours{5}));
  EXPECT_TRUE(at(hours{22}));
  EXPECT_TRUE(at(hours{29}));
  EXPECT_FALSE(at(hours{30}));
  EXPECT_FALSE(at(hours{46}));
}

/// Ten days around the epoch, minute by minute: each day that the schedule
/// names marks its own minutes, and those of the next where it runs over.
bool model_within(const schedule& x, int minute) {
  minute += x.utc_offset;
  for (int day = -10; day <= 10; ++day) {
    if ((x.weekdays >> ((day + 3 + 70) % 7) & 1) == 0)
      continue;
    auto end = x.to < x.from ? x.to + 1440 : x.to;
    for (int i = x.from; i < end; ++i)
      if (day * 1440 + i == minute)
        return true;
  }
  return false;
}

RC_GTEST_PROP(LimitSchedule, AgreesWithAModelThatMarksEveryMinute, ()) {
  schedule when;
  when.weekdays = static_cast<std::uint8_t>(*rc::gen::inRange(0, 128));
  when.from = static_cast<std::uint16_t>(*rc::gen::inRange(0, 1440));
  when.to = static_cast<std::uint16_t>(*rc::gen::inRange(0, 1441));
  when.utc_offset = static_cast<std::int16_t>(*rc::gen::inRange(-840, 841));
  auto uut = rule("r");
  uut.when = when;
  // Just before, at and after each edge, and anywhere.
  auto edge = (*rc::gen::elementOf(std::vector<int>{when.from, when.to, 0}))
      - when.utc_offset + 1440 * *rc::gen::inRange(-7, 8)
      + *rc::gen::inRange(-1, 2);
  for (auto minute : {edge, *rc::gen::inRange(-7 * 1440, 7 * 1440)}) {
    auto inside = duration{*rc::gen::inRange(0, 60000)};
    RC_ASSERT(concerns(uut, {}, wall_time{minutes{minute} + inside})
              == model_within(when, minute));
  }
}

// -- finite and any ----------------------------------------------------------

TEST_F(Limits, WithoutRulesTheAskedPeriodIsGiven) {
  for (auto wanted : {period::finite(hours{1}), period::finite(period::max),
                      period::zero(), period::infinite()}) {
    auto y = given(wanted, {});
    EXPECT_EQ(y.given, wanted);
    EXPECT_FALSE(y.shortened);
  }
}

TEST_F(Limits, TheTightestMaximumShortens) {
  auto y = given(period::finite(hours{9}),
                 {max_rule("a", hours{3}), max_rule("b", hours{2}),
                  max_rule("c", hours{2})});
  EXPECT_EQ(y.given, period::finite(hours{2}));
  ASSERT_TRUE(y.shortened);
  EXPECT_EQ(y.shortened->rule, rule_name{"b"});
  EXPECT_EQ(y.shortened->asked, period::finite(hours{9}));
  EXPECT_EQ(y.shortened->given, period::finite(hours{2}));
}

TEST_F(Limits, ExactlyTheMaximumIsNotShortened) {
  auto y = given(period::finite(hours{2}), {max_rule("a", hours{2})});
  EXPECT_EQ(y.given, period::finite(hours{2}));
  EXPECT_FALSE(y.shortened);
}

TEST_F(Limits, RulesThatDoNotConcernTheRequestDoNotCount) {
  auto x = max_rule("a", hours{1});
  x.lessee = lessee_name{"bob"};
  x.any_lease = permission::forbidden;
  EXPECT_EQ(given(period::finite(hours{2}), {x}).given,
            period::finite(hours{2}));
}

TEST_F(Limits, TheLargestMinimumLengthens) {
  auto a = rule("a");
  a.period_min = minutes{10};
  auto b = rule("b");
  b.period_min = minutes{5};
  auto y = given(period::finite(minutes{1}), {a, b});
  EXPECT_EQ(y.given, period::finite(minutes{10}));
  EXPECT_FALSE(y.shortened);
}

TEST_F(Limits, TheMaximumWinsOverTheMinimum) {
  auto a = rule("a");
  a.period_min = minutes{10};
  auto y = given(period::finite(minutes{1}), {a, max_rule("b", minutes{5})});
  EXPECT_EQ(y.given, period::finite(minutes{5}));
  EXPECT_FALSE(y.shortened);
}

TEST_F(Limits, AnyTakesTheTightestMaximum) {
  auto y =
      given(period::any(), {max_rule("a", hours{3}), max_rule("b", hours{2})});
  EXPECT_EQ(y.given, period::finite(hours{2}));
  EXPECT_FALSE(y.shortened);
}

TEST_F(Limits, AnyTakesTheDefaultWhereNoRuleSays) {
  auto query = printing(period::any());
  EXPECT_EQ(given(query, {}).given, period::finite(hours{1}));
  query.any_period = minutes{3};
  EXPECT_EQ(given(query, {}).given, period::finite(minutes{3}));
  auto x = rule("a");
  x.period_min = hours{2};
  EXPECT_EQ(given(query, {x}).given, period::finite(hours{2}));
}

TEST_F(Limits, AMaximumOfNothingRefusesEveryLength) {
  for (auto wanted :
       {period::any(), period::finite(hours{1}), period::infinite()}) {
    auto no = refused(wanted, {max_rule("none", duration{0})});
    EXPECT_EQ(no.code, errc::period_unacceptable);
    EXPECT_EQ(no.message,
              "rule none leaves no time for a lease of EP51/printer: ask for "
              "another resource, or an operator to raise its period_max");
  }
}

// -- infinite and zero -------------------------------------------------------

TEST_F(Limits, AMaximumShortensInfinite) {
  auto y = given(period::infinite(), {max_rule("a", hours{2})});
  EXPECT_EQ(y.given, period::finite(hours{2}));
  ASSERT_TRUE(y.shortened);
  EXPECT_EQ(y.shortened->rule, rule_name{"a"});
  EXPECT_EQ(y.shortened->asked, period::infinite());
}

TEST_F(Limits, InfiniteIsKeptWhereSomeRuleAllowsIt) {
  auto x = rule("b");
  x.infinite = permission::allowed;
  auto y = given(period::infinite(), {max_rule("a", hours{2}), x});
  EXPECT_EQ(y.given, period::infinite());
  EXPECT_FALSE(y.shortened);
}

TEST_F(Limits, ForbiddingInfiniteWinsOverAllowingIt) {
  auto allows = rule("a");
  allows.infinite = permission::allowed;
  auto forbids = rule("b");
  forbids.infinite = permission::forbidden;
  auto y =
      given(period::infinite(), {allows, forbids, max_rule("c", hours{2})});
  EXPECT_EQ(y.given, period::finite(hours{2}));
  ASSERT_TRUE(y.shortened);
  EXPECT_EQ(y.shortened->rule, rule_name{"c"});
  auto no = refused(period::infinite(), {allows, forbids});
  EXPECT_EQ(no.code, errc::period_unacceptable);
  EXPECT_EQ(no.rule, rule_name{"b"});
  EXPECT_EQ(no.resource, resource_name{"EP51/printer"});
  EXPECT_EQ(no.message,
            "rule b forbids a lease of EP51/printer without an "
            "end: ask for a finite period");
}

TEST_F(Limits, ZeroIsKeptUnlessForbidden) {
  auto x = rule("a");
  x.zero = permission::allowed;
  x.period_min = hours{1};
  EXPECT_EQ(given(period::zero(), {x}).given, period::zero());
  x.name = rule_name{"b"};
  x.zero = permission::forbidden;
  auto no = refused(period::zero(), {x});
  EXPECT_EQ(no.code, errc::period_unacceptable);
  EXPECT_EQ(no.message,
            "rule b forbids a zero period for EP51/printer: ask "
            "for a longer one");
}

// -- amounts, numbers, everything --------------------------------------------

TEST_F(Limits, AnAmountAboveTheMaximumIsRefused) {
  auto loose = rule("a");
  loose.amount_max = rate(9);
  auto tight = rule("b");
  tight.amount_max = rate(5);
  auto no = refused(period::any(), {loose, tight});
  EXPECT_EQ(no.code, errc::limit_exceeded);
  EXPECT_EQ(no.rule, rule_name{"b"});
  ASSERT_TRUE(no.offer.largest_amount);
  EXPECT_EQ(*no.offer.largest_amount, rate(5));
  EXPECT_EQ(no.message,
            "10bit/s of EP51/printer is more than rule b allows: "
            "ask for at most 5bit/s");
}

TEST_F(Limits, ExactlyTheMaximumAmountIsGiven) {
  auto x = rule("a");
  x.amount_max = rate(10);
  EXPECT_EQ(given(period::any(), {x}).given, period::finite(hours{1}));
}

TEST_F(Limits, DimensionsThatAMaximumDoesNotNameAreFree) {
  auto x = rule("a");
  x.amount_max = amounts{unit::count, 3};
  EXPECT_EQ(given(period::any(), {x}).given, period::finite(hours{1}));
}

TEST_F(Limits, TheOfferKeepsEveryMaximumOfEveryDimension) {
  auto query = printing(period::any());
  query.amount.set(unit::count, 7);
  query.amount.set(unit::byte, 2);
  auto a = rule("a");
  a.amount_max = amounts{unit::count, 3};
  auto b = rule("b");
  b.amount_max = rate(5);
  auto no = refused(query, {a, b});
  EXPECT_EQ(no.rule, rule_name{"b"});
  auto expected = rate(5);
  expected.set(unit::count, 3);
  expected.set(unit::byte, 2);
  ASSERT_TRUE(no.offer.largest_amount);
  EXPECT_EQ(*no.offer.largest_amount, expected);
}

TEST_F(Limits, NoMoreLeasesThanARuleAllows) {
  auto x = rule("few");
  x.leases_max = 3;
  leases = 2;
  EXPECT_EQ(given(period::any(), {x, rule("other")}).given,
            period::finite(hours{1}));
  EXPECT_EQ(asked, std::vector<std::string>{"few"});
  leases = 3;
  auto no = refused(period::any(), {x});
  EXPECT_EQ(no.code, errc::limit_exceeded);
  EXPECT_EQ(no.rule, rule_name{"few"});
  EXPECT_EQ(no.message,
            "alice has as many leases as rule few allows for EP51/printer, "
            "which is 3: release one, or wait until one is over");
}

TEST_F(Limits, ARuleCanForbidEveryLease) {
  auto x = rule("closed");
  x.any_lease = permission::forbidden;
  auto no = refused(period::any(), {x});
  EXPECT_EQ(no.code, errc::limit_exceeded);
  EXPECT_EQ(no.rule, rule_name{"closed"});
  EXPECT_EQ(no.message,
            "rule closed forbids alice a lease of EP51/printer: "
            "ask for another resource, or an operator to change "
            "the rule");
  x.when = schedule{};
  EXPECT_EQ(refused(period::any(), {x}).message,
            "rule closed forbids alice a lease of EP51/printer at this time: "
            "ask for another resource or another time, or an operator to "
            "change the rule");
}

TEST_F(Limits, AnUnacceptablePeriodIsAnsweredBeforeALimit) {
  auto x = rule("a");
  x.any_lease = permission::forbidden;
  auto y = rule("b");
  y.zero = permission::forbidden;
  EXPECT_EQ(refused(period::zero(), {x, y}).code, errc::period_unacceptable);
  EXPECT_EQ(refused(period::any(), {x, y}).code, errc::limit_exceeded);
}

} // namespace
} // namespace leasehold
