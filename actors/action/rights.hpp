// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "actors/action/locator.hpp"
#include "actors/policy/limits.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Which endpoints one lessee may act on at some time, as the administrator's
/// rules say: all of which no resource is one that a rule forbids.
class rights {
public:
  /// @pre `rules` outlives it
  rights(const rule_map& rules, lessee_name who, wall_time at);

  bool may_act(const locator& places, const endpoint_name& endpoint) const;

private:
  /// Those that forbid anything.
  std::vector<const limit_rule*> forbidding_;
  lessee_name who_;
  wall_time at_;
};

} // namespace leasehold
