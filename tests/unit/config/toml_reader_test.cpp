// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "runtime/config/toml_reader.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

template <class F>
std::string complaint(const std::string& text, F read) {
  auto y = read_toml(text, "a.toml", read);
  return y ? "none" : y.error().message;
}

result<int> only_seven(std::string_view text) {
  if (text == "7")
    return 7;
  return failure{errc::invalid_request, "it is not 7: write 7"};
}

TEST(TomlReader, GivesWhatStandsThere) {
  auto read = [](const toml_section& top) {
    top.allow({"t", "l", "n", "s", "p"});
    EXPECT_EQ(top.text("t"), "x");
    EXPECT_EQ(top.required("t", "y"), "x");
    EXPECT_EQ(top.parsed("p", only_seven), 7);
    EXPECT_EQ(top.texts("l"), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(top.is_array("l"));
    EXPECT_FALSE(top.is_array("t"));
    EXPECT_EQ(top.integer("n", 5, 5), 5);
    auto s = top.section("s");
    ASSERT_TRUE(s);
    EXPECT_EQ(s->text("u"), "z");
  };
  EXPECT_EQ(complaint("t = 'x'\nl = ['a', 'b']\nn = 5\ns = {u = 'z'}\n"
                      "p = '7'\n",
                      read),
            "none");
}

TEST(TomlReader, GivesNothingForWhatIsAbsent) {
  auto read = [](const toml_section& top) {
    EXPECT_FALSE(top.has("x"));
    EXPECT_FALSE(top.is_array("x"));
    EXPECT_FALSE(top.text("x"));
    EXPECT_FALSE(top.texts("x"));
    EXPECT_FALSE(top.integer("x", 0, 1));
    EXPECT_FALSE(top.section("x"));
    EXPECT_TRUE(top.sections("x").empty());
    EXPECT_FALSE(top.parsed("x", only_seven));
  };
  EXPECT_EQ(complaint("", read), "none");
}

TEST(TomlReader, ListsTheKeysItKnows) {
  auto read = [](const toml_section& top) {
    for (auto& door : top.sections("door"))
      door.allow({"name", "colour"});
  };
  EXPECT_EQ(complaint("[[door]]\nname = ''\n\nzz = 1\naa = 2\n", read),
            "a.toml:4:1: unknown key \"zz\" in [[door]]: take one of name, "
            "colour");
}

TEST(TomlReader, WantsEveryValueOfItsType) {
  EXPECT_EQ(complaint("x = 1", [](auto& top) { top.text("x"); }),
            "a.toml:1:5: x is a text: write it between quotes");
  for (auto text : {"x = 'a'", "x = ['a', 1]"})
    EXPECT_EQ(complaint(text, [](auto& top) { top.texts("x"); }),
              "a.toml:1:5: x is a list of texts: write it like x = [\"one\", "
              "\"two\"]");
  for (auto text : {"x = '2'", "x = 0", "x = 4", "x = 2.0"})
    EXPECT_EQ(complaint(text, [](auto& top) { top.integer("x", 1, 3); }),
              "a.toml:1:5: x is a whole number from 1 to 3, without quotes");
  EXPECT_EQ(complaint("x = 1", [](auto& top) { top.section("x"); }),
            "a.toml:1:5: x is a table: write it like x = { ... }");
  for (auto text : {"[x]", "x = 1", "x = [{}, 1]"})
    EXPECT_NE(
        complaint(text,
                  [](auto& top) { EXPECT_TRUE(top.sections("x").empty()); })
            .find("there may be several of x: begin each with [[x]]"),
        std::string::npos);
}

TEST(TomlReader, SaysWhatIsMissingAndWhere) {
  auto read = [](const toml_section& top) {
    for (auto& door : top.sections("door"))
      EXPECT_EQ(door.required("name", "front"), "");
  };
  EXPECT_EQ(complaint("\n[[door]]\n", read),
            "a.toml:2:1: [[door]] lacks name: add it, like name = \"front\"");
}

TEST(TomlReader, PassesOnWhatAParserSays) {
  EXPECT_EQ(
      complaint("x = '8'",
                [](auto& top) { EXPECT_FALSE(top.parsed("x", only_seven)); }),
      "a.toml:1:5: it is not 7: write 7");
}

TEST(TomlReader, KeepsTheFirstComplaint) {
  auto read = [](const toml_section& top) {
    top.complain("y", "first");
    top.complain("second");
  };
  EXPECT_EQ(complaint("x = 1\ny = 2", read), "a.toml:2:5: first");
}

TEST(TomlReader, DoesNotReadWhatIsNoToml) {
  auto called = false;
  EXPECT_NE(complaint("x", [&](auto&) { called = true; }), "none");
  EXPECT_FALSE(called);
}

} // namespace
} // namespace leasehold
