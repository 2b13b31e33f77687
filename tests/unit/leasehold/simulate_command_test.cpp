// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/simulate_command.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

std::string complaint(const std::vector<std::string>& words) {
  auto read = parse_simulate_command(words);
  return read ? "no complaint" : read.error().message;
}

TEST(SimulateCommand, ReadsOptionsInAnyOrder) {
  auto read = parse_simulate_command(
      {"-o", "json", "check.lua", "--seeds", "20", "--seed=7", "--faults",
       "kill,pause", "--nodes", "2", "--topology", "r.toml"});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->output, simulate_command::format::json);
  EXPECT_EQ(read->scenario, "check.lua");
  EXPECT_EQ(read->seeds, 20u);
  EXPECT_EQ(read->seed, 7u);
  EXPECT_EQ(read->faults, (std::vector<std::string>{"kill", "pause"}));
  EXPECT_EQ(again(*read, 9),
            "leasehold simulate check.lua --seed 9 --faults kill,pause "
            "--topology r.toml --nodes 2");
}

TEST(SimulateCommand, NamesTheWordThatIsWrong) {
  EXPECT_EQ(complaint({"a.lua", "--sed", "1"}),
            "`leasehold simulate` knows no --sed, but --seed; see `leasehold "
            "simulate --help`");
  EXPECT_EQ(complaint({"a.lua", "--seeds", "0"}),
            "--seeds: \"0\" is no whole number from 1 to 1000000");
  EXPECT_EQ(complaint({"a.lua", "--faults", "kil"})
                .find("--faults: there is no fault kil, but kill"),
            0u);
  EXPECT_EQ(complaint({"a.lua", "--seed"}),
            "--seed needs a value: the first seed [1]");
  EXPECT_EQ(complaint({"a.lua", "b.lua"}),
            "one script is enough: leave out a.lua or b.lua");
  EXPECT_EQ(complaint({"--seeds", "3"}).find("no script is given"), 0u);
  EXPECT_EQ(complaint({"a.lua", "-o", "xml"}),
            "--output: \"xml\" is no format: table or json");
}

TEST(SimulateCommand, NeedsNoScriptToExplainItself) {
  auto help = parse_simulate_command({"--help"});
  ASSERT_TRUE(help);
  EXPECT_EQ(help->what, simulate_command::wanted::help);
  auto names = parse_simulate_command({"--faults", "list"});
  ASSERT_TRUE(names);
  EXPECT_EQ(names->what, simulate_command::wanted::fault_names);
}

} // namespace
} // namespace leasehold
