// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/actor_system_config.hpp>

namespace leasehold {

/// Makes every message of a node known to CAF, before its system is made.
void add_message_types(caf::actor_system_config& config);

} // namespace leasehold
