// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "actors/peer/peer_interface.hpp"
#include "actors/peer/remote_loads.hpp"
#include "messages/ids.hpp"
#include "messages/peer.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/peer/peer_port.hpp"

// A PEER carries what is said to one other node. It waits for nothing and keeps
// nothing but who listens to RESOURCEs there, and what it gathers for the next
// frame: all that is in its mailbox when the first of it comes. Instants become
// durations when the frame leaves.
//
// One that dies takes words with it, as the network may: the DIRECTORY spawns
// none again, because what is said to a dead actor is lost for good, so the
// node ends.
namespace leasehold {

struct peer_config {
  node_name node;
  /// Null where nothing leads to other nodes: then all is lost.
  std::shared_ptr<peer_port> port;
  std::shared_ptr<const node_clock> clock;
};

struct peer_state {
  static inline const char* name = "peer";

  peer_config config;
  std::vector<peer_message> gathered;
  std::size_t weight = 0;
  remote_loads loads;

  std::string in_words() const;
};

peer_actor::behavior_type peer(role_pointer<peer_actor, peer_state> self,
                               peer_config config);

} // namespace leasehold
