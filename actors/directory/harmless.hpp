// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/directory/directory_actor.hpp"

namespace leasehold {

/// Asks the LEASE MANAGER what the topology would do to leases, and has it
/// loaded where that is nothing. What is wrong with the topology is said in its
/// turn.
void load_harmless(directory_actor::stateful_pointer<directory_state> self,
                   const load_topology& msg);

} // namespace leasehold
