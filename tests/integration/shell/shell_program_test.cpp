// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/integration/shell/program.hpp"

namespace leasehold::test {
namespace {

class ShellProgram : public ::testing::Test {
protected:
  /// The path of a script with this text.
  std::string script(const std::string& text) {
    auto path = folder.path() + "/check.lua";
    std::ofstream{path} << text;
    return path;
  }

  temp_folder folder;
};

TEST_F(ShellProgram, SaysWhichExpectationFailedWhere) {
  auto path = script("print('begun')\n\nexpect_equal(#leases(), 3, 'leases')");
  auto end = run_program({"shell", "--inside", path});
  EXPECT_EQ(end.code, 1);
  EXPECT_EQ(end.out, "begun\n");
  EXPECT_EQ(end.err,
            path
                + ":3: expectation failed: found 0, expected 3\n"
                  "    expect_equal(#leases(), 3, 'leases')\n  leases\n");
}

TEST_F(ShellProgram, SaysWhereTheSyntaxIsWrong) {
  auto path = script("local l =\n\nlease{");
  auto end = run_program({"shell", path});
  EXPECT_EQ(end.code, 1);
  EXPECT_EQ(end.err.find(path + ":3: "), 0u) << end.err;
}

TEST_F(ShellProgram, SaysThatThereIsNoSuchScript) {
  auto end = run_program({"shell", "no/such.lua"});
  EXPECT_EQ(end.code, 3);
  EXPECT_NE(end.err.find("can't read no/such.lua"), std::string::npos)
      << end.err;
}

TEST_F(ShellProgram, SaysThatNoNodeAnswersAndHowToStartOne) {
  // Nothing can listen on port 1 for whom this is a test.
  auto path = script("\nprint(leases())");
  auto end = run_program({"--address", "127.0.0.1:1", "shell", path});
  EXPECT_EQ(end.code, 1);
  EXPECT_EQ(end.err.find(path + ":2: leases: "), 0u) << end.err;
  EXPECT_NE(end.err.find("is a node running at 127.0.0.1:1?"),
            std::string::npos)
      << end.err;
  EXPECT_NE(end.err.find("--inside"), std::string::npos) << end.err;
}

TEST_F(ShellProgram, ReadsAScriptFromStandardInput) {
  for (auto words : {std::vector<std::string>{"shell", "--inside"},
                     std::vector<std::string>{"shell", "--inside", "-", "x"}}) {
    auto end = run_program(words, "print(#gateways(), arg[1])");
    EXPECT_EQ(end.code, 0) << end.err;
    EXPECT_EQ(end.out, words.size() == 2 ? "5\tnil\n" : "5\tx\n");
  }
}

TEST_F(ShellProgram, RunsNoScriptThatCtrlCCutOff) {
  program running{{"shell"}};
  // More than a pipe holds, so the shell is reading when it is written.
  constexpr std::size_t much = 1'000'000;
  running.write("print('half a script')\n" + std::string(much, ' '));
  running.signal(SIGINT);
  auto end = running.finish();
  EXPECT_EQ(end.code, 130);
  EXPECT_EQ(end.out, "");
  EXPECT_EQ(end.err, "interrupted\n");
}

TEST_F(ShellProgram, ReadsNoMoreThanAScriptCanBe) {
  auto end = run_program({"shell", "/dev/zero"});
  EXPECT_EQ(end.code, 3);
  EXPECT_NE(end.err.find("more than 16 MiB"), std::string::npos) << end.err;
  auto folder_end = run_program({"shell", folder.path()});
  EXPECT_EQ(folder_end.code, 3);
  EXPECT_NE(folder_end.err.find("can't read"), std::string::npos);
}

TEST_F(ShellProgram, PassesTheScriptItsOwnWordsAndReturnsItsCode) {
  auto path = script("print(table.concat(arg, ' ')) exit(#arg)");
  auto end = run_program({"shell", path, "EP51", "--inside", "-h"});
  EXPECT_EQ(end.code, 3);
  EXPECT_EQ(end.out, "EP51 --inside -h\n");
}

TEST_F(ShellProgram, StopsALoopAtItsLimit) {
  auto path = script("while true do pcall(function() while true do end end) "
                     "end");
  auto end = run_program({"shell", "--instructions", "1000000", path});
  EXPECT_EQ(end.code, 1);
  EXPECT_NE(end.err.find("more than 1000000 instructions"), std::string::npos)
      << end.err;
}

TEST_F(ShellProgram, StopsAHoarderAtItsLimit) {
  auto path = script("local t = {} while true do t[#t + 1] = 'x' .. #t end");
  auto end = run_program({"shell", "--memory", "8", path});
  EXPECT_EQ(end.code, 1);
  EXPECT_NE(end.err.find("the limit is 8 MiB"), std::string::npos) << end.err;
}

TEST_F(ShellProgram, EndsAtCtrlCWhateverTheScriptDoes) {
  for (auto busy :
       {"while true do end", "sleep('1h')", "pcall(sleep, '1h') sleep('1h')",
        "l:wait('ended', '1h')"}) {
    program running{
        {"shell", "--inside",
         script("local l = expect(lease{target = 'EP51', from = 'EP11', amount "
                "= '1Mbit/s', period = '2h'})\nprint('ready')\n"
                + std::string{busy})}};
    EXPECT_EQ(running.read_line(), "ready");
    running.signal(SIGINT);
    auto end = running.finish();
    EXPECT_EQ(end.code, 130) << busy;
    EXPECT_EQ(end.err, "interrupted\n") << busy;
    EXPECT_TRUE(std::filesystem::is_empty(running.temporary())) << busy;
  }
}

TEST_F(ShellProgram, LeavesNothingOfTheNodeInside) {
  program running{{"shell", "-"}};
  running.write("region.start{}\nregion.start{}\nprint(#gateways())\n"
                "region.connect{user = 'bob'}\nprint(#leases())\n");
  auto end = running.finish();
  EXPECT_EQ(end.code, 0) << end.err;
  EXPECT_EQ(end.out, "5\n0\n");
  EXPECT_TRUE(std::filesystem::is_empty(running.temporary()));
}

TEST_F(ShellProgram, KeepsLeasesInTheFolderItIsGiven) {
  auto data = folder.path() + "/data";
  auto once = run_program({"shell", "--inside", "--data", data},
                          "expect(lease{target = 'EP51', from = 'EP11', amount "
                          "= '1Mbit/s', period = '2h'})");
  EXPECT_EQ(once.code, 0) << once.err;
  auto again = run_program({"shell", "--inside", "--data", data},
                           "expect_equal(#leases(), 1)");
  EXPECT_EQ(again.code, 0) << again.err;
}

TEST_F(ShellProgram, TakesTheRegionItIsGiven) {
  auto toml = folder.path() + "/region.toml";
  std::ofstream{toml} << "region = \"tiny\"\n[[gateway]]\nname = \"A\"\n";
  auto end = run_program({"shell", "--inside", "--topology", toml},
                         "print(topology.get().region)");
  EXPECT_EQ(end.out, "tiny\n") << end.err;
  std::ofstream{toml} << "region = 7\n";
  auto wrong = run_program({"shell", "--inside", "--topology", toml});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_NE(wrong.err.find(toml), std::string::npos) << wrong.err;
}

TEST_F(ShellProgram, SaysWhatIsWrongWithItsOptions) {
  struct mistake {
    std::vector<std::string> words;
    std::string says;
  };
  for (const auto& [words, says] : std::vector<mistake>{
           {{"--insid"}, "--inside"},
           {{"--inside", "--address", "a:1"}, "leave out --address"},
           {{"--data", "x"}, "add --inside"},
           {{"--name"}, "--name needs a value"},
           {{"--name", "a b"}, "\"a b\" is no name"},
           {{"--instructions=0"}, "from 1 to"},
           {{"--inside=yes"}, "--inside takes no value"}}) {
    auto all = words;
    all.insert(all.begin(), "shell");
    auto end = run_program(all);
    EXPECT_EQ(end.code, 2) << says;
    EXPECT_NE(end.err.find(says), std::string::npos) << end.err;
  }
}

TEST_F(ShellProgram, ExplainsItsOptions) {
  auto end = run_program({"shell", "--help"});
  EXPECT_EQ(end.code, 0);
  EXPECT_EQ(end.out.find("Opens the actor shell"), 0u);
  EXPECT_NE(end.out.find("leasehold shell --inside"), std::string::npos);
}

} // namespace
} // namespace leasehold::test
