// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/known_stamps.hpp"

#include <algorithm>
#include <variant>

#include "runtime/clock/stamp_record.hpp"

namespace leasehold::sim {

void known_stamps::written(node_index node,
                           const std::vector<record_group>& groups) {
  for (auto& group : groups)
    for (auto& x : group) {
      if (x.kind != clock_stamp_kind)
        continue;
      const auto parsed = parse_clock_stamp(x);
      if (auto stamp = std::get_if<clock_stamp>(&parsed))
        at_[node] = stamp->at;
    }
}

void known_stamps::put_back(node_index node) {
  at_.erase(node);
}

true_time known_stamps::lost(const node_moment& before,
                             const node_moment& after) {
  auto least = after.ledger;
  if (auto known = at_.extract(static_cast<node_index>(before.node)))
    least = std::max(least, known.mapped());
  const auto again = std::max(before.ledger - least, duration::zero());
  return after.now - before.now + true_time{again};
}

} // namespace leasehold::sim
