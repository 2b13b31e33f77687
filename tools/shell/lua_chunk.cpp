// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lua_chunk.hpp"

#include <string>

namespace leasehold::shell {

void run_chunk(lua_State* lua, const char* source, int arguments, int results) {
  auto size = std::char_traits<char>::length(source);
  if (luaL_loadbufferx(lua, source, size, "=shell", "t") != LUA_OK)
    lua_error(lua);
  lua_insert(lua, -1 - arguments);
  lua_call(lua, arguments, results);
}

} // namespace leasehold::shell
