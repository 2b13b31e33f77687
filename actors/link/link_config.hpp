// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "actors/link/link_machine.hpp"
#include "runtime/rpc/limits.hpp"
#include "runtime/rpc/listener_config.hpp"
#include "runtime/rpc/tls_config.hpp"

namespace leasehold {

struct link_config {
  // -- who this node is; see Hello in peer_link.capnp --
  std::string node;
  std::uint32_t number = 0;
  std::uint64_t boot = 0;
  std::string version;

  link_terms terms;
  // -- as for the node's own listener --
  std::optional<tls_config> tls;
  plain_tcp plain = plain_tcp::loopback_only;
  connection_limits limits;

  /// For connecting, the handshake and joining together.
  milliseconds join_within{3'000};
  /// Bytes of frames that another node has not taken, while more are sent.
  std::size_t under_way_max = 1 << 20;
  /// Bytes that wait beyond that; for newer ones the oldest are dropped.
  std::size_t waiting_max = 4 << 20;
};

} // namespace leasehold
