// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every script has before any lease is asked for: printing, waiting,
// leaving.

#include "tools/shell/api.hpp"
#include "tools/shell/script_host.hpp"

namespace leasehold::shell {

/// @pre The host outlives the state.
void bind_core_library(api& bindings, lua_State* lua, script_host& host);

} // namespace leasehold::shell
