// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <caf/fwd.hpp>

namespace leasehold::sim {

/// The type of what an actor takes next, without the project's namespace;
/// "start" where it was just spawned. Valid as long as the thread.
std::string_view next_message_name(caf::scheduled_actor& actor);

} // namespace leasehold::sim
