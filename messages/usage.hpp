// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "messages/traffic.hpp"

// What leases carried, and what lessees had.
namespace leasehold {

/// Whose packets leave through a NIC.
enum class traffic_kind : std::uint8_t {
  /// One lease's.
  lease = 1,
  /// All leases', also of those that are over.
  leased = 2,
  /// Nobody's: of no lease.
  rest = 3,
};

/// How often a NIC's counters are read, and how many readings are kept to be
/// drawn.
inline constexpr duration traffic_every = std::chrono::seconds{10};
inline constexpr std::size_t traffic_steps = 60;

/// What left through one NIC.
struct nic_traffic {
  resource_name nic;
  gateway_name gateway;
  traffic_kind of = traffic_kind::rest;
  /// Where it is one lease's.
  lease_id lease;
  /// Since it began.
  traffic total;
  /// In bit/s, over the last minute.
  std::uint64_t rate = 0;
  /// In bit/s, over each `traffic_every`, the newest last; at most
  /// `traffic_steps`.
  std::vector<std::uint64_t> steps;
};

/// Of one lease by each NIC, or of one NIC, or of all NICs that are metered.
struct traffic_query {
  std::optional<lease_id> lease;
  std::optional<resource_name> nic;
};

struct traffic_report {
  std::vector<nic_traffic> traffic;
  /// Nodes that could not be asked.
  std::vector<std::string> missing;
};

/// Amounts times time, in each dimension: bit/s x s, bytes x s, counts x s.
using used_amounts = std::array<std::uint64_t, unit_count>;

/// What a lessee used.
struct usage_sums {
  used_amounts held{};
  /// That arrived at the targets of its leases, or left for them: where the
  /// target's gateway meters that.
  std::uint64_t bytes = 0;
  std::uint64_t grants = 0;
  /// Requests that were refused.
  std::uint64_t denials = 0;

  usage_sums& operator+=(const usage_sums& x) noexcept {
    for (std::size_t i = 0; i < held.size(); ++i)
      held[i] += x.held[i];
    bytes += x.bytes;
    grants += x.grants;
    denials += x.denials;
    return *this;
  }
};

struct lessee_usage {
  lessee_name lessee;
  usage_sums sums;
};

struct usage_query {
  /// All that the caller may see, where there is none.
  std::optional<lessee_name> lessee;
  /// How far back; from the beginning of the hour in which that was.
  duration back{};
};

struct usage_report {
  /// By name.
  std::vector<lessee_usage> lessees;
  /// The beginning of the first hour that is counted.
  wall_time from;
  std::vector<std::string> missing;
};

/// Hours of civil time since 1970.
using usage_hour = std::int64_t;

/// For so long usage is kept, hour by hour.
inline constexpr std::int64_t usage_hours_kept = std::int64_t{35} * 24;

// -- as they are stored -------------------------------------------------------

/// What one counter of a NIC has counted. Key: the NIC, what of, the lease.
struct meter_record {
  resource_name nic;
  traffic_kind of = traffic_kind::rest;
  lease_id lease;
  traffic total;
  /// What the kernel's counter said when `total` was so much, and which one it
  /// was; nothing where there was none.
  struct reading {
    std::uint32_t counter = 0;
    traffic said;
  };
  std::optional<reading> last;
};

/// What a lessee used in one hour. Key: the hour, the lessee.
struct usage_record {
  lessee_name lessee;
  usage_hour hour = 0;
  usage_sums sums;
  /// Until when that is counted.
  instant until;
};

} // namespace leasehold
