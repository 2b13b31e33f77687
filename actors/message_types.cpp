// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/message_types.hpp"

#include <caf/make_message.hpp>

#include "actors/all_messages.hpp"

namespace leasehold {

void add_message_types(caf::actor_system_config& config) {
  config.add_message_types<caf::id_block::leasehold_runtime>();
  config.add_message_types<caf::id_block::leasehold_actors>();
}

} // namespace leasehold
