// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What of Lua's own library a script may use: text, tables, arithmetic, the
// date. No files, no processes, no native code, no bytecode, no coroutines
// (a script is one already) and no finalizers (they would run where no limit
// reaches them). `require` loads Lua files from beside the script, nothing
// else. Clocks are the host's, so a script runs on virtual time unchanged.

#include <filesystem>

#include "tools/shell/api.hpp"
#include "tools/shell/script_host.hpp"
#include "tools/shell/source_book.hpp"

namespace leasehold::shell {

/// @pre The state is new; the host outlives it.
void open_sandbox(lua_State* lua, const script_host& host);

/// Lets `require "name"` load `folder/name.lua`.
void allow_require(api& bindings, lua_State* lua, std::filesystem::path folder,
                   source_book& sources);

} // namespace leasehold::shell
