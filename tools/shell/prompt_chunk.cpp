// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/prompt_chunk.hpp"

#include <regex>
#include <string_view>

namespace leasehold::shell {

namespace {

chunk_status compile(lua_state& state, std::string source) {
  // What was typed ended with Enter: a text left open can't be closed.
  source += '\n';
  auto result = chunk_status::wrong;
  auto failure = state.protect([&source, &result](lua_State* lua) {
    auto status =
        luaL_loadbufferx(lua, source.data(), source.size(), "=prompt", "t");
    if (status == LUA_OK) {
      result = chunk_status::complete;
    } else if (status == LUA_ERRSYNTAX) {
      // Lua's own interpreter recognises unfinished input the same way.
      std::string_view message = lua_tostring(lua, -1);
      constexpr std::string_view mark = "<eof>";
      if (message.size() >= mark.size()
          && message.substr(message.size() - mark.size()) == mark)
        result = chunk_status::incomplete;
    }
  });
  return failure ? chunk_status::wrong : result;
}

std::string without_leading_local(const std::string& typed) {
  static const std::regex assigned{R"(^\s*local\s+(\w+(\s*,\s*\w+)*\s*=[^=]))"};
  static const std::regex function{R"(^\s*local\s+(function\s))"};
  auto first = std::regex_constants::format_first_only;
  auto text = std::regex_replace(typed, assigned, "$1", first);
  return std::regex_replace(text, function, "$1", first);
}

} // namespace

prompt_chunk read_chunk(lua_state& state, const std::string& typed) {
  auto expression = "return " + typed;
  if (compile(state, expression) == chunk_status::complete)
    return {chunk_status::complete, std::move(expression)};
  auto statement = without_leading_local(typed);
  auto status = compile(state, statement);
  return {status, std::move(statement)};
}

} // namespace leasehold::shell
