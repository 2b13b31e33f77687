// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Scripts are tests as well: an expectation that does not hold fails the
// script with the line it stands on and the values that were found.

#include "tools/shell/api.hpp"
#include "tools/shell/source_book.hpp"

namespace leasehold::shell {

/// @pre The sources outlive the state.
void bind_expect_library(api& bindings, lua_State* lua,
                         const source_book& sources);

} // namespace leasehold::shell
