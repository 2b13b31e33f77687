// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/shell/fake_source.hpp"
#include "tests/unit/shell/script_fixture.hpp"
#include "tools/shell/action_library.hpp"
#include "tools/shell/actor_library.hpp"
#include "tools/shell/admin_library.hpp"
#include "tools/shell/catalogue.hpp"
#include "tools/shell/lease_library.hpp"
#include "tools/shell/session_library.hpp"
#include "tools/shell/traffic_library.hpp"

// The guide names all that can be called, and nothing else.
namespace leasehold::shell {
namespace {

class Guide : public ScriptTest {
protected:
  Guide() {
    env->extend([this](api& bindings, lua_State*) {
      bind_session_library(bindings, current);
      bind_admin_library(bindings, current);
      bind_action_library(bindings, current);
      bind_traffic_library(bindings, current, nullptr);
    });
    std::ifstream file{"docs/shell.md"};
    page.assign(std::istreambuf_iterator<char>{file}, {});
  }

  ~Guide() override {
    // Objects in the state refer to what is declared below.
    env.reset();
  }

  /// What a reader may call; a session's methods are the plain functions.
  std::vector<const entry*> callable() const {
    auto& known = env->known();
    std::vector<const entry*> all;
    for (const auto* each : known.members_of_module("")) {
      if (each->kind != entry_kind::module)
        all.push_back(each);
      else
        for (const auto* member : known.members_of_module(each->name))
          all.push_back(member);
    }
    for (auto object :
         {object_name<lease_handle>::value, object_name<refused>::value,
          object_name<actor_handle>::value, object_name<action_handle>::value,
          object_name<traffic_handle>::value})
      for (const auto* member : known.members_of_object(object))
        all.push_back(member);
    return all;
  }

  fake_node node;
  fake_source source{node};
  default_session current{source};
  std::string page;
};

TEST_F(Guide, NamesEverythingThatCanBeCalled) {
  ASSERT_FALSE(callable().empty());
  for (const auto* each : callable())
    EXPECT_TRUE(page.find("\n| `" + each->doc.signature + "` |")
                != std::string::npos)
        << "docs/shell.md has no row for " << each->doc.signature;
}

TEST_F(Guide, NamesNothingElse) {
  std::set<std::string> signatures;
  for (const auto* each : callable())
    signatures.insert(each->doc.signature);
  // A row that begins with something called, or with a member.
  std::regex row{"\n\\| `([a-z_.:]+[({][^`]*|[lra]\\.[a-z_]+)` \\|"};
  std::size_t rows = 0;
  for (std::sregex_iterator i{page.begin(), page.end(), row}, end; i != end;
       ++i, ++rows)
    EXPECT_EQ(signatures.count((*i)[1]), 1u) << (*i)[1] << " is not there";
  EXPECT_EQ(rows, signatures.size());
}

TEST_F(Guide, NamesEveryArgument) {
  for (const auto* each : callable()) {
    if (each->parameters.empty())
      continue;
    auto begin = page.find("\n| `" + each->full_name() + "` |");
    ASSERT_NE(begin, std::string::npos) << each->full_name();
    auto line = page.substr(begin, page.find('\n', begin + 1) - begin);
    for (const auto& parameter : each->parameters)
      EXPECT_TRUE(contains(line, "`" + parameter.name + "`"));
  }
}

TEST_F(Guide, IsRightThatSessionsHaveTheSameFunctions) {
  for (const auto* each : env->known().members_of_object("session")) {
    if (each->name != "use") {
      EXPECT_NE(env->known().find(each->name), nullptr) << each->name;
    }
  }
  EXPECT_TRUE(contains(page, "`s:use()`"));
}

} // namespace
} // namespace leasehold::shell
