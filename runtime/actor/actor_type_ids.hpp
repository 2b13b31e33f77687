// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The messages by which actors are seen. They never leave the process, so CAF
// needs no numbers for them.

#include <caf/allowed_unsafe_message_type.hpp>

namespace leasehold {

struct describe_actor;
struct actor_report;
struct read_actors;
struct kill_actor;
struct patience_is_over;

} // namespace leasehold

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::describe_actor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::actor_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_actors)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::kill_actor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::patience_is_over)
