// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/simulate_program.hpp"

#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace leasehold {
namespace {

const char* const take =
    "local l = expect(lease{target = 'EP51', from = 'EP11', amount = "
    "'1Mbit/s', period = '10m'}) ";

class SimulateProgram : public ::testing::Test {
protected:
  int run(std::vector<std::string> words) {
    out.str("");
    err.str("");
    simulate_setting setting;
    setting.version = "test";
    setting.read = [this](const std::string& path) -> result<std::string> {
      auto found = files.find(path);
      if (found == files.end())
        return failure{errc::unknown_name, "can't read " + path};
      return found->second;
    };
    setting.interrupted = [this] {
      return interrupted;
    };
    return run_simulate_program(words, setting, out, err);
  }

  std::map<std::string, std::string> files;
  bool interrupted = false;
  std::ostringstream out;
  std::ostringstream err;
};

TEST_F(SimulateProgram, ShowsWhatOneSeedPrints) {
  files["a.lua"] = std::string{take} + "sleep('20m') print(l.state)";
  EXPECT_EQ(run({"a.lua"}), 0) << err.str() << out.str();
  EXPECT_EQ(out.str().find("over\n1 seed, 0 failed, 0 faults in 21m"), 0u)
      << out.str();
}

TEST_F(SimulateProgram, TellsWhichSeedFailedAndHowToRunItAgain) {
  files["a.lua"] = "print('unseen') region.simulated{}\n"
                   "expect_equal(#leases(), 1)";
  EXPECT_EQ(run({"a.lua", "--seeds", "2", "--seed", "5"}), 1);
  const auto text = out.str();
  EXPECT_EQ(text.find("seed 5 failed:\n"
                      "  a.lua:2: expectation failed: found 0, expected 1\n"),
            0u)
      << text;
  EXPECT_NE(text.find("  again: leasehold simulate a.lua --seed 6\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("2 seeds, 2 failed, "), std::string::npos) << text;
}

TEST_F(SimulateProgram, TellsOfManyFailuresInFewLines) {
  files["a.lua"] = "error('no')";
  EXPECT_EQ(run({"a.lua", "--seeds", "50"}), 1);
  EXPECT_NE(out.str().find("seed 20 failed"), std::string::npos);
  EXPECT_EQ(out.str().find("seed 21 failed"), std::string::npos);
  EXPECT_NE(out.str().find("30 more seeds failed\n50 seeds, 50 failed"),
            std::string::npos);
}

// Kills and pauses cost time, and sessions ask again until they are answered.
TEST_F(SimulateProgram, KeepsLeasesThroughFaults) {
  files["a.lua"] = std::string{take}
      + "for i = 1, 6 do sleep('10s') expect(l:renew('10m')) end "
        "expect_equal(l.state, 'active')";
  EXPECT_EQ(run({"a.lua", "--seeds", "3", "--faults", "kill,pause,reboot"}), 0)
      << out.str();
  EXPECT_EQ(out.str().find(" 0 faults"), std::string::npos) << out.str();
}

TEST_F(SimulateProgram, WritesJson) {
  files["a.lua"] = "error('no \\xff')";
  EXPECT_EQ(run({"-o", "json", "a.lua", "--seeds", "2"}), 1);
  auto read = nlohmann::json::parse(out.str());
  EXPECT_EQ(read["seeds"], 2);
  EXPECT_EQ(read["failures"], 2);
  EXPECT_EQ(read["failed"][1]["seed"], 2);
  EXPECT_EQ(read["failed"][1]["again"], "leasehold simulate a.lua --seed 2");
  EXPECT_EQ(read["interrupted"], false);
}

TEST_F(SimulateProgram, SaysWhatItCanNotDo) {
  EXPECT_EQ(run({"none.lua"}), 3);
  EXPECT_EQ(err.str(), "leasehold: can't read none.lua\n");
  EXPECT_EQ(run({"--seeds", "x", "none.lua"}), 2);
  EXPECT_EQ(run({"--faults", "list"}), 0);
  EXPECT_EQ(out.str().find("kill\npause\n"), 0u);
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_NE(out.str().find("Usage: leasehold simulate"), std::string::npos);
}

TEST_F(SimulateProgram, SumsUpWhereItIsInterrupted) {
  files["a.lua"] = "print(1)";
  interrupted = true;
  EXPECT_EQ(run({"a.lua", "--seeds", "3"}), 130);
  EXPECT_EQ(out.str().find("interrupted: 0 seeds, 0 failed"), 0u) << out.str();
}

TEST_F(SimulateProgram, IsTheSameForTheSameSeed) {
  files["a.lua"] = std::string{take}
      + "for i = 1, 5 do sleep('30s') print(l.remaining, os.clock()) end";
  EXPECT_EQ(run({"a.lua", "--seed", "4", "--faults", "pause"}), 0);
  const auto first = out.str();
  EXPECT_EQ(run({"a.lua", "--seed", "4", "--faults", "pause"}), 0);
  EXPECT_EQ(out.str(), first);
  EXPECT_EQ(run({"a.lua", "--seed", "5", "--faults", "pause"}), 0);
  EXPECT_NE(out.str(), first);
}

} // namespace
} // namespace leasehold
