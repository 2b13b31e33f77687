// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/named_arguments.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"
#include "tools/shell/api.hpp"

namespace leasehold::shell {
namespace {

class NamedArguments : public ScriptTest {
protected:
  NamedArguments() {
    env->extend([](api& bindings, lua_State*) {
      bindings.named(
          "book", {"book{...}", "Books.", "book{target = 'a'}"},
          {{"target", "what to book", presence::required},
           {"amount", "how much", presence::optional},
           {"period", "how long", presence::optional, "for_"}},
          [](const named_arguments& arguments) {
            return arguments.require<std::string>("target") + "/"
                + std::to_string(arguments.get<int>("amount").value_or(0)) + "/"
                + arguments.get<std::string>("period").value_or("-");
          });
    });
  }
};

TEST_F(NamedArguments, AreReadByName) {
  EXPECT_EQ(output("print(book{target = 'a', amount = 3, period = '5s'})"),
            "a/3/5s\n");
  EXPECT_EQ(output("print(book{target = 'a'})"), "a/0/-\n");
}

TEST_F(NamedArguments, HaveASecondSpelling) {
  EXPECT_EQ(output("print(book{target = 'a', for_ = '5s'})"), "a/0/5s\n");
  EXPECT_TRUE(
      contains(complaint("book{target = 'a', for_ = '1', period = '2'}"),
               "'period' and 'for_' mean the same: give one"));
}

TEST_F(NamedArguments, ListWhatIsKnownForAnUnknownOne) {
  EXPECT_TRUE(contains(complaint("book{targt = 'a'}"),
                       "test.lua:1: book: unknown argument 'targt' (did you "
                       "mean 'target'?); it knows amount, period, target"));
  EXPECT_TRUE(
      contains(complaint("book{xyzzyxyzzy = 1, target = 'a'}"),
               "unknown argument 'xyzzyxyzzy'; it knows amount, period"));
}

TEST_F(NamedArguments, SayWhatIsMissingAndWhatItMeans) {
  EXPECT_TRUE(contains(complaint("book{amount = 1}"),
                       "'target' is missing: what to book; it knows amount"));
  EXPECT_TRUE(contains(complaint("book()"), "'target' is missing"));
}

TEST_F(NamedArguments, AreInBraces) {
  EXPECT_TRUE(contains(complaint("book('a')"),
                       "takes arguments by name, in braces; it knows amount"));
  EXPECT_TRUE(contains(complaint("book{'a'}"), "takes arguments by name; it"));
  EXPECT_TRUE(contains(complaint("book({target = 'a'}, 1)"), "in braces"));
}

TEST_F(NamedArguments, AreNamedWhenTheirValueIsWrong) {
  EXPECT_TRUE(contains(complaint("book{target = 5}"),
                       "'target': text was expected, found the number 5"));
}

} // namespace
} // namespace leasehold::shell
