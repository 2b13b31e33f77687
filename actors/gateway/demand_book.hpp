// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>

#include "messages/demand.hpp"

namespace leasehold {

/// What is asked, granted and refused of a gateway's resources, minute by
/// minute, and who is above its threshold. Pure: the time and what is taken are
/// handed in. In memory only: a restart begins an empty book.
///
/// Bounded: a resource has at most `minutes_kept` periods, and only such in
/// which something happened.
class demand_book {
public:
  static constexpr std::size_t minutes_kept = 60;
  /// How far ahead bookings count as demand.
  static constexpr duration ahead = std::chrono::hours{1};

  /// The thresholds from now on; resources that are not here have none.
  void watch(std::map<resource_name, demand_limit> limits);

  /// Those that have a threshold.
  const std::map<resource_name, demand_limit>& watched() const noexcept {
    return limits_;
  }

  void granted(const resource_name& resource, const amounts& amount,
               instant now);
  /// It could not be granted, for want of this resource.
  void refused(const resource_name& resource, const amounts& amount,
               instant now);

  /// Takes in what there is and what is taken; whether that turns the demand.
  std::optional<demand_state> look(const resource_name& resource,
                                   const amounts& capacity,
                                   const amounts& taken, instant now);

  void forget(const resource_name& resource);

  /// As it was at the last look.
  resource_demand tell(const resource_name& resource, instant now) const;

private:
  struct entry {
    std::deque<demand_period> periods;
    /// Whether there was a look at it.
    bool seen = false;
    amounts capacity;
    amounts taken;
    percent level = 0;
    demand_state state = demand_state::normal;
    std::optional<instant> refused_at;
  };

  demand_period& period(entry& x, instant now);

  std::map<resource_name, demand_limit> limits_;
  std::unordered_map<resource_name, entry> entries_;
};

} // namespace leasehold
