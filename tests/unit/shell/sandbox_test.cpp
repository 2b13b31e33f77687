// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/sandbox.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"

namespace leasehold::shell {
namespace {

using Sandbox = ScriptTest;

TEST_F(Sandbox, HasNoWayOut) {
  for (const auto* name :
       {"io", "package", "debug", "coroutine", "dofile", "loadfile",
        "collectgarbage", "os.execute", "os.exit", "os.getenv", "os.remove",
        "os.rename", "os.tmpname", "os.setlocale", "string.dump"})
    EXPECT_EQ(output("print(" + std::string{name} + ")"), "nil\n") << name;
}

TEST_F(Sandbox, KeepsTextTablesAndArithmetic) {
  EXPECT_EQ(output("print(('ab'):rep(2), table.concat({1, 2}, '-'), "
                   "math.max(1, 2), utf8.char(228), #arg)"),
            "abab\t1-2\t2\t\xc3\xa4\t0\n");
}

TEST_F(Sandbox, ShowsTheClocksOfTheHost) {
  EXPECT_EQ(output("local t = os.time() sleep(90) "
                   "print(os.time() - t, os.clock(), os.date('!%Y'))"),
            "90\t90.0\t2027\n");
  EXPECT_EQ(output("print(os.date('!%H:%M', 3600))"), "01:00\n");
}

TEST_F(Sandbox, LoadsTextOnly) {
  EXPECT_EQ(output("print(load('return 1 + 1')())"), "2\n");
  EXPECT_EQ(output("print(load('return x', 'named', 't', {x = 7})())"), "7\n");
  EXPECT_EQ(output("print((load('\\27Lua')))"), "nil\n");
  EXPECT_TRUE(contains(complaint("load(function() end)"), "text was expected"));
}

TEST_F(Sandbox, HasNoFinalizers) {
  EXPECT_TRUE(
      contains(complaint("local e = setmetatable({}, {__gc = function() end})"),
               "test.lua:1: setmetatable: no __gc in the shell"));
  EXPECT_EQ(output("print(setmetatable({}, {__index = {a = 1}}).a)"), "1\n");
}

TEST_F(Sandbox, HoldsThoughAScriptReplacesWhatItIsMadeOf) {
  EXPECT_TRUE(contains(complaint("type = function() return 'nil' end "
                                 "rawget = function() end "
                                 "setmetatable({}, {__gc = print})"),
                       "no __gc in the shell"));
}

// Each of these would work for hours in a single call of Lua's own library,
// where neither a limit nor Ctrl-C could reach it.
TEST_F(Sandbox, RefusesCallsThatMightNotEnd) {
  for (const auto* call :
       {"(('a'):rep(40)):find(('a-'):rep(20) .. 'b')",
        "(('a'):rep(99999)):match('.-.-.-b')",
        "(('a'):rep(1 << 22)):find(('a'):rep(1 << 21) .. 'b', 1, true)",
        "table.move({}, 1, 1 << 60, 2)"})
    EXPECT_EQ(run(std::string{"return "} + call), exit_failed) << call;
  EXPECT_EQ(output("print(#string.rep('', 1 << 60))"), "0\n");
}

// Asking what a name might have been meant to be takes its length in work.
TEST_F(Sandbox, HelpsWithANameOfAnyLength) {
  EXPECT_EQ(run("help(('x'):rep(1 << 22))"), run("help('xyz')"));
}

TEST_F(Sandbox, CountsWhatTablesWithALengthOfTheirOwnCost) {
  environment_options options;
  options.limits.instructions = 100'000;
  open(std::move(options));
  const std::string vast = "local t = setmetatable({}, {__len = function() "
                           "return 1 << 60 end}) ";
  for (const auto* call : {"table.insert(t, 1, 2)", "table.remove(t, 1)",
                           "table.sort(t, rawequal)"})
    EXPECT_TRUE(contains(complaint(vast + call), "instructions")) << call;
}

TEST_F(Sandbox, SearchesAsLuaDoes) {
  EXPECT_EQ(output("print(('  a b '):match('^%s*(.-)%s*$'), "
                   "('a.b'):find('.', 1, true), ('a-b'):gsub('%-', '+'), "
                   "('k=v'):match('([%w_-]+)=(.*)'))"),
            "a b\t2\ta+b\tk\tv\n");
}

TEST_F(Sandbox, InsertsRemovesAndSortsAsLuaDoes) {
  EXPECT_EQ(output("local t = {3, 1} table.insert(t, 2) table.insert(t, 1, 9) "
                   "print(table.remove(t), table.remove(t, 1), "
                   "table.concat(t, ' '), table.remove({}))"),
            "2\t9\t3 1\tnil\n");
  EXPECT_EQ(output("local t = {3, 1, 2} table.sort(t, function(a, b) return "
                   "a > b end) print(table.concat(t, ' ')) table.sort(t) "
                   "print(t[1])"),
            "3 2 1\n1\n");
  EXPECT_TRUE(contains(complaint("table.insert({}, 3, 1)"), "out of bounds"));
  EXPECT_TRUE(contains(complaint("table.remove({1}, 5)"), "out of bounds"));
}

class Require : public ScriptTest {
protected:
  Require() {
    std::filesystem::create_directories(folder);
    environment_options options;
    options.folder = folder;
    open(std::move(options));
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream{folder / name} << text;
  }

  std::filesystem::path folder =
      std::filesystem::path{testing::TempDir()} / "shell_require";
};

TEST_F(Require, LoadsAFileBesideTheScriptOnce) {
  write("numbers.lua", "print('loading', ...) sleep(1) return {one = 1}");
  EXPECT_EQ(output("print(require('numbers').one, require('numbers').one)"),
            "loading\tnumbers\n1\t1\n");
  EXPECT_EQ(host.now, std::chrono::seconds{1});
}

TEST_F(Require, RefusesOtherPlaces) {
  for (const auto* name : {"../secret", "/etc/passwd", "a.b", ""})
    EXPECT_TRUE(contains(complaint(std::string{"require('"} + name + "')"),
                         "can't be a file beside the script"))
        << name;
  EXPECT_TRUE(contains(complaint("require('missing')"), "no such file"));
}

TEST_F(Require, NamesTheLineOfABrokenFile) {
  write("broken.lua", "\nlocal = 3");
  EXPECT_TRUE(contains(complaint("require('broken')"), "broken.lua:2:"));
}

TEST_F(Require, RefusesBytecode) {
  write("binary.lua", "\x1bLua");
  EXPECT_TRUE(contains(complaint("require('binary')"), "require: "));
}

} // namespace
} // namespace leasehold::shell
