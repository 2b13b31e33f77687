// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/link/link_hub.hpp"
#include "runtime/peer/peer_port.hpp"
#include "runtime/rpc/event_loop.hpp"

namespace leasehold {

/// Brings what PEERs send to the hub, which lives on the event loop. Actors are
/// there before the loop and after it: what they send then is lost, but who the
/// others are is told as soon as there is a hub. Nothing of an actor is kept
/// once the hub is gone.
class link_port final : public peer_port {
public:
  /// @pre hub and loop live until `detach`, and the hub until the loop ends
  void attach(event_loop& loop, link_hub& hub);
  void detach();

  void know(peer_nodes nodes) override;
  void send(const std::string& to_node, std::string frame) override;

private:
  struct letters {
    std::optional<peer_nodes> nodes;
    std::vector<std::pair<std::string, std::string>> frames;
  };

  /// @pre locked
  void post();

  std::mutex mutex_;
  event_loop* loop_ = nullptr;
  link_hub* hub_ = nullptr;
  bool posted_ = false;
  bool over_ = false;
  letters waiting_;
};

} // namespace leasehold
