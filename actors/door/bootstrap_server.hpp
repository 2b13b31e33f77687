// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "actors/door/door_context.hpp"
#include "messages/front_door.capnp.h"
#include "messages/result.hpp"
#include "runtime/rpc/connection_context.hpp"

namespace leasehold {

/// All that a connection has before somebody has logged in on it, or a node has
/// joined.
class bootstrap_server final : public rpc::Bootstrap::Server {
public:
  bootstrap_server(std::shared_ptr<door_context> door,
                   std::shared_ptr<connection_context> connection);

  kj::Promise<void> version(VersionContext context) override;
  kj::Promise<void> login(LoginContext context) override;
  kj::Promise<void> join(JoinContext context) override;

private:
  result<lessee_name> check(rpc::Credentials::Reader credentials) const;
  void give(const principal& who, rpc::Login::Builder login);
  result<rpc::PeerLink::Client> check_in(rpc::Hello::Reader hello,
                                         rpc::PeerLink::Client link) const;

  std::shared_ptr<door_context> door_;
  std::shared_ptr<connection_context> connection_;
  std::optional<lessee_name> who_;
  bool joined_ = false;
};

/// What a lessee has here who is logged in at another node; it counts as a
/// session.
result<link_hub::delegation>
session_for_node(std::shared_ptr<door_context> door, const lessee_name& who,
                 std::shared_ptr<connection_context> connection);

} // namespace leasehold
