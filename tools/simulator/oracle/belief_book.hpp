// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// C2 on the true timeline: what lessees believe to have, and when they cease
// to. A lessee counts from when it sent its request, on its own clock; only
// here is it known when that truly is.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

struct belief {
  lease_id lease;
  std::uint64_t epoch = 0;
  /// What it believes to have at each gateway, [from, until).
  std::vector<route_hop> hops;
  true_time from{};
  true_time until{};
};

/// Who believes to have how much of one resource.
using shares_believed = std::map<lease_id, amounts>;

class belief_book {
public:
  /// Takes the place of what was believed of this lease, unless that is of a
  /// later epoch.
  void believe(belief x);

  /// It was told of its end, or gave it back.
  void end(lease_id lease, true_time now);

  /// It asked, under that number, for an end that may be earlier: until it
  /// hears, it believes nothing.
  void unsettle(lease_id lease, std::uint64_t number, true_time now);

  /// It was answered, or will never be.
  void settle(lease_id lease, std::uint64_t number);

  /// It was told of an earlier end, as of an epoch: what it was answered of
  /// older ones, and may hear later, it does not believe any longer than that.
  void shorten(lease_id lease, std::uint64_t epoch, true_time until);

  /// It was told of other amounts or of another route.
  void change(lease_id lease, std::uint64_t epoch, std::vector<route_hop> hops);

  /// What is believed of a lease now, or will be when it begins; null where
  /// nothing is.
  const belief* find(lease_id lease, true_time now) const;

  /// @param begun Whether a gateway would let its lessee act.
  shares_believed believed(
      const resource_name& resource, true_time now,
      const std::function<bool(lease_id, const gateway_name&)>& begun) const;

private:
  struct limit {
    std::uint64_t epoch = 0;
    true_time until{};
  };

  std::map<lease_id, belief> beliefs_;
  std::map<lease_id, limit> limits_;
  std::map<lease_id, std::set<std::uint64_t>> unsettled_;
};

} // namespace leasehold::sim
