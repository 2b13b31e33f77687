// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/duration_value.hpp"

#include "messages/period.hpp"

namespace leasehold::shell {

duration converter<duration>::get(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TNUMBER) {
    std::chrono::duration<double> seconds{lua_tonumber(lua, index)};
    if (!(seconds.count() >= 0 && seconds <= period::max))
      reject_value(lua, index, "a number of seconds from 0 to 100 years");
    return std::chrono::duration_cast<duration>(seconds);
  }
  if (lua_type(lua, index) != LUA_TSTRING)
    reject_value(lua, index, "a duration such as \"5s\"");
  auto parsed = parse_duration(get_value<std::string>(lua, index));
  if (!parsed)
    throw bad_value{parsed.error().message};
  return *parsed;
}

} // namespace leasehold::shell
