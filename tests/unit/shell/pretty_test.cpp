// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/pretty.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"

namespace leasehold::shell {
namespace {

class Pretty : public ScriptTest {
protected:
  std::string shown(const std::string& expression) {
    return output("print(" + expression + ")");
  }
};

TEST_F(Pretty, ShowsTextPlainlyAndQuotedInTables) {
  EXPECT_EQ(shown("'a\\nb'"), "a\nb\n");
  EXPECT_EQ(shown("{'a\\n\"\\0'}"), "{\"a\\n\\\"\\x00\"}\n");
}

TEST_F(Pretty, SortsKeys) {
  EXPECT_EQ(shown("{1, 2, c = 3, a = 4, ['x y'] = 5, [-7] = 6, [true] = 7}"),
            "{1, 2, [-7] = 6, a = 4, c = 3, [\"x y\"] = 5, [true] = 7}\n");
}

TEST_F(Pretty, BreaksLongTables) {
  auto word = "('x'):rep(50)";
  auto text = std::string(50, 'x');
  EXPECT_EQ(shown(std::string{"{a = "} + word + ", b = {c = " + word + "}}"),
            "{\n  a = \"" + text + "\",\n  b = {c = \"" + text + "\"}\n}\n");
}

TEST_F(Pretty, CutsCyclesDepthAndLength) {
  EXPECT_EQ(output("t = {} t.t = t print(t)"), "{t = {...}}\n");
  EXPECT_EQ(shown("{{{{{{{{}}}}}}}}"), "{{{{{{{...}}}}}}}\n");
  auto text = output("t = {} for i = 1, 1000 do t[i] = i end print(t)");
  EXPECT_TRUE(contains(text, "  100,\n  ...\n}\n"));
}

TEST_F(Pretty, CutsTablesThatShareTheirParts) {
  EXPECT_LT(output("t = {} for _ = 1, 50 do local u = {} for i = 1, 50 do u[i] "
                   "= t end t = u end print(t)")
                .size(),
            1u << 20);
}

TEST_F(Pretty, LetsTablesDescribeThemselves) {
  EXPECT_EQ(shown("{setmetatable({}, {__tostring = function() return 'me' "
                  "end}), 2}"),
            "{me, 2}\n");
}

} // namespace
} // namespace leasehold::shell
