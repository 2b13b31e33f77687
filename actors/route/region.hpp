// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "actors/gateway/gateway_interface.hpp"
#include "actors/route/graph.hpp"
#include "messages/ids.hpp"
#include "messages/topology.hpp"

namespace leasehold {

/// The region as it is now: what it holds, and who answers for it. Never
/// changes; a change is a new one.
struct region {
  topology specs;
  std::shared_ptr<const route_graph> graph;
  std::map<gateway_name, gateway_actor> gateways;
};

} // namespace leasehold
