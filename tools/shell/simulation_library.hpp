// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/shell/api.hpp"
#include "tools/shell/session_library.hpp"

namespace leasehold::shell {

/// What can be done to the nodes of a simulated region: plain functions for
/// the region of the default session, and methods of sessions.
void bind_simulation(api& bindings, object_binding<session_handle>& type,
                     default_session& current);

} // namespace leasehold::shell
