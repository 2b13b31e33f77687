// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/expect_library.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "tools/shell/lua_chunk.hpp"
#include "tools/shell/pretty.hpp"

namespace leasehold::shell {

namespace {

/// In Lua, so that the function that has to fail may wait.
constexpr auto expect_error_source = R"lua(
local fail, call, find, text, kind = ..., pcall, string.find, tostring, type
return function(body, pattern, ...)
  local ok, problem = call(body)
  if ok then
    fail("an error was expected, but there was none", ...)
  end
  if pattern and not find(text(problem), pattern) then
    fail("an error like \"" .. pattern .. "\" was expected, found: "
         .. text(problem), ...)
  end
  return problem
end
)lua";

/// The script's own explanation, from argument `first` on.
std::string explanation(lua_State* lua, int first) {
  std::string text;
  for (int i = first, count = lua_gettop(lua); i <= count; ++i)
    text += (i == first ? "\n  " : " ") + display(lua, i);
  return text;
}

/// Raises "script:line: what", the source line and the explanation. The line
/// is that of the caller `level` calls up.
int fail(lua_State* lua, const source_book& sources, int level,
         const std::string& what, const std::string& why) {
  lua_Debug where{};
  std::string message;
  if (lua_getstack(lua, level, &where) != 0
      && lua_getinfo(lua, "Sl", &where) != 0) {
    message =
        fmt::format("{}:{}: {}", where.short_src, where.currentline, what);
    auto line = sources.line(where.source, where.currentline);
    // At the prompt it has just been typed.
    if (!line.empty() && std::string_view{where.source} != "=prompt")
      message += "\n    " + line;
  } else {
    message = what;
  }
  lua_pushstring(lua, (message + why).c_str());
  return lua_error(lua);
}

/// Compares tables by content; cycles and giants are refused, not endless.
class comparison {
public:
  explicit comparison(lua_State* lua) : lua_(lua) {}

  bool same(int left, int right) {
    if (lua_compare(lua_, left, right, LUA_OPEQ) != 0)
      return true;
    if (!lua_istable(lua_, left) || !lua_istable(lua_, right))
      return false;
    if (++depth_ > depth_max)
      throw bad_value{"tables nested too deeply to compare"};
    luaL_checkstack(lua_, 8, "no room to compare");
    auto result = keys(left) == keys(right) && covers(left, right);
    --depth_;
    return result;
  }

private:
  static constexpr int depth_max = 100;
  static constexpr int values_max = 1'000'000;

  int keys(int table) {
    int count = 0;
    lua_pushnil(lua_);
    for (; lua_next(lua_, table) != 0; ++count)
      lua_pop(lua_, 1);
    return count;
  }

  /// Whether each value of `left` is the same in `right`.
  bool covers(int left, int right) {
    lua_pushnil(lua_);
    while (lua_next(lua_, left) != 0) {
      if (++values_ > values_max)
        throw bad_value{"tables too large to compare"};
      lua_pushvalue(lua_, -2);
      lua_rawget(lua_, right);
      auto top = lua_gettop(lua_);
      auto equal = same(top - 1, top);
      lua_pop(lua_, equal ? 2 : 3);
      if (!equal)
        return false;
    }
    return true;
  }

  lua_State* lua_;
  int depth_ = 0;
  int values_ = 0;
};

int expect(lua_State* lua, const source_book& sources) {
  luaL_checkany(lua, 1);
  if (lua_toboolean(lua, 1) != 0)
    return lua_gettop(lua);
  return fail(lua, sources, 1,
              fmt::format("expectation failed: found {}", pretty(lua, 1)),
              explanation(lua, 2));
}

int expect_equal(lua_State* lua, const source_book& sources) {
  luaL_checkany(lua, 2);
  if (comparison{lua}.same(1, 2)) {
    lua_settop(lua, 1);
    return 1;
  }
  return fail(lua, sources, 1,
              fmt::format("expectation failed: found {}, expected {}",
                          pretty(lua, 1), pretty(lua, 2)),
              explanation(lua, 3));
}

} // namespace

void bind_expect_library(api& bindings, lua_State* lua,
                         const source_book& sources) {
  bindings.raw(
      "expect",
      {"expect(condition, ...)",
       "Fails the script unless the condition is true; what follows the "
       "condition explains it. Returns its arguments.",
       R"(expect(l.remaining > 50, "granted for too short a time"))"},
      [sources = &sources](lua_State* thread) {
        return expect(thread, *sources);
      });
  bindings.raw("expect_equal",
               {"expect_equal(found, expected, ...)",
                "Fails the script unless both are equal; tables are compared "
                "by content. Returns the first.",
                "expect_equal(#leases(), 3)"},
               [sources = &sources](lua_State* thread) {
                 return expect_equal(thread, *sources);
               });
  push_function(lua, "expect_error", [sources = &sources](lua_State* thread) {
    return fail(thread, *sources, 2,
                "expectation failed: " + get_value<std::string>(thread, 1),
                explanation(thread, 2));
  });
  run_chunk(lua, expect_error_source, 1, 1);
  bindings.adopt("expect_error",
                 {"expect_error(body, pattern)",
                  "Fails the script unless the function `body` raises an "
                  "error that matches the Lua pattern. Returns the error.",
                  R"(expect_error(function() sleep("fast") end, "sleep"))"});
}

} // namespace leasehold::shell
