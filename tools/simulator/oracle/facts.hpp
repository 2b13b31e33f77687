// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the ORACLE is told, and the words in which it answers. It sees what a
// god would see: true time, every disk, every message that reaches a lessee.
// It shares no code with the ledger, the chain or the calendar.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

/// Where something happened, and when: truly, and on that node's ledger.
struct node_moment {
  std::size_t node = 0;
  true_time now{};
  instant ledger;
};

/// What never changes in a run.
struct region_facts {
  /// Which node owns a gateway.
  std::map<gateway_name, std::size_t> owners;
  std::size_t nodes = 1;
  /// How far a node's clock may be off, in parts per million.
  std::int64_t rate_max = 1'000;
  /// How long a hold lives, and how long an infinite lease without a holder.
  duration hold = std::chrono::seconds{10};
  duration liveness = std::chrono::seconds{30};
};

/// The numbers of nodes in the ids of their leases: a node whose disk was put
/// back goes on under one that nobody has used (docs/operators.md). Which node
/// a number means follows from it.
constexpr std::uint32_t number_of(std::size_t node, std::size_t nodes,
                                  std::size_t restored) noexcept {
  return static_cast<std::uint32_t>(restored * nodes + node + 1);
}

/// The node of the root of a lease; see ADR 0015.
constexpr std::size_t root_of(lease_id lease, std::size_t nodes) noexcept {
  constexpr int below_number = 52;
  auto number = static_cast<std::size_t>(lease.value() >> below_number);
  return number == 0 ? 0 : (number - 1) % nodes;
}

/// A rule of docs/internals/simulator.md that did not hold.
struct violation {
  /// The id of the invariant.
  std::string rule;
  std::string what;
  true_time at{};
  lease_id lease;
};

} // namespace leasehold::sim
