// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/door/door_counts.hpp"
#include "actors/event/event_counts.hpp"
#include "actors/health/process_figures.hpp"
#include "messages/actor.hpp"
#include "messages/node_info.hpp"
#include "messages/resource.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "messages/usage.hpp"
#include "runtime/time/histogram.hpp"

namespace leasehold {

/// All that monitoring wants to know of a node, at about one moment. What did
/// not answer in time is absent, and named.
struct node_figures {
  std::optional<node_status> node;
  std::vector<resource_info> resources;
  std::vector<gateway_info> gateways;
  /// Of all leases together, and of what belongs to none, by NIC.
  std::vector<nic_traffic> traffic;
  std::vector<node_info> links;
  /// Those that the node itself watches.
  std::vector<actor_info> actors;

  // -- since the start --------------------------------------------------------
  door_counts answered;
  std::shared_ptr<const event_counts> events;
  histogram::reading commits;
  std::uint64_t records = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;
  /// By why.
  std::map<std::string, std::uint64_t> connections_closed;

  std::uint32_t connections = 0;
  std::uint32_t strangers = 0;
  process_figures process;
  std::optional<wall_time> certificate_ends;
  /// "resources"
  std::vector<std::string> missing;
};

} // namespace leasehold
