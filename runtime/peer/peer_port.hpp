// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace leasehold {

/// The way out to the other nodes: what carries frames to them. Nothing is
/// promised but that a frame arrives whole or not at all: it may be lost,
/// doubled, late or behind a later one, and whoever sends is made for that.
class peer_port {
public:
  virtual ~peer_port() = default;

  /// Never blocks. Any thread may call it.
  virtual void send(const std::string& to_node, std::string frame) = 0;
};

} // namespace leasehold
