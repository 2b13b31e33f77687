// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "actors/gateway/gateway_messages.hpp"
#include "actors/route/graph.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/topology.hpp"

// Capacities that an operator set over those of the topology. Pure.
namespace leasehold {

/// Writes the capacity into what it belongs to. Fails with
/// `errc::unknown_name` where the region has no such resource, and with
/// `errc::invalid_request` where it can't have such a capacity.
status set_capacity_in(topology& region, const resource_name& resource,
                       const amounts& capacity);

/// What the gateway's ledger is to hold.
place_resources resources_for(const route_graph& graph,
                              const gateway_name& gateway);

/// Fails with `errc::conflict` where a resource that is booked at a gateway
/// would not be there any more.
status check_bookings(const route_graph& next,
                      const std::vector<gateway_report>& reports);

} // namespace leasehold
