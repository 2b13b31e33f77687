// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <csignal>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/integration/shell/program.hpp"

// `leasehold simulate`, as built.
namespace leasehold::test {
namespace {

class Simulate : public ::testing::Test {
protected:
  /// The path of a script with this text.
  std::string script(const std::string& text) {
    auto path = folder.path() + "/check.lua";
    std::ofstream{path} << text;
    return path;
  }

  temp_folder folder;
};

TEST_F(Simulate, EndsAsItsSeedsDo) {
  auto path = script("print(#leases(), nodes()[1].state)");
  auto end = run_program({"simulate", path});
  EXPECT_EQ(end.code, 0);
  EXPECT_EQ(end.err, "");
  EXPECT_EQ(end.out.find("0\trunning\n1 seed, 0 failed, 0 faults in "), 0u)
      << end.out;
  path = script("expect_equal(#leases(), 1)");
  end = run_program({"simulate", path, "--seed", "4"});
  EXPECT_EQ(end.code, 1);
  EXPECT_EQ(end.out.find("seed 4 failed:\n  " + path + ":1: expectation "), 0u)
      << end.out;
  EXPECT_EQ(run_program({"simulate", "--seeds", "none", path}).code, 2);
  EXPECT_EQ(run_program({"simulate", "no/such.lua"}).code, 3);
}

TEST_F(Simulate, SumsUpAtCtrlC) {
  program running{
      {"simulate", script("print('begun') while true do sleep('1h') end")}};
  ASSERT_EQ(running.read_line(), "begun");
  running.signal(SIGINT);
  auto end = running.finish();
  EXPECT_EQ(end.code, 130);
  EXPECT_EQ(end.out,
            "interrupted: 0 seeds, 0 failed, 0 faults in 0s of "
            "simulated time\n")
      << end.err;
}

TEST_F(Simulate, ReadsOptionsOnBothSidesOfItsName) {
  auto path = script("leases()");
  auto end = run_program({"-o", "json", "simulate", path, "--seeds", "2"});
  EXPECT_EQ(end.code, 0);
  EXPECT_NE(end.out.find("\"seeds\": 2,\n  \"failures\": 0,"),
            std::string::npos)
      << end.out;
}

} // namespace
} // namespace leasehold::test
