// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "runtime/store/record.hpp"
#include "tools/simulator/oracle/oracle.hpp"

namespace leasehold::sim {

/// What time each node has surely written down since it started.
class known_stamps {
public:
  /// These are durable.
  void written(node_index node, const std::vector<record_group>& groups);
  /// Its disk is an older one from now on.
  void put_back(node_index node);

  /// How long a node was down, and by how much its ledgers may have gone back
  /// meanwhile: what it had not stamped when its power went, it lives again.
  /// What it had stamped it has to know.
  true_time lost(const node_moment& before, const node_moment& after);

private:
  std::map<node_index, instant> at_;
};

} // namespace leasehold::sim
