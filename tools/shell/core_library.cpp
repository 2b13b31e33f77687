// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/core_library.hpp"

#include <optional>
#include <stdexcept>
#include <string>

#include "tools/shell/duration_value.hpp"
#include "tools/shell/lua_chunk.hpp"
#include "tools/shell/lua_state.hpp"
#include "tools/shell/pretty.hpp"

namespace leasehold::shell {

namespace {

/// In Lua, so that the condition itself may wait.
constexpr auto wait_until_source = R"lua(
local sleep, clock, seconds = ...
return function(condition, at_most)
  local deadline = at_most and clock() + seconds(at_most)
  while true do
    local result = condition()
    if result then return result end
    if deadline and clock() >= deadline then return false end
    sleep(0.02)
  end
end
)lua";

int print(lua_State* lua, script_host& host) {
  std::string line;
  for (int i = 1, count = lua_gettop(lua); i <= count; ++i)
    line += (i == 1 ? "" : "\t") + display(lua, i);
  host.write(line + "\n");
  if (host.broken())
    throw std::runtime_error{"what is printed can't be written: the disk is "
                             "full, or nobody reads it any more"};
  return 0;
}

waiting<void> sleep(duration length) {
  return {{length}, [](wait_outcome) {
          }};
}

void bind_waiting(api& bindings, lua_State* lua) {
  bindings.function("sleep",
                    {"sleep(duration)",
                     "Waits. A duration is text such as \"5s\", \"1500ms\" or "
                     "\"2h30m\", or a number of seconds.",
                     R"(sleep("5s"))"},
                    sleep);
  lua_getglobal(lua, "sleep");
  lua_getglobal(lua, "os");
  lua_getfield(lua, -1, "clock");
  lua_remove(lua, -2);
  push_function(lua, "wait_until",
                bind_function([](duration length) { return length; }));
  run_chunk(lua, wait_until_source, 3, 1);
  bindings.adopt(
      "wait_until",
      {"wait_until(condition, at_most)",
       "Calls a function again and again until it returns something true, and "
       "returns that; returns false when `at_most` has passed first.",
       R"(wait_until(function() return os.clock() > 2 end, "5s"))"});
}

} // namespace

void bind_core_library(api& bindings, lua_State* lua, script_host& host) {
  bindings.raw(
      "print",
      {"print(...)",
       "Writes its arguments on one line, tables with their content.",
       R"(print("granted", {1, 2, 3}))"},
      [host = &host](lua_State* thread) { return print(thread, *host); });
  bind_waiting(bindings, lua);
  bindings.raw("exit",
               {"exit(code)",
                "Ends the script or leaves the shell; 0, the default, means "
                "success.",
                "exit(1)"},
               [](lua_State* thread) {
                 auto code = get_value<std::optional<std::uint8_t>>(thread, 1);
                 auto& state = lua_state::of(thread);
                 state.control().exit_code = code.value_or(0);
                 state.stop(thread, stop_reason::exit);
                 return 0;
               });
}

} // namespace leasehold::shell
