// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lua_value.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"
#include "tools/shell/duration_value.hpp"

namespace leasehold::shell {
namespace {

/// Pushes a value, reads it again.
template <class T>
T round_trip(lua_state& state, const T& value) {
  std::optional<T> result;
  auto error = state.protect([&](lua_State* lua) {
    push_value(lua, value);
    result = get_value<T>(lua, lua_gettop(lua));
  });
  EXPECT_FALSE(error) << error->message;
  return result.value();
}

/// The complaint about reading a T from what the Lua expression gives.
template <class T>
std::string rejection(const std::string& expression) {
  lua_state state;
  auto error = state.protect([&](lua_State* lua) {
    ASSERT_EQ(luaL_dostring(lua, ("return " + expression).c_str()), LUA_OK);
    get_value<T>(lua, lua_gettop(lua));
  });
  return error ? error->message : "accepted";
}

TEST(LuaValue, KeepsScalars) {
  lua_state state;
  EXPECT_TRUE(round_trip(state, true));
  EXPECT_EQ(round_trip(state, 0.1), 0.1);
  EXPECT_EQ(round_trip<std::uint8_t>(state, 255), 255);
  EXPECT_EQ(round_trip<std::optional<int>>(state, std::nullopt), std::nullopt);
  auto low = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(round_trip(state, low), low);
}

RC_GTEST_PROP(LuaValue, KeepsTextWithAnyByte, (const std::string& text)) {
  lua_state state;
  RC_ASSERT(round_trip(state, text) == text);
}

RC_GTEST_PROP(LuaValue, KeepsNestedContainers,
              (const std::map<std::string, std::vector<int>>& value)) {
  lua_state state;
  RC_ASSERT(round_trip(state, value) == value);
}

TEST(LuaValue, RefusesOtherKindsWithWhatItFound) {
  EXPECT_EQ(rejection<int>("'10'"),
            "a whole number was expected, found text \"10\"");
  EXPECT_EQ(rejection<std::string>("10"),
            "text was expected, found the number 10");
  EXPECT_EQ(rejection<bool>("nil"), "true or false was expected, found nil");
  EXPECT_EQ(rejection<double>("{}"), "a number was expected, found a table");
  EXPECT_EQ(rejection<std::vector<int>>("function() end"),
            "a list was expected, found a function");
}

TEST(LuaValue, RefusesNumbersThatDoNotFit) {
  EXPECT_TRUE(contains(rejection<int>("1.5"), "a whole number was expected"));
  EXPECT_TRUE(
      contains(rejection<std::uint8_t>("256"), "a whole number from 0 to 255"));
  EXPECT_TRUE(contains(rejection<std::uint64_t>("-1"), "from 0 to"));
}

TEST(LuaValue, AcceptsAFloatWithoutFraction) {
  EXPECT_EQ(rejection<int>("3.0"), "accepted");
}

TEST(LuaValue, SaysWhichElementIsWrong) {
  EXPECT_EQ(rejection<std::vector<int>>("{1, 2, 'x'}"),
            "element 3: a whole number was expected, found text \"x\"");
  using table = std::map<std::string, std::vector<int>>;
  EXPECT_TRUE(contains(rejection<table>("{a = {true}}"), "'a': element 1: "));
  EXPECT_TRUE(contains(rejection<table>("{{}}"), "key: text was expected"));
}

TEST(LuaValue, PushesNumbersBeyondLuasIntegersAsFloats) {
  lua_state state;
  state.protect([](lua_State* lua) {
    push_value(lua, std::numeric_limits<std::uint64_t>::max());
    EXPECT_FALSE(lua_isinteger(lua, -1));
    EXPECT_EQ(lua_tonumber(lua, -1), 18446744073709551615.0);
  });
}

TEST(LuaValue, ReadsDurationsAsTextOrSeconds) {
  lua_state state;
  EXPECT_EQ(round_trip(state, duration{1500}), duration{1500});
  EXPECT_EQ(rejection<duration>("'5s'"), "accepted");
  EXPECT_TRUE(contains(rejection<duration>("-1"), "from 0 to 100 years"));
  EXPECT_TRUE(contains(rejection<duration>("0/0"), "from 0 to 100 years"));
  EXPECT_TRUE(contains(rejection<duration>("1e300"), "from 0 to 100 years"));
  EXPECT_TRUE(contains(rejection<duration>("true"), "such as \"5s\""));
  EXPECT_TRUE(contains(rejection<duration>("'fast'"), "fast"));
}

} // namespace
} // namespace leasehold::shell
