// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A length of time in scripts: written "1500ms", "5s", "2h30m" or as a number
// of seconds, always read as a number of seconds, so that scripts can compare.

#include <chrono>
#include <limits>

#include "messages/bounds.hpp"
#include "messages/time.hpp"
#include "tools/shell/lua_value.hpp"

namespace leasehold::shell {

template <>
struct converter<duration> {
  static duration get(lua_State* lua, int index);

  /// What has no end is `math.huge`.
  static void push(lua_State* lua, duration value) {
    lua_pushnumber(lua,
                   value > bounds::horizon
                       ? std::numeric_limits<double>::infinity()
                       : std::chrono::duration<double>(value).count());
  }
};

} // namespace leasehold::shell
