// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lua_object.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace leasehold::shell {

namespace {

// Upvalues of the functions below, and fields of the metatable.
constexpr auto methods_key = "methods";
constexpr auto fields_key = "fields";

std::vector<std::string> names_in(lua_State* lua, int table) {
  std::vector<std::string> names;
  lua_pushnil(lua);
  while (lua_next(lua, table) != 0) {
    lua_pop(lua, 1);
    names.emplace_back(lua_tostring(lua, -1));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// object, key -> value
int index_object(lua_State* lua) {
  lua_pushvalue(lua, 2);
  if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL)
    return 1;
  lua_pushvalue(lua, 2);
  if (lua_rawget(lua, lua_upvalueindex(2)) != LUA_TNIL) {
    lua_pushvalue(lua, 1);
    lua_call(lua, 1, 1);
    return 1;
  }
  auto object = describe_value(lua, 1);
  auto message =
      fmt::format("{} has no '{}'; it has {} and the methods {}", object,
                  luaL_tolstring(lua, 2, nullptr),
                  fmt::join(names_in(lua, lua_upvalueindex(2)), ", "),
                  fmt::join(names_in(lua, lua_upvalueindex(1)), ", "));
  return luaL_error(lua, "%s", message.c_str());
}

int refuse_assignment(lua_State* lua) {
  auto message = describe_value(lua, 1) + " can't be changed by assignment; "
      + "its methods change it";
  return luaL_error(lua, "%s", message.c_str());
}

void add_member(lua_State* lua, const char* table, const char* name) {
  lua_getfield(lua, -2, table);
  lua_rotate(lua, -2, 1);
  lua_setfield(lua, -2, name);
  lua_pop(lua, 1);
}

} // namespace

void declare_object(lua_State* lua, const char* name, lua_CFunction destroy) {
  luaL_newmetatable(lua, name);
  lua_pushcfunction(lua, destroy);
  lua_setfield(lua, -2, "__gc");
  lua_newtable(lua);
  lua_newtable(lua);
  lua_pushvalue(lua, -2);
  lua_setfield(lua, -4, methods_key);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, -4, fields_key);
  lua_pushcclosure(lua, index_object, 2);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, refuse_assignment);
  lua_setfield(lua, -2, "__newindex");
  // Scripts can't reach the metatable, so they can't end an object early.
  lua_pushstring(lua, name);
  lua_setfield(lua, -2, "__metatable");
}

void add_method(lua_State* lua, const char* name) {
  add_member(lua, methods_key, name);
}

void add_field(lua_State* lua, const char* name) {
  add_member(lua, fields_key, name);
}

} // namespace leasehold::shell
