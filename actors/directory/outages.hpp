// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "actors/route/graph.hpp"
#include "messages/ids.hpp"
#include "messages/outage.hpp"
#include "messages/result.hpp"
#include "messages/topology.hpp"

// What of a region does not serve. An outage changes no capacity: what there is
// follows from capacities and outages together, so one that ends leaves no
// trace. Pure.
namespace leasehold {

/// By subject.
using outage_map = std::map<std::string, outage>;

/// Fails with `errc::unknown_name` where the region has no such gateway or
/// link, and with `errc::wrong_node` where other nodes alone run it.
status check_outage(const topology& region, const node_name& node,
                    const std::string& subject);

/// What holds where `wanted` is said of a subject of which `known` was said:
/// the stricter of a drain and an error in each respect. A drain that is in
/// effect is not lifted by an error, nor is one that is to come. Of two of a
/// kind the later holds, so a drain can be put off.
outage stricter(const outage& known, const outage& wanted, instant now);

/// As what is wanted is kept beside the outages that there are: what was to
/// begin before now has begun, and nothing that is stricter is lifted.
outage kept_as(const outage_map& known, outage wanted, instant now);

/// The resources of a gateway, or those at both ends of a link.
std::vector<resource_name> parts_of(const route_graph& graph,
                                    const std::string& subject);

/// Until when resources may be promised: the tightest of what was said. Others
/// have no limit.
std::map<resource_name, term_limit> limits_of(const route_graph& graph,
                                              const outage_map& outages);

/// What there is `now`: nothing of what is drained.
route_graph graph_of(const topology& specs, const outage_map& outages,
                     instant now);

/// When the next of them is drained; `forever` where none is to come.
instant next_drain(const outage_map& outages, instant now);

} // namespace leasehold
