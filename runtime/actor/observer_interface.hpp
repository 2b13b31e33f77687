// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <caf/typed_actor.hpp>

#include "messages/actor.hpp"
#include "messages/result.hpp"
#include "runtime/actor/actor_type_ids.hpp"
#include "runtime/actor/description.hpp"
#include "runtime/rpc/reply.hpp"

namespace leasehold {

struct read_actors {
  actor_query query;
  reply_to<result<actor_page>> reply;
};

/// Ends an actor as an exception in a handler would. Fails with
/// `errc::permission_denied` where the node does not let that be done, with
/// `errc::unknown_name` where nobody is there, and with `errc::timed_out` where
/// the actor is busy: it ends when its turn does.
struct kill_actor {
  std::string path;
  reply_to<status> reply;
};

/// INTERNAL: whoever has not answered yet is not waited for.
struct patience_is_over {
  std::uint64_t walk = 0;
  std::uint64_t round = 0;
};

/// The OBSERVER actor: tells who is there, and what they do.
using observer_actor = caf::typed_actor<
    // Actors and their children.
    caf::reacts_to<read_actors>,
    // Ends one.
    caf::reacts_to<kill_actor>,
    // What one does.
    caf::reacts_to<actor_report>,
    // INTERNAL: somebody is silent.
    caf::reacts_to<patience_is_over>>;

} // namespace leasehold
