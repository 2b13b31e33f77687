// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Values as people want to see them: text in quotes, tables with their
// content (sorted, so that output can be compared), objects as they describe
// themselves. Short tables take one line. Deep, long and cyclic ones are cut
// with "...".

#include <string>

#include <lua5.4/lua.hpp>

namespace leasehold::shell {

/// @pre Called inside `lua_state::protect` or a bound function.
std::string pretty(lua_State* lua, int index);

/// As `pretty`, with plain text left unquoted: what `print` shows.
std::string display(lua_State* lua, int index);

} // namespace leasehold::shell
