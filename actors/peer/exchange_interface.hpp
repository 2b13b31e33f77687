// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/typed_actor.hpp>

#include "actors/peer/peer_messages.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/type_ids.hpp"

namespace leasehold {

/// The EXCHANGE actor: where the frames of all other nodes come in.
using exchange_actor = caf::typed_actor<
    // A frame came in.
    caf::reacts_to<peer_frame>,
    // Which node runs what.
    caf::reacts_to<region_changed>>;

} // namespace leasehold
