// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What operators do from scripts: rules, classes, topology, capacities. All of
// it in the default session.

#include "tools/shell/api.hpp"
#include "tools/shell/session_library.hpp"

namespace leasehold::shell {

/// @pre `current` outlives the state.
void bind_admin_library(api& bindings, default_session& current);

} // namespace leasehold::shell
