// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/setting_sources.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using kind = setting::kind;
using list = std::vector<std::string>;

const std::vector<setting>& table() {
  static const std::vector<setting> all{
      {"data", kind::path, "DIR", "leasehold-data", "", "where it is"},
      {"node-name", kind::text, "NAME", "node-1", "", "what it is called"},
      {"number", kind::number, "N", "1", "", "its number"},
      {"liveness", kind::time, "TIME", "30s", "", "how long"},
      {"operator", kind::names, "NAME", "", "everybody", "who"},
      {"allow-kill", kind::yes_no, "", "false", "", "whether"}};
  return all;
}

given_settings from_file(const std::string& toml) {
  given_settings given;
  read_settings_file(toml, "/etc/node.toml", table(), given);
  return given;
}

given_settings from_words(const list& words) {
  given_settings given;
  read_settings_words(words, table(), given);
  return given;
}

TEST(Setting, IsNamedAlikeEverywhere) {
  EXPECT_EQ(flag_of(table()[2]), "--number");
  EXPECT_EQ(variable_of(table()[2]), "LEASEHOLD_NODE_NUMBER");
  EXPECT_EQ(variable_of(table()[5]), "LEASEHOLD_NODE_ALLOW_KILL");
  EXPECT_EQ(variable_of(table()[1]), "LEASEHOLD_NODE_NAME");
}

TEST(Setting, HasHelpThatFitsATerminal) {
  setting x{"listen", kind::text, "HOST:PORT", "127.0.0.1:7420", "", {}};
  for (auto i = 0; i < 20; ++i)
    x.help += "some words ";
  const auto text = help_line("--listen HOST:PORT", full_help(x));
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != text.npos;
       end = text.find('\n', begin)) {
    EXPECT_LT(end - begin, 80u);
    begin = end + 1;
  }
  EXPECT_NE(text.find("[127.0.0.1:7420]"), text.npos);
  EXPECT_EQ(help_line("-x", "short"),
            "  -x" + std::string(22, ' ') + "short\n");
}

TEST(SettingsFile, HasAValueOfEachKind) {
  auto given = from_file("data = \"/var/d\"\nnumber = 7\nliveness = \"5s\"\n"
                         "operator = [\"ann\", \"bob\"]\nallow-kill = true\n");
  EXPECT_EQ(given.problems, list{});
  EXPECT_EQ(given.values["data"].values, list{"/var/d"});
  EXPECT_EQ(given.values["number"].values, list{"7"});
  EXPECT_EQ(given.values["number"].from, "/etc/node.toml:2:10");
  EXPECT_EQ(given.values["number"].place, "/etc/node.toml:2:10: number");
  EXPECT_EQ(given.values["operator"].values, (list{"ann", "bob"}));
  EXPECT_EQ(given.values["allow-kill"].values, list{"true"});
}

TEST(SettingsFile, MayNameOneOperatorWithoutAList) {
  EXPECT_EQ(from_file("operator = \"ann\"\n").values["operator"].values,
            list{"ann"});
}

TEST(SettingsFile, HasPathsFromItsOwnFolder) {
  EXPECT_EQ(from_file("data = \"x/../y\"\n").values["data"].values,
            list{"/etc/y"});
}

TEST(SettingsFile, TellsAllMistakesFromTheTop) {
  auto given = from_file("number = \"7\"\nlivenes = \"5s\"\n[node]\nx = 1\n");
  ASSERT_EQ(given.problems.size(), 3u);
  EXPECT_EQ(given.problems[0],
            "/etc/node.toml:1:10: number is a whole number: write it without "
            "quotes, like number = 1");
  EXPECT_EQ(given.problems[1],
            "/etc/node.toml:2:1: unknown key \"livenes\"; did "
            "you mean liveness?");
  EXPECT_EQ(given.problems[2].rfind("/etc/node.toml:3:", 0), 0u)
      << given.problems[2];
}

