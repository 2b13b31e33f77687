// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lua_value.hpp"

#include <fmt/format.h>

namespace leasehold::shell {

std::string describe_value(lua_State* lua, int index) {
  switch (lua_type(lua, index)) {
  case LUA_TNONE:
    return "nothing";
  case LUA_TNUMBER:
    return lua_isinteger(lua, index)
        ? fmt::format("the number {}", lua_tointeger(lua, index))
        : fmt::format("the number {}", lua_tonumber(lua, index));
  case LUA_TSTRING: {
    std::size_t size = 0;
    const auto* data = lua_tolstring(lua, index, &size);
    std::string_view text{data, size};
    constexpr std::size_t shown = 40;
    return size <= shown ? fmt::format("text \"{}\"", text)
                         : fmt::format("text \"{}...\"", text.substr(0, shown));
  }
  case LUA_TBOOLEAN:
    return lua_toboolean(lua, index) ? "true" : "false";
  case LUA_TTABLE:
  case LUA_TFUNCTION:
    return fmt::format("a {}", luaL_typename(lua, index));
  case LUA_TUSERDATA: {
    if (luaL_getmetafield(lua, index, "__name") != LUA_TSTRING)
      return "an object";
    auto name = fmt::format("a {}", lua_tostring(lua, -1));
    lua_pop(lua, 1);
    return name;
  }
  default:
    return luaL_typename(lua, index);
  }
}

void reject_value(lua_State* lua, int index, std::string_view expected) {
  throw bad_value{fmt::format("{} was expected, found {}", expected,
                              describe_value(lua, index))};
}

std::int64_t get_integer(lua_State* lua, int index, std::int64_t low,
                         std::int64_t high) {
  int exact = 0;
  auto value = lua_type(lua, index) == LUA_TNUMBER
      ? lua_tointegerx(lua, index, &exact)
      : 0;
  if (!exact)
    reject_value(lua, index, "a whole number");
  if (value < low || value > high)
    reject_value(lua, index,
                 fmt::format("a whole number from {} to {}", low, high));
  return value;
}

} // namespace leasehold::shell
