// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The messages between the ROUTE PLANNER and its ROUTEs, known to CAF. Declared
// beside their role, so that another one rebuilds the role alone. Like those of
// actors/type_ids.hpp they never leave the process and are never serialised;
// CAF needs no numbers for such.

#include <caf/allowed_unsafe_message_type.hpp>

namespace leasehold {

struct ask_route;
struct route_finding;
struct widen_route;

} // namespace leasehold

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::ask_route)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::route_finding)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::widen_route)
