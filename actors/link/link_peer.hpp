// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "actors/link/link_hub.hpp"

// What the hub keeps of each other node.
namespace leasehold {

/// One connection.
struct line {
  rpc::PeerLink::Client to;
  // One of the two: who made it.
  kj::Own<dialled> ours;
  std::shared_ptr<connection_context> theirs;
};

struct link_hub::peer {
  peer(peer_nodes::node node, link_terms terms, link_machine::rank own,
       milliseconds now)
      : spec(std::move(node)), machine(terms, own, now) {}

  peer_nodes::node spec;
  link_machine machine;
  std::map<line_id, line> lines;
  std::deque<std::string> waiting;
  std::size_t waiting_bytes = 0;
  std::size_t under_way = 0;
  std::optional<milliseconds> heard_at;
  std::optional<std::uint32_t> topology;
  std::optional<std::uint32_t> number;
  /// All that is told as it is.
  node_info told;
};

} // namespace leasehold
