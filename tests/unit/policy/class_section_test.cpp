// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/policy/class_section.hpp"

#include <string>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "actors/policy/limit_file.hpp"
#include "messages/bounds.hpp"
#include "messages/period.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {
namespace {

std::string complaint(const std::string& text) {
  auto y = parse_policy(text, "a.toml");
  if (y)
    return "none";
  EXPECT_EQ(y.error().code, errc::invalid_request);
  return y.error().message;
}

/// About one line, the third, of a class.
std::string line_complaint(const std::string& line) {
  return complaint("[[class]]\nname = 'c'\n" + line + '\n');
}

std::string written(const service_class& x) {
  auto y = "[[class]]\nname = " + std::string{"\""};
  for (auto c : x.name.str())
    y += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  y += "\"\nsetup = " + std::to_string(x.setup)
      + "\nhold = " + std::to_string(x.hold) + "\nremedies = [";
  for (auto remedy : x.remedies)
    y += std::string{"'"} + to_string(remedy) + "', ";
  return y + "]\ntenure_min = '" + to_string(x.tenure_min) + "'\nnotice = '"
      + to_string(x.notice) + "'\nack_within = '" + to_string(x.ack_within)
      + "'\nvictims = '" + to_string(x.victims) + "'\nsharing = '"
      + to_string(x.sharing) + "'\nshare_weight = " + std::to_string(x.weight)
      + "\n";
}

TEST(ClassSection, ReadsEveryKey) {
  auto y = parse_policy(R"(
[[class]]
name = "gold"
setup = 2
hold = 1
remedies = ["shorten", "shrink"]
tenure_min = "5m"
notice = "10s"
ack_within = "2s"
victims = "fewest"
sharing = "max-min"
share_weight = 3
[[rule]]
name = "gold"
[[class]]
name = "standard"
)",
                        "a.toml");
  ASSERT_TRUE(y) << y.error().message;
  EXPECT_EQ(y->rules.size(), 1u);
  ASSERT_EQ(y->classes.size(), 2u);
  service_class gold;
  gold.name = class_name{"gold"};
  gold.setup = 2;
  gold.hold = 1;
  gold.remedies = {remedy::shorten, remedy::shrink};
  gold.tenure_min = std::chrono::minutes{5};
  gold.notice = std::chrono::seconds{10};
  gold.ack_within = std::chrono::seconds{2};
  gold.victims = victim_objective::fewest;
  gold.sharing = share_scheme::max_min;
  gold.weight = 3;
  EXPECT_TRUE(y->classes[0] == gold);
  service_class plain;
  plain.name = class_name{"standard"};
  EXPECT_TRUE(y->classes[1] == plain);
}

TEST(ClassSection, HoldsAsStronglyAsItTakesUnlessItSays) {
  auto y = parse_policy("[[class]]\nname = 'c'\nsetup = 6\n", "a.toml");
  ASSERT_TRUE(y) << y.error().message;
  EXPECT_EQ(y->classes.front().hold, 6);
}

RC_GTEST_PROP(ClassSectionProperty, WhatIsWrittenReadsBack, ()) {
  auto x = gen::any_class();
  auto y = parse_policy(written(x), "a.toml");
  if (!y)
    RC_FAIL(y.error().message);
  RC_ASSERT(y->classes.size() == 1u);
  RC_ASSERT(y->classes.front() == x);
}

TEST(ClassSection, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(line_complaint("priority = 1"),
            "a.toml:3:1: unknown key \"priority\" in [[class]]: take one of "
            "name, setup, hold, remedies, tenure_min, notice, ack_within, "
            "victims, sharing, share_weight");
}

TEST(ClassSection, WantsANameOfItsOwn) {
  EXPECT_NE(complaint("[[class]]\nsetup = 1\n").find("name"),
            std::string::npos);
  EXPECT_EQ(complaint("[[class]]\nname = 'two words'\n"),
            "a.toml:2:8: \"two words\" is no name: take 1 to 64 visible ASCII "
            "characters without spaces, and no '-' in front");
  EXPECT_EQ(complaint("[[class]]\nname = 'c'\n[[class]]\nname = 'c'\n"),
            "a.toml:4:8: there are two classes c: rename one");
}

TEST(ClassSection, WantsPrioritiesThatThereAre) {
  EXPECT_EQ(line_complaint("setup = 8").rfind("a.toml:3:9: ", 0), 0u);
  EXPECT_EQ(line_complaint("hold = -1").rfind("a.toml:3:8: ", 0), 0u);
  EXPECT_EQ(line_complaint("setup = 7\nhold = 7"), "none");
}

TEST(ClassSection, WantsAHoldThatIsNotWeakerThanTheSetup) {
  EXPECT_EQ(line_complaint("setup = 2\nhold = 3"),
            "a.toml:4:8: hold 3 is weaker than setup 2, so leases would "
            "displace each other for ever: give one that is not above it");
}

TEST(ClassSection, WantsEveryRemedyOnceAtMost) {
  EXPECT_EQ(line_complaint("remedies = ['kill']"),
            "a.toml:3:12: \"kill\" is no remedy: take some of reroute, "
            "shrink, shorten, refuse-renewal, terminate");
  EXPECT_EQ(line_complaint("remedies = ['shrink', 'shrink']"),
            "a.toml:3:12: \"shrink\" is there twice: name each at most once");
  EXPECT_EQ(line_complaint("remedies = []"), "none");
}

TEST(ClassSection, WantsAnObjectiveAndASchemeThatThereAre) {
  EXPECT_EQ(line_complaint("victims = 'youngest'"),
            "a.toml:3:11: \"youngest\" is no choice of victims: take one of "
            "weakest, fewest, least-waste, most-reroutable");
  EXPECT_EQ(line_complaint("sharing = 'fair'"),
            "a.toml:3:11: \"fair\" is no scheme of shares: take one of "
            "oldest-first, max-min, proportional");
  EXPECT_EQ(line_complaint("share_weight = 0").rfind("a.toml:3:16: ", 0), 0u);
  EXPECT_EQ(line_complaint("share_weight = 1000"), "none");
}

TEST(ClassSection, WantsTimesWithUnits) {
  EXPECT_EQ(line_complaint("notice = '10'").rfind("a.toml:3:10: ", 0), 0u);
  EXPECT_EQ(line_complaint("tenure_min = '-1s'").rfind("a.toml:3:14: ", 0), 0u);
  EXPECT_EQ(line_complaint("tenure_min = '0s'"), "none");
  EXPECT_EQ(line_complaint("ack_within = '6s'"),
            "a.toml:3:14: 6s is longer than a newcomer can wait: give at most "
            "5s");
}

TEST(ClassSection, TakesNoMoreThanARegionHas) {
  std::string text;
  for (auto i = 0u; i <= bounds::classes; ++i)
    text += "[[class]]\nname = 'c" + std::to_string(i) + "'\n";
  EXPECT_NE(complaint(text).find("257 classes are more than a region takes"),
            std::string::npos);
}

} // namespace
} // namespace leasehold
