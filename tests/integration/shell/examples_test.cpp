// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/shell/program.hpp"

// The scripts that ship as examples do what they say.
namespace leasehold::test {
namespace {

std::string example(const std::string& name) {
  return "tools/shell/examples/" + name + ".lua";
}

std::string text_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Whether it breaks its region, which only a simulated one allows.
bool breaks_things(const std::string& name) {
  return name.rfind("what_if_", 0) == 0;
}

std::vector<std::string> all_examples() {
  std::vector<std::string> names;
  for (const auto& each :
       std::filesystem::directory_iterator{"tools/shell/examples"})
    if (each.path().extension() == ".lua")
      names.push_back(each.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

constexpr const char* on_real_nodes[] = {
    "figure8",     "renewals",    "book_ahead",     "infinite",
    "two_lessees", "limits",      "events",         "contention",
    "curtailment", "maintenance", "error_condition"};

class Example : public ::testing::TestWithParam<const char*> {};

TEST_P(Example, HoldsOnANodeInside) {
  auto end = run_program({"shell", "--inside", example(GetParam())});
  EXPECT_EQ(end.code, 0) << end.err;
  EXPECT_EQ(end.err, "");
}

/// `leasehold node` on a free port.
class other_node {
public:
  other_node()
      : node_({"node", "run", "--listen", "127.0.0.1:0", "--data",
               folder_.path() + "/data", "--topology",
               "tools/regions/figure8.toml"}) {
    const std::string announced = "listening on ";
    auto line = node_.read_line();
    if (line.rfind(announced, 0) == 0)
      address = line.substr(announced.size());
  }

  ~other_node() {
    node_.signal(SIGTERM);
    EXPECT_EQ(node_.finish().code, 0);
  }

  std::string address;

private:
  temp_folder folder_;
  program node_;
};

// They leave nothing behind either, so all run on one node in a row.
TEST(Examples, HoldOnANodeElsewhereAndLeaveItEmpty) {
  other_node node;
  ASSERT_NE(node.address, "");
  for (auto name : {"figure8", "renewals", "book_ahead", "infinite", "limits",
                    "events", "contention", "curtailment", "maintenance",
                    "error_condition", "figure8"}) {
    auto end = run_program({"--address", node.address, "shell", example(name)});
    EXPECT_EQ(end.code, 0) << name << ": " << end.err;
  }
  auto end =
      run_program({"shell"},
                  "expect_equal(#leases(), 0) expect_equal(policy.list(), {}) "
                  "expect_equal(#classes(), 4)",
                  {{"LEASEHOLD_ADDRESS", node.address}});
  EXPECT_EQ(end.code, 0) << end.err;
}

TEST(Examples, HoldInTheSimulator) {
  ASSERT_GE(all_examples().size(), 13u);
  for (const auto& name : all_examples()) {
    auto end = run_program({"simulate", example(name)});
    EXPECT_EQ(end.code, 0) << name << ": " << end.out << end.err;
  }
}

// Each example is either among those that run on real nodes, or says itself
// that it can't.
TEST(Examples, RunOnRealNodesUnlessTheyBreakThings) {
  for (const auto& name : all_examples()) {
    const auto listed =
        std::find(std::begin(on_real_nodes), std::end(on_real_nodes), name)
        != std::end(on_real_nodes);
    EXPECT_NE(listed, breaks_things(name)) << name;
    EXPECT_EQ(breaks_things(name),
              text_of(example(name)).find("\nregion.simulated{}")
                  != std::string::npos)
        << name;
  }
}

// The guide shows what they print.
TEST(Examples, AnswerTheQuestionsOfTheGuide) {
  const auto page = text_of("docs/simulator.md");
  for (const auto& name : all_examples()) {
    if (!breaks_things(name))
      continue;
    auto end = run_program({"shell", example(name)});
    EXPECT_EQ(end.code, 0) << name << ": " << end.err;
    EXPECT_NE(page.find("```text\n" + end.out + "```\n"), std::string::npos)
        << "docs/simulator.md does not show what " << name << " prints:\n"
        << end.out;
  }
}

TEST(Examples, ShowOperatorsWhatAnErrorDoes) {
  auto end = run_program({"shell", "--inside", example("error_condition")});
  EXPECT_NE(text_of("docs/operators.md").find("```text\n" + end.out + "```\n"),
            std::string::npos)
      << "docs/operators.md does not show what it prints:\n"
      << end.out;
}

TEST(Examples, AreTheSameStoryForTheSameSeed) {
  const std::vector<std::string> words{"simulate", example("contention"),
                                       "--seed",   "9",
                                       "--faults", "pause,disk_slow"};
  const auto first = run_program(words);
  EXPECT_EQ(run_program(words).out, first.out);
}

// What the first example prints is what the document's example is about.
TEST(Examples, TellTheThirdOfFigure8WhyNot) {
  auto end = run_program({"shell", "--inside", example("figure8")});
  EXPECT_NE(end.out.find("EP21 has EP52 over GW2 - GW1 - GW4 - GW5\n"
                         "EP31 is told: no route to EP53/nic has 10Mbit/s "
                         "free: GW4/GW4-GW5 at GW4 has 0 free of 20Mbit/s"),
            std::string::npos)
      << end.out;
}

INSTANTIATE_TEST_SUITE_P(All, Example, ::testing::ValuesIn(on_real_nodes),
                         [](const auto& which) {
                           return std::string{which.param};
                         });

} // namespace
} // namespace leasehold::test
