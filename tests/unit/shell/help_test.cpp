// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/help.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"

namespace leasehold::shell {

struct kettle {};

template <>
struct object_name<kettle> {
  static constexpr auto value = "kettle";
};

namespace {

class Help : public ScriptTest {
protected:
  Help() {
    env->extend([](api& bindings, lua_State*) {
      bindings.module("tea", {"tea", "Making tea.", "tea.brew{leaf = 'a'}"});
      bindings.named(
          "tea.brew",
          {"tea.brew{...}", "Brews. Takes a while.", "tea.brew{leaf = 'a'}"},
          {{"leaf", "which leaf", presence::required},
           {"period", "how long", presence::optional, "for_"}},
          [](const named_arguments&) { return kettle{}; });
      bindings.object<kettle>({"kettle", "Boils water.", "k:boil()"})
          .method("boil", {"k:boil()", "Boils.", "k:boil()"}, [](kettle&) {})
          .field("hot", {"k.hot", "Whether it is hot.", "print(k.hot)"},
                 [](const kettle&) { return true; });
    });
  }
};

TEST_F(Help, ListsEverything) {
  auto text = output("help()");
  for (const auto* name : {"expect(condition, ...)", "sleep(duration)", "tea",
                           "require(name)", "help(x)"})
    EXPECT_TRUE(contains(text, name));
}

TEST_F(Help, ExplainsAFunctionWithItsArgumentsAndAnExample) {
  EXPECT_EQ(output("help(tea.brew)"),
            "tea.brew{...}\n"
            "  Brews. Takes a while.\n"
            "Arguments:\n"
            "  leaf (required)\n"
            "      which leaf\n"
            "  period, for_\n"
            "      how long\n"
            "Example:\n"
            "  tea.brew{leaf = 'a'}\n");
  EXPECT_EQ(output("help('tea.brew')"), output("help(tea.brew)"));
}

TEST_F(Help, ExplainsModulesAndObjectsWithTheirMembers) {
  EXPECT_TRUE(contains(output("help(tea)"), "Members:\n  tea.brew{...}"));
  auto text = output("help(tea.brew{leaf = 'a'})");
  EXPECT_TRUE(contains(text, "kettle\n  Boils water."));
  EXPECT_TRUE(contains(text, "  k.hot\n"));
  EXPECT_EQ(output("help('kettle')"), text);
  EXPECT_TRUE(contains(output("help('kettle:boil')"), "Boils."));
}

TEST_F(Help, SuggestsANameForAMisspeltOne) {
  EXPECT_EQ(output("help('slep')"),
            "There is no 'slep'; did you mean 'sleep'? "
            "Type help() for all there is.\n");
  EXPECT_TRUE(
      contains(output("help('xxxxxxxxx')"), "There is no 'xxxxxxxxx'."));
}

TEST_F(Help, PointsToLuasOwnManual) {
  EXPECT_TRUE(contains(output("help(string.rep)"), "lua.org"));
  EXPECT_TRUE(contains(output("help(nil)"), "nil is not part of the shell"));
}

TEST_F(Help, KnowsAFunctionUnderAnotherName) {
  EXPECT_TRUE(contains(output("local s = sleep sleep = nil help(s)"),
                       "sleep(duration)"));
}

TEST(Catalogue, RefusesWhatIsNotFullyDocumented) {
  catalogue known;
  auto add = [&known](doc about, std::vector<parameter> parameters = {}) {
    known.add({entry_kind::function, "", "f", about, parameters});
  };
  EXPECT_THROW(add({"", "text", "example"}), std::logic_error);
  EXPECT_THROW(add({"f()", "", "example"}), std::logic_error);
  EXPECT_THROW(add({"f()", "text", ""}), std::logic_error);
  EXPECT_THROW(add({"f()", "text", "f()"}, {{"x", ""}}), std::logic_error);
  add({"f()", "text", "f()"});
  EXPECT_THROW(add({"f()", "text", "f()"}), std::logic_error);
}

TEST_F(Help, RefusesAnUndocumentedBinding) {
  EXPECT_THROW(env->extend([](api& bindings, lua_State*) {
    bindings.function("f", {"f()", "", ""}, [] {});
  }),
               std::runtime_error);
}

} // namespace
} // namespace leasehold::shell
