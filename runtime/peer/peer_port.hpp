// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace leasehold {

/// The nodes of a region, as one of them sees them.
struct peer_nodes {
  struct node {
    std::string name;
    /// HOST:PORT; empty for one that only dials out.
    std::string address;
  };

  std::string region;
  /// A checksum: equal for equal topologies.
  std::uint32_t topology = 0;
  /// All but itself.
  std::vector<node> others;
  /// Which of them decides about a thing, as people name it; empty for none of
  /// them.
  std::function<std::string(const std::string& name)> node_of_target;
  /// Which nodes serve what orders name, this one as an empty name; none where
  /// there is no such thing.
  std::function<std::vector<std::string>(const std::string& name)>
      nodes_of_subject;
  /// To be told at once, and whenever it changes, which of the others can't be
  /// reached. May be called from any thread.
  std::function<void(const std::vector<std::string>& nodes)> on_silent;
};

/// The way out to the other nodes: what carries frames to them. Nothing is
/// promised but that a frame arrives whole or not at all: it may be lost,
/// doubled, late or behind a later one, and whoever sends is made for that.
class peer_port {
public:
  virtual ~peer_port() = default;

  /// Who the others are from now on, for who has to find them. Never blocks.
  /// Any thread may call it.
  virtual void know(peer_nodes /*nodes*/) {}

  /// Likewise.
  virtual void send(const std::string& to_node, std::string frame) = 0;
};

} // namespace leasehold
