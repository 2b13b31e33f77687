// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/expect_library.hpp"

#include <gtest/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"

namespace leasehold::shell {
namespace {

using Expect = ScriptTest;

TEST_F(Expect, PassesItsArgumentsOn) {
  EXPECT_EQ(output("print(expect_equal('a', 'a'), expect(1, 'one'))"),
            "a\t1\tone\n");
}

TEST_F(Expect, FailsWithTheLineTheValueAndTheReason) {
  EXPECT_EQ(
      complaint("local l = {}\n  expect(l.state == 'active', 'third', l)"),
      "test.lua:2: expectation failed: found false\n"
      "    expect(l.state == 'active', 'third', l)\n"
      "  third {}\n");
}

TEST_F(Expect, ShowsBothValuesThatDiffer) {
  EXPECT_EQ(complaint("expect_equal({1, 'x'}, {1, 'y'})"),
            "test.lua:1: expectation failed: found {1, \"x\"}, expected {1, "
            "\"y\"}\n    expect_equal({1, 'x'}, {1, 'y'})\n");
}

TEST_F(Expect, ComparesTablesByContent) {
  output("expect_equal({a = {1, 2}}, {a = {1, 2}})");
  complaint("expect_equal({1, 2}, {1})");
  complaint("expect_equal({1}, {1, 2})");
  complaint("expect_equal('1', 1)");
}

TEST_F(Expect, RefusesToCompareEndlessTables) {
  EXPECT_TRUE(contains(complaint("local a, b = {}, {} a.a = a b.a = b "
                                 "expect_equal(a, b)"),
                       "nested too deeply"));
  EXPECT_TRUE(contains(
      complaint(
          "local function grow() local t = {} for _ = 1, 50 do t = {t, t} "
          "end return t end expect_equal(grow(), grow())"),
      "too large to compare"));
}

TEST_F(Expect, WantsAnError) {
  EXPECT_EQ(output("print(expect_error(function() error('oh', 0) end, 'o'))"),
            "oh\n");
  EXPECT_TRUE(contains(complaint("\nexpect_error(function() end)"),
                       "test.lua:2: expectation failed: an error was expected, "
                       "but there was none"));
  EXPECT_TRUE(contains(
      complaint("expect_error(function() error('oh', 0) end, 'ah')"),
      "test.lua:1: expectation failed: an error like \"ah\" was expected, "
      "found: oh"));
}

TEST_F(Expect, LetsTheFunctionThatHasToFailWait) {
  output("expect_error(function() sleep(2) error('late') end, 'late')");
  EXPECT_EQ(host.now, std::chrono::seconds{2});
}

TEST_F(Expect, IsAnErrorWithoutACondition) {
  EXPECT_TRUE(contains(complaint("expect()"), "value expected"));
  EXPECT_TRUE(contains(complaint("expect_equal(1)"), "value expected"));
}

} // namespace
} // namespace leasehold::shell
