// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "actors/link/link_hub.hpp"
#include "messages/peer_link.capnp.h"

namespace leasehold {

/// This node's end of one connection to another node. It lives as long as the
/// connection, so its end tells of that.
class link_end final : public rpc::PeerLink::Server {
public:
  /// @param hub Holds null once the hub is gone.
  link_end(std::shared_ptr<link_hub*> hub, std::string node, line_id line);
  ~link_end() noexcept;
  KJ_DISALLOW_COPY(link_end);

  kj::Promise<void> beat(BeatContext context) override;
  kj::Promise<void> deliver(DeliverContext context) override;
  kj::Promise<void> act(ActContext context) override;
  kj::Promise<void> seen(SeenContext context) override;

private:
  std::shared_ptr<link_hub*> hub_;
  std::string node_;
  line_id line_;
};

} // namespace leasehold
