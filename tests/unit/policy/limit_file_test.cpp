// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/policy/limit_file.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "messages/period.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::string complaint(const std::string& text) {
  auto y = parse_policy(text, "a.toml");
  if (y)
    return "none";
  EXPECT_EQ(y.error().code, errc::invalid_request);
  return y.error().message;
}

/// About one line, the third, of a rule.
std::string line_complaint(const std::string& line) {
  return complaint("[[rule]]\nname = 'r'\n" + line + '\n');
}

TEST(LimitFile, ReadsEveryKey) {
  auto y = parse_policy(R"(
[[rule]]
name = "office"
lessee = "alice"
group = "printers"
kind = "printer"
resource = "EP51/printer"
source = "EP11"
when.weekdays = ["mon", "sun"]
when.from = "22:00"
when.to = "06:30"
when.utc_offset = "-03:30"
period_max = "1h30m"
period_min = "5m"
amount_max = "20Mbit/s+1count"
leases_max = 3
infinite = "allowed"
zero = "forbidden"
lease = "forbidden"
action = "forbidden"
[[rule]]
name = "nothing"
)",
                        "a.toml");
  ASSERT_TRUE(y) << y.error().message;
  limit_rule office;
  office.name = rule_name{"office"};
  office.lessee = lessee_name{"alice"};
  office.group = group_name{"printers"};
  office.kind = kind_name{"printer"};
  office.resource = resource_name{"EP51/printer"};
  office.source = endpoint_name{"EP11"};
  office.when = schedule{0x41, 22 * 60, 6 * 60 + 30, -210};
  office.period_max = minutes{90};
  office.period_min = minutes{5};
  office.amount_max = amounts{unit::bit_per_second, 20000000};
  office.amount_max->set(unit::count, 1);
  office.leases_max = 3;
  office.infinite = permission::allowed;
  office.zero = permission::forbidden;
  office.any_lease = permission::forbidden;
  office.any_action = permission::forbidden;
  limit_rule nothing;
  nothing.name = rule_name{"nothing"};
  ASSERT_EQ(y->rules.size(), 2u);
  EXPECT_TRUE(y->rules.front() == office) << write_rules(y->rules);
  EXPECT_TRUE(y->rules.back() == nothing) << write_rules(y->rules);
}

TEST(LimitFile, AScheduleThatNamesNothingIsAlways) {
  auto y = parse_policy("[[rule]]\nname = 'r'\nwhen = {}\n", "a.toml");
  ASSERT_TRUE(y) << y.error().message;
  ASSERT_TRUE(y->rules.front().when);
  EXPECT_TRUE(*y->rules.front().when == schedule{});
}

TEST(LimitFile, AFileMayHoldNoRule) {
  auto y = parse_policy("# none yet\n", "a.toml");
  ASSERT_TRUE(y) << y.error().message;
  EXPECT_TRUE(y->rules.empty());
}

TEST(LimitFile, SaysWhereItIsNoToml) {
  EXPECT_EQ(line_complaint("kind = printer").rfind("a.toml:3:", 0), 0u);
}

TEST(LimitFile, ListsTheKeysItKnows) {
  EXPECT_EQ(complaint("[[rules]]\n"),
            "a.toml:1:3: unknown key \"rules\" in the top level: take one of "
            "rule, class");
  EXPECT_EQ(line_complaint("any_lease = 'forbidden'"),
            "a.toml:3:1: unknown key \"any_lease\" in [[rule]]: take one of "
            "name, lessee, group, kind, resource, source, when, period_max, "
            "period_min, amount_max, leases_max, infinite, zero, lease, "
            "action");
  EXPECT_EQ(line_complaint("when = { days = [] }"),
            "a.toml:3:10: unknown key \"days\" in when of [[rule]]: take one "
            "of weekdays, from, to, utc_offset");
}

TEST(LimitFile, WantsANameForEveryRule) {
  EXPECT_EQ(complaint("[[rule]]\nkind = 'x'\n"),
            "a.toml:1:1: [[rule]] lacks name: add it, like name = "
            "\"office-hours\"");
  EXPECT_EQ(complaint("[[rule]]\nname = 'r'\n[[rule]]\nname = 'r'\n"),
            "a.toml:4:8: there are two rules r: rename one");
}

TEST(LimitFile, WantsNamesThatFit) {
  std::string longest(64, 'x');
  for (std::string key : {"lessee", "group", "kind", "source"}) {
    auto start = key + " = '";
    EXPECT_EQ(line_complaint(start + longest + "'"), "none");
    for (auto& name : {std::string{}, std::string{"a b"}, longest + 'x'})
      EXPECT_NE(line_complaint(start + name + "'")
                    .find("is no name: take 1 to 64 visible ASCII characters "
                          "without spaces, and no '-' in front"),
                std::string::npos)
          << key << name;
  }
  EXPECT_EQ(line_complaint("resource = '" + longest + '/' + longest + "'"),
            "none");
  EXPECT_NE(line_complaint("resource = '" + longest + "//" + longest + "'")
                .find("take 1 to 129 visible"),
            std::string::npos);
  EXPECT_EQ(complaint("[[rule]]\nname = ''\n"),
            "a.toml:2:8: \"\" is no name: take 1 to 64 visible ASCII "
            "characters without spaces, and no '-' in front");
}

