// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "runtime/config/toml_tree.hpp"

#include <string>

#include <gtest/gtest.h>

#include "messages/bounds.hpp"

namespace leasehold {
namespace {

std::string complaint(const std::string& text) {
  auto y = parse_toml(text, "a.toml");
  if (y)
    return "none";
  EXPECT_EQ(y.error().code, errc::invalid_request);
  return y.error().message;
}

TEST(TomlTree, KnowsWhereEverythingStands) {
  auto y = parse_toml("a = 1\n[[b]]\n  c = \"x\"\n[[b]]\nc = [ 'y', 2.5 ]\n",
                      "a.toml");
  ASSERT_TRUE(y);
  auto a = y->find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->what, toml_node::type::integer);
  EXPECT_EQ(a->integer, 1);
  auto b = y->find("b");
  ASSERT_NE(b, nullptr);
  ASSERT_EQ(b->what, toml_node::type::array);
  ASSERT_EQ(b->items.size(), 2u);
  EXPECT_EQ(b->items[1].place.line, 4u);
  auto c = b->items[0].find("c");
  ASSERT_NE(c, nullptr);
  EXPECT_EQ(c->text, "x");
  EXPECT_EQ(c->key_place.line, 3u);
  EXPECT_EQ(c->key_place.column, 3u);
  EXPECT_EQ(c->place.column, 7u);
  auto d = b->items[1].find("c");
  ASSERT_NE(d, nullptr);
  ASSERT_EQ(d->items.size(), 2u);
  EXPECT_EQ(d->items[0].text, "y");
  EXPECT_EQ(d->items[1].what, toml_node::type::other);
  EXPECT_EQ(y->find("d"), nullptr);
}

TEST(TomlTree, SaysWhereTheTextIsNoToml) {
  EXPECT_EQ(complaint("a = 1\nb = = 2\n").rfind("a.toml:2:5: ", 0), 0u)
      << complaint("a = 1\nb = = 2\n");
  EXPECT_EQ(complaint("a = \"\xff\"\n").rfind("a.toml:1:", 0), 0u);
  EXPECT_EQ(complaint("a = 1\na = 2\n").rfind("a.toml:2:", 0), 0u);
}

TEST(TomlTree, SaysNothingThatATerminalWouldObey) {
  for (auto [text, shown] :
       {std::pair{"a = n\x0f\n", "'n?'"}, std::pair{"a = n\n", "'n '"}}) {
    auto wrong = parse_toml(text, "x.toml");
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find(shown), std::string::npos)
        << wrong.error().message;
  }
}

TEST(TomlTree, BoundsTheFileBeforeItIsRead) {
  std::string text(bounds::toml_bytes, '\n');
  EXPECT_EQ(complaint(text), "none");
  EXPECT_EQ(complaint(text + '='),
            "a.toml:1:1: the file has 4194305 bytes, and 4194304 is the most: "
            "shorten it");
}

TEST(TomlTree, BoundsHowDeepDottedKeysGo) {
  auto dotted = [](int dots) {
    std::string y = "a";
    for (int i = 0; i < dots; ++i)
      y += ".a";
    return y + " = 1\n";
  };
  EXPECT_EQ(complaint(dotted(8)), "none");
  EXPECT_EQ(complaint('\n' + dotted(9)),
            "a.toml:2:1: more than 8 dots in one line: write tables instead "
            "of dotted keys");
  EXPECT_NE(complaint(dotted(1000000)), "none");
  EXPECT_NE(complaint("b = \"\"\"\n\\\"\"\"\"\"\n" + dotted(1000000)), "none");
  EXPECT_NE(complaint("b = ['', \"\\\\\", '''a''''', '\\']\n" + dotted(9)),
            "none");
}

TEST(TomlTree, BoundsHowDeepValuesNest) {
  // Dotted keys at every level are the worst that the bounds leave.
  auto nested = [](int levels) {
    std::string open;
    std::string close;
    for (int i = 0; i < levels; ++i) {
      open += "a.a.a.a.a.a.a.a.a = [\n{ ";
      close += " }]";
    }
    return open + "a = 1" + close + '\n';
  };
  EXPECT_EQ(complaint(nested(100)), "none");
  EXPECT_NE(complaint(nested(1000)), "none");
  EXPECT_NE(complaint("a = " + std::string(1000000, '[')), "none");
  EXPECT_NE(complaint("a = [\n" + std::string(1000000, '{')), "none");
}

TEST(TomlTree, DotsInStringsAndCommentsAreFree) {
  for (auto quotes : {"\"", "'", "\"\"\"", "'''"})
    EXPECT_EQ(complaint(std::string{"a = "} + quotes + "..........#" + quotes
                        + " # ..........\n"),
              "none")
        << quotes;
  EXPECT_EQ(complaint("a = ['', \"\", '''''', \"\\\"..........\"]"), "none");
  EXPECT_EQ(complaint("a = \"\"\"\"\"..........\"\"\"\"\""), "none");
}

TEST(TomlTree, QuotesEveryText) {
  std::string text = "a \"b\" \\c\\ \x7f \xc3\xa9 \n\t";
  text += '\0';
  auto y = parse_toml("a = " + toml_quoted(text), "a.toml");
  ASSERT_TRUE(y);
  ASSERT_NE(y->find("a"), nullptr);
  EXPECT_EQ(y->find("a")->text, text);
}

} // namespace
} // namespace leasehold
