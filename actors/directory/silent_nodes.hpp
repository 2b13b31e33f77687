// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>

#include "actors/route/region_map.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Which other nodes can't be reached, and for how long. A node that starts
/// again is silent for a moment and has kept its leases, so nothing leaves one
/// before it has been silent for a while: then it is lost. Pure.
class silent_nodes {
public:
  explicit silent_nodes(duration lost_after) : lost_after_(lost_after) {}

  /// These are silent now, and no others. Answers whether that is news.
  bool hear(const std::set<node_name>& silent, instant now);

  /// When the next node is lost; `forever` where none is about to be.
  instant next_loss(instant now) const;

  /// Enters what of a region can't be reached.
  void mark(region_map& region, instant now) const;

private:
  instant lost_at(instant silent_since) const {
    return saturating_add(silent_since, lost_after_);
  }

  duration lost_after_;
  std::map<node_name, instant> since_;
};

} // namespace leasehold