TEST(SettingsFile, SaysHowAValueIsWritten) {
  for (auto [toml, said] :
       {std::pair{"data = 7",
                  "write it between quotes, like data = "
                  "\"leasehold-data\""},
        {"liveness = 5", "like liveness = \"30s\""},
        {"operator = [1]", "operator = [\"ann\", \"bob\"]"},
        {"operator = []", "operator = [\"ann\", \"bob\"]"},
        {"allow-kill = \"yes\"", "true or false, without quotes"},
        {"number = 1.5", "a whole number"},
        {"data = \"\"", "data is empty"}}) {
    auto given = from_file(toml);
    ASSERT_EQ(given.problems.size(), 1u) << toml;
    EXPECT_NE(given.problems[0].find(said), std::string::npos)
        << given.problems[0];
    EXPECT_TRUE(given.values.empty()) << toml;
  }
}

TEST(SettingsFile, SaysWhereItIsNoToml) {
  auto given = from_file("number = 1\nnumber = 2\n");
  ASSERT_EQ(given.problems.size(), 1u);
  EXPECT_EQ(given.problems[0].rfind("/etc/node.toml:2:", 0), 0u)
      << given.problems[0];
}

TEST(SettingsVariables, AreThoseOfTheNode) {
  given_settings given;
  read_settings_variables({{"LEASEHOLD_NODE_NAME", "cellar"},
                           {"LEASEHOLD_NODE_OPERATOR", "ann,bob"},
                           {"LEASEHOLD_NODE_DATA", ""},
                           {"LEASEHOLD_NAME", "ann"}},
                          table(), given);
  EXPECT_EQ(given.values.size(), 2u);
  EXPECT_EQ(given.values["node-name"].values, list{"cellar"});
  EXPECT_EQ(given.values["node-name"].from, "LEASEHOLD_NODE_NAME");
  EXPECT_EQ(given.values["operator"].values, (list{"ann", "bob"}));
  EXPECT_TRUE(given.warnings.empty());
}

// Orchestrators make variables for each service, of whatever name it has.
TEST(SettingsVariables, ThatNobodyKnowsAreIgnoredWithAWarning) {
  given_settings given;
  read_settings_variables({{"LEASEHOLD_NODE_NUMBR", "2"}}, table(), given);
  EXPECT_TRUE(given.problems.empty());
  ASSERT_EQ(given.warnings.size(), 1u);
  EXPECT_NE(given.warnings[0].find("LEASEHOLD_NODE_NUMBR"), std::string::npos);
  EXPECT_NE(given.warnings[0].find("LEASEHOLD_NODE_NUMBER?"),
            std::string::npos);
}

TEST(SettingsVariables, AreTakenFromTheEnvironmentByTheirPrefix) {
  const char* const environment[] = {"A=1", "LEASEHOLD_NODE_X=a=b",
                                     "LEASEHOLD_NODE_", nullptr};
  auto found = variables_of(environment, node_variable_prefix);
  EXPECT_EQ(found,
            (std::map<std::string, std::string>{{"LEASEHOLD_NODE_X", "a=b"}}));
}

TEST(SettingsWords, TakeAValueBehindASpaceOrAnEqualsSign) {
  auto given = from_words({"--data", "a b", "--number=3", "--data=c=d",
                           "--operator", "ann", "--operator=bob"});
  EXPECT_EQ(given.problems, list{});
  EXPECT_EQ(given.values["data"].values, list{"c=d"});
  EXPECT_EQ(given.values["data"].place, "--data");
  EXPECT_EQ(given.values["number"].values, list{"3"});
  EXPECT_EQ(given.values["operator"].values, (list{"ann", "bob"}));
}

TEST(SettingsWords, TellAllMistakesAndNoneTwice) {
  auto given =
      from_words({"--dta", "x", "--number", "--allow-kill=yes", "fly"});
  ASSERT_EQ(given.problems.size(), 4u);
  EXPECT_NE(given.problems[0].find("--data?"), std::string::npos);
  EXPECT_NE(given.problems[1].find("--number needs a value"),
            std::string::npos);
  EXPECT_NE(given.problems[2].find("--allow-kill takes no value but true or "
                                   "false"),
            std::string::npos);
  EXPECT_NE(given.problems[3].find("knows no fly"), std::string::npos);
}

TEST(SettingsWords, TurnOffWhatTheFileTurnsOn) {
  EXPECT_EQ(from_words({"--allow-kill"}).values["allow-kill"].values,
            list{"true"});
  EXPECT_EQ(from_words({"--allow-kill=false"}).values["allow-kill"].values,
            list{"false"});
}

} // namespace
} // namespace leasehold
