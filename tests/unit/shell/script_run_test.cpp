// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/script_run.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"

namespace leasehold::shell {
namespace {

class ScriptRun : public ScriptTest {
protected:
  void limit_instructions(std::uint64_t count) {
    environment_options options;
    options.limits.instructions = count;
    open(std::move(options));
  }

  void limit_memory(std::size_t bytes) {
    environment_options options;
    options.limits.memory_bytes = bytes;
    open(std::move(options));
  }

  void interrupt_from_scripts() {
    env->extend([this](api& bindings, lua_State*) {
      bindings.function("ctrl_c", {"ctrl_c()", "Interrupts.", "ctrl_c()"},
                        [this] { env->state().interrupt(); });
    });
  }
};

constexpr auto limit_message = "stopped: the script ran more than";

TEST_F(ScriptRun, NamesScriptAndLineOfAnError) {
  EXPECT_EQ(complaint("\n\nerror('oh')"), "test.lua:3: oh\n");
  EXPECT_TRUE(contains(complaint("x ="), "test.lua:1: unexpected symbol"));
  EXPECT_TRUE(contains(complaint("error({})"), "an error that is not text"));
}

TEST_F(ScriptRun, TracesAnErrorThroughItsCalls) {
  auto text = complaint("local function inner() error('oh') end\n"
                        "local function outer() inner() end\n"
                        "outer()");
  EXPECT_TRUE(contains(text, "test.lua:1: oh\nstack traceback:"));
  EXPECT_TRUE(contains(text, "test.lua:2: in "));
}

TEST_F(ScriptRun, SkipsTheFirstLineOfAnExecutableScript) {
  EXPECT_EQ(output("#!/usr/bin/leasehold shell\nprint('ran')"), "ran\n");
  EXPECT_TRUE(contains(complaint("#! x\nerror('oh')"), "test.lua:2: oh"));
}

TEST_F(ScriptRun, ExitsWithTheCodeOfTheScript) {
  EXPECT_EQ(run("exit(7) print('no')"), 7);
  EXPECT_EQ(run("exit()"), 0);
  EXPECT_EQ(run("pcall(exit, 8) error('no')"), 8);
  EXPECT_EQ(run("table.sort({1, 2}, function() exit(9) end)"), 9);
  EXPECT_EQ(host.printed, "");
  EXPECT_TRUE(contains(complaint("exit(256)"), "from 0 to 255"));
}

TEST_F(ScriptRun, StopsAtTheInstructionLimit) {
  limit_instructions(100'000);
  EXPECT_TRUE(contains(complaint("while true do end"), limit_message));
  EXPECT_EQ(output("for i = 1, 1000 do end print('fine')"), "fine\n");
}

TEST_F(ScriptRun, StopsScriptsThatCatchEveryError) {
  limit_instructions(100'000);
  for (const auto* source : {
           "while true do pcall(function() while true do end end) end",
           "while true do pcall(error) end",
           "table.sort({1, 2}, function() while true do pcall(function() while "
           "true do end end) end end)",
           "('x'):gsub('x', function() while true do pcall(error) end end)",
           "xpcall(function() while true do end end, function() while true do "
           "end end)",
           "local l <close> = setmetatable({}, {__close = function() while "
           "true "
           "do end end}) error('x')",
       })
    complaint(source);
  EXPECT_TRUE(
      contains(complaint("while true do pcall(error) end"), limit_message));
}

TEST_F(ScriptRun, CountsInstructionsAcrossWaits) {
  limit_instructions(100'000);
  EXPECT_TRUE(
      contains(complaint("while true do for i = 1, 1000 do end sleep(1) end"),
               limit_message));
}

TEST_F(ScriptRun, CountsEachScriptAfresh) {
  limit_instructions(100'000);
  for (int i = 0; i < 5; ++i)
    output("for i = 1, 50000 do end");
}

TEST_F(ScriptRun, StopsAtTheMemoryLimit) {
  limit_memory(4 << 20);
  EXPECT_TRUE(contains(complaint("local t = {} while true do t[#t + 1] = "
                                 "('x'):rep(1000) .. #t end"),
                       "not enough memory: the limit is 4 MiB"));
  EXPECT_TRUE(
      contains(complaint("local s = ('x'):rep(1 << 30)"), "not enough memory"));
  EXPECT_EQ(output("print('fine')"), "fine\n");
  EXPECT_LT(env->state().memory_in_use(), 2u << 20);
}

TEST_F(ScriptRun, SurvivesAScriptThatKeepsAllMemory) {
  limit_memory(4 << 20);
  complaint("kept = {} while true do kept[#kept + 1] = ('x'):rep(1000) .. "
            "#kept end");
  EXPECT_EQ(run("kept = nil"), exit_success) << host.complaints;
  EXPECT_EQ(output("print(#('x'):rep(1 << 20))"), "1048576\n");
}

TEST_F(ScriptRun, RefusesToStartInTooLittleMemory) {
  environment_options options;
  options.limits.memory_bytes = 0;
  EXPECT_NO_THROW(open(options));
  EXPECT_TRUE(contains(complaint("local t = {}"), "not enough memory"));
}

TEST_F(ScriptRun, IsInterruptedWhileItRuns) {
  interrupt_from_scripts();
  EXPECT_EQ(run("ctrl_c() while true do pcall(error) end"), exit_interrupted);
  EXPECT_TRUE(contains(host.complaints, "interrupted"));
  EXPECT_EQ(output("print('next')"), "next\n");
}

// As when a call to a node is given up: the error is not the script's.
TEST_F(ScriptRun, IsInterruptedInACallThatFailsForIt) {
  interrupt_from_scripts();
  EXPECT_EQ(run("ctrl_c() error('the call was given up')"), exit_interrupted);
  EXPECT_EQ(host.complaints, "interrupted\n");
}

TEST_F(ScriptRun, IsInterruptedWhileItWaits) {
  host.interrupt_waits = true;
  EXPECT_EQ(run("pcall(sleep, 5) print('no')"), exit_interrupted);
  EXPECT_EQ(host.printed, "");
}

TEST_F(ScriptRun, WaitsUntilAConditionHolds) {
  EXPECT_EQ(output("print(wait_until(function() return os.clock() > 2 end))"),
            "true\n");
  EXPECT_EQ(output("print(wait_until(function() sleep(1) end, '3s'))"),
            "false\n");
  EXPECT_TRUE(contains(complaint("wait_until(function() error('oh') end)"),
                       "test.lua:1: oh"));
}

TEST_F(ScriptRun, LeavesTimeToItsDriver) {
  script_run first{*env};
  ASSERT_FALSE(first.load("sleep('5s') return 1, {2}", "=first"));
  first.start();
  ASSERT_NE(first.wait(), nullptr);
  EXPECT_EQ(first.wait()->at_most, duration{5000});
  first.resume(wait_outcome::timed_out);
  EXPECT_EQ(first.status(), script_run::state::finished);
  EXPECT_EQ(first.results(), (std::vector<std::string>{"1", "{2}"}));
}

TEST_F(ScriptRun, PrintsTablesWithTheirContent) {
  EXPECT_EQ(output("print('a', {b = 1}, nil)"), "a\t{b = 1}\tnil\n");
}

} // namespace
} // namespace leasehold::shell
