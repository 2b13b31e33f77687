// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The few functions of the shell that are best written in Lua: those that
// call back into the script, which may wait there.

#include <lua5.4/lua.hpp>

namespace leasehold::shell {

/// Calls our own Lua source with the `arguments` on top of the stack, leaves
/// `results` there. @pre The source is correct; inside `protect`.
void run_chunk(lua_State* lua, const char* source, int arguments, int results);

} // namespace leasehold::shell