TEST(LimitFile, WantsPeriodsWithUnits) {
  EXPECT_EQ(line_complaint("period_max = '60'").rfind("a.toml:3:14: ", 0), 0u);
  EXPECT_EQ(line_complaint("period_min = '1w'").rfind("a.toml:3:14: ", 0), 0u);
  EXPECT_EQ(line_complaint("period_max = 60"),
            "a.toml:3:14: period_max is a text: write it between quotes");
}

TEST(LimitFile, TheMinimumIsNotAboveTheMaximum) {
  EXPECT_EQ(line_complaint("period_min = '2h'\nperiod_max = '1h'"),
            "a.toml:3:14: period_min 2h is above period_max 1h: give one that "
            "is not");
  EXPECT_EQ(line_complaint("period_min = '1h'\nperiod_max = '1h'"), "none");
}

TEST(LimitFile, WantsAnAmountThatBoundsSomething) {
  EXPECT_EQ(line_complaint("amount_max = '0'"),
            "a.toml:3:14: an amount of 0 bounds nothing: name one, like "
            "20Mbit/s, or write lease = \"forbidden\"");
  EXPECT_EQ(line_complaint("amount_max = '1 parsec'")
                .rfind("a.toml:3:14: \"1 parsec\" is no amount: ", 0),
            0u);
}

TEST(LimitFile, WantsACountWithinItsRange) {
  for (auto count : {"-1", "4294967296", "'3'"})
    EXPECT_EQ(line_complaint(std::string{"leases_max = "} + count),
              "a.toml:3:14: leases_max is a whole number from 0 to "
              "4294967295, without quotes");
  EXPECT_EQ(line_complaint("leases_max = 0"), "none");
}

TEST(LimitFile, WantsAPermission) {
  for (std::string key : {"infinite", "zero", "lease"})
    EXPECT_NE(line_complaint(key + " = 'no'")
                  .find("\"no\" is no permission: write \"allowed\" or "
                        "\"forbidden\""),
              std::string::npos);
}

TEST(LimitFile, WantsAScheduleThatCanHold) {
  auto when = [](const std::string& text) {
    return line_complaint("when = { " + text + " }");
  };
  EXPECT_EQ(line_complaint("when = 'mon'"),
            "a.toml:3:8: when is a table: write it like when = { ... }");
  EXPECT_EQ(when("weekdays = ['mon', 'Tue']"),
            "a.toml:3:21: \"Tue\" is no day: take some of mon, tue, wed, thu, "
            "fri, sat, sun");
  EXPECT_EQ(when("weekdays = []"),
            "a.toml:3:21: no day is named, so the rule would never apply: "
            "name some, or leave weekdays out for all");
  for (auto time :
       {"8:00", "24:01", "08:60", "0800", "08-00", "x8:00", "", "08:00:00"})
    EXPECT_EQ(when(std::string{"from = '"} + time + "'"),
              std::string{"a.toml:3:17: \""} + time
                  + "\" is no time of day: write it like 08:30, from 00:00 to "
                    "24:00");
  EXPECT_EQ(when("from = '24:00', to = '01:00'"),
            "a.toml:3:17: nothing begins at 24:00: write 00:00 of the next "
            "day");
  EXPECT_EQ(when("from = '08:00', to = '08:00'"),
            "a.toml:3:31: the rule would end as it begins, and never apply: "
            "leave from and to out for the whole day");
  for (auto offset : {"01:00", "+14:01", "+1:00", "Z", ""})
    EXPECT_EQ(when(std::string{"utc_offset = '"} + offset + "'"),
              std::string{"a.toml:3:23: \""} + offset
                  + "\" is no offset from UTC: write it like +01:00, from "
                    "-14:00 to +14:00");
  EXPECT_EQ(when("from = '00:00', to = '24:00', utc_offset = '-14:00'"),
            "none");
}

TEST(LimitFile, KeepsTheEffectOfWhatAFileCannotHold) {
  limit_rule x;
  x.name = rule_name{"r"};
  x.period_max = duration::max();
  x.amount_max = amounts{};
  auto y = parse_policy(write_rules({x}), "a.toml");
  ASSERT_TRUE(y) << y.error().message;
  EXPECT_EQ(y->rules.front().period_max, period::max);
  EXPECT_FALSE(y->rules.front().amount_max);
}

RC_GTEST_PROP(LimitFileProperty, WhatIsWrittenReadsBack, ()) {
  auto rules = gen::some(4, gen::any_rule);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    auto& x = rules[i];
    x.name = rule_name{std::to_string(i) + gen::name_text(12)};
    if (x.when && x.when->from == x.when->to)
      x.when->to = 1440;
    if (x.amount_max && x.amount_max->zero())
      x.amount_max = amounts{unit::count, 1};
    for (auto bound : {&x.period_min, &x.period_max})
      if (*bound)
        *bound = std::min(**bound, period::max);
  }
  auto y = parse_policy(write_rules(rules), "a.toml");
  if (!y)
    RC_FAIL(y.error().message);
  RC_ASSERT(y->rules == rules);
}

} // namespace
} // namespace leasehold
