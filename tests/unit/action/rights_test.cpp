// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/rights.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/action/region_of.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

/// A Thursday, at midnight.
const wall_time midnight{};

class Rights : public testing::Test {
protected:
  limit_rule& forbid(const char* name) {
    auto& rule = rules[rule_name{name}];
    rule.name = rule_name{name};
    rule.any_action = permission::forbidden;
    return rule;
  }

  /// Those of all four that a lessee may act on.
  std::string allowed(const char* who = "ann", wall_time at = midnight) {
    const auto places = test::locator_of(test::map_of(test::two_gateways));
    const rights uut{rules, lessee_name{who}, at};
    std::string all;
    for (auto name : {"E1", "E2", "E3", "E4"})
      if (uut.may_act(*places, endpoint_name{name}))
        all += name;
    return all;
  }

  rule_map rules;
};

TEST_F(Rights, AreWithoutBoundsWhereNoRuleForbids) {
  EXPECT_EQ(allowed(), "E1E2E3E4");
  auto& rule = forbid("x");
  rule.any_action = permission::allowed;
  rule.any_lease = permission::forbidden;
  EXPECT_EQ(allowed(), "E1E2E3E4");
}

TEST_F(Rights, EndWhereARuleConcernsAResourceOfTheEndpoint) {
  forbid("x").resource = resource_name{"E2/printer"};
  EXPECT_EQ(allowed(), "E1E3E4");
  rules.clear();
  forbid("x").group = group_name{"printers"};
  EXPECT_EQ(allowed(), "E3E4");
  rules.clear();
  forbid("x").kind = kind_name{"nic"};
  EXPECT_EQ(allowed(), "");
  rules.clear();
  forbid("x");
  EXPECT_EQ(allowed(), "");
}

TEST_F(Rights, NeedAllConditionsOfARuleToHoldForOneResource) {
  auto& rule = forbid("x");
  rule.resource = resource_name{"E1/printer"};
  rule.kind = kind_name{"nic"};
  EXPECT_EQ(allowed(), "E1E2E3E4");
  rule.kind = kind_name{"printer"};
  rule.lessee = lessee_name{"bob"};
  EXPECT_EQ(allowed("ann"), "E1E2E3E4");
  EXPECT_EQ(allowed("bob"), "E2E3E4");
}

TEST_F(Rights, AreThoseOfTheHour) {
  forbid("x").when = schedule{0x7f, 60, 120, 0};
  EXPECT_EQ(allowed("ann", midnight + 59min), "E1E2E3E4");
  EXPECT_EQ(allowed("ann", midnight + 60min), "");
}

TEST_F(Rights, AreNoMatterOfRulesForSources) {
  forbid("x").source = endpoint_name{"E1"};
  EXPECT_EQ(allowed(), "E1E2E3E4");
}

} // namespace
} // namespace leasehold
