// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Builds a Lua table of named fields, value by value.

#include <optional>
#include <string>

#include <lua5.4/lua.hpp>

#include "tools/shell/lua_value.hpp"

namespace leasehold::shell {

/// The table is on top of the stack from the start and stays there.
class table_writer {
public:
  explicit table_writer(lua_State* lua) : lua_(lua) {
    luaL_checkstack(lua, 8, "tables nested too deeply");
    lua_newtable(lua);
  }

  template <class T>
  table_writer& set(const char* key, const T& value) {
    push_value(lua_, value);
    lua_setfield(lua_, -2, key);
    return *this;
  }

  /// Leaves out what is empty.
  table_writer& set_text(const char* key, const std::string& value) {
    return value.empty() ? *this : set(key, value);
  }

private:
  lua_State* lua_;
};

} // namespace leasehold::shell
