// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/event.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/outage.hpp"

// What a session may ask of a node beyond requesting, renewing and releasing.
namespace leasehold {

/// Who asks. An operator may see and end everybody's leases and change rules,
/// topology and capacities; a lessee only its own leases.
enum class role : std::uint8_t { lessee, operator_ };

struct principal {
  lessee_name name;
  leasehold::role role = role::lessee;
};

/// All conditions hold at once; an absent one holds for every lease.
struct lease_filter {
  std::optional<lease_id> lease;
  std::optional<lessee_name> lessee;
  std::optional<resource_name> resource;
  std::optional<gateway_name> gateway;
};

struct event_query {
  /// The first number wanted; 0 for the oldest kept.
  std::uint64_t from = 0;
  std::optional<lease_id> lease;
  /// At most this many are answered, and at most 1,000.
  std::uint32_t count_max = 1000;
};

struct event_page {
  std::vector<lease_event> events;
  /// The oldest number still kept: a `from` below it has missed some.
  std::uint64_t oldest = 0;
  /// Where to read on.
  std::uint64_t next = 0;
};

enum class watching : std::uint8_t { go_on, stop };

struct gateway_info {
  gateway_name name;
  /// The node that runs it.
  std::string node;
  std::uint64_t hops_held = 0;
  std::uint64_t hops_active = 0;
  /// Nothing where it serves.
  std::optional<outage> out;
};

/// One thing that does not add up.
struct audit_finding {
  std::string rule;
  std::string subject;
  std::string message;
};

struct audit_report {
  std::uint64_t leases = 0;
  std::uint64_t hops = 0;
  std::uint64_t resources = 0;
  std::vector<audit_finding> findings;
};

struct node_status {
  std::string name;
  std::string version;
  region_name region;
  std::uint64_t leases = 0;
  std::uint64_t sessions = 0;
  duration uptime{};
  std::uint64_t journal_records = 0;
  std::uint64_t disk_free_bytes = 0;
  /// Gateways and links that operators took out of service, or will have.
  std::vector<std::string> out_of_service;
};

} // namespace leasehold
