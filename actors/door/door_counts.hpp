// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <variant>
#include <vector>

#include "messages/errc.hpp"
#include "messages/lease.hpp"

namespace leasehold {

/// What was answered to calls of one kind since the node started, each item of
/// a batch by itself. Belongs to the event loop.
struct outcome_counts {
  std::uint64_t granted = 0;
  /// Rehearsals, and requests for a period of zero.
  std::uint64_t rehearsed = 0;
  std::map<errc, std::uint64_t> refused;

  void add(const lease_outcome& x) {
    if (const auto* no = std::get_if<refusal>(&x))
      ++refused[no->code];
    else if (std::get<lease_grant>(x).lease.id.value() == 0)
      ++rehearsed;
    else
      ++granted;
  }
  void add(const std::vector<lease_outcome>& all) {
    for (auto& x : all)
      add(x);
  }
};

struct door_counts {
  outcome_counts requests;
  outcome_counts renewals;
  outcome_counts changes;
};

} // namespace leasehold
