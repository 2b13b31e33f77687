// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>

#include "actors/peer/peer_type_ids.hpp"
#include "actors/type_ids.hpp"
#include "messages/load_hint.hpp"
#include "messages/peer.hpp"
#include "runtime/rpc/reply.hpp"

namespace leasehold {

/// What another node has sent. Who it is from is known by the way it came, not
/// by what it says.
struct peer_frame {
  std::string from_node;
  std::string bytes;
  /// Told once it is read, or dropped.
  reply_to<std::monostate> taken;
};

/// A hint that came from the PEER's node, for whoever listens here.
struct hint_heard {
  load_hint hint;
};

/// INTERNAL to a PEER: what was gathered goes now.
struct send_gathered {};

} // namespace leasehold
