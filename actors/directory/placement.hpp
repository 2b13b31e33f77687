// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "actors/gateway/gateway_messages.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/topology.hpp"

// Which node runs which gateway, as the topology says. Pure.
namespace leasehold {

/// Whether that node runs the gateway: one that names no node is everybody's.
bool runs(const node_name& node, const gateway_spec& gateway);

/// Fails with `errc::conflict` for a region that is spread over other nodes
/// alone: whoever has it by mistake would run none of it.
status check_named(const topology& region, const node_name& node);

/// Fails with `errc::conflict` where a gateway has hops on this node and the
/// new topology gives it to another, which would know nothing of them.
status check_moves(const topology& next, const node_name& node,
                   const std::vector<gateway_report>& reports);

/// Fails with `errc::wrong_node` where another node runs the gateway that owns
/// the resource.
status check_owner(const topology& region, const node_name& node,
                   const gateway_name& owner, const std::string& what);

/// Fails with `errc::conflict` for the topology of another region: in this
/// one's place it is a slip.
status check_region(const topology& known, const topology& next);

} // namespace leasehold
