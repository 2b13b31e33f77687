// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "actors/directory/outages.hpp"
#include "actors/route/graph.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

// By whose order there is less of a resource, in words, for whoever asks why a
// lease lost something. Pure.
namespace leasehold {

/// Who ordered what, since the node began: the journal keeps what was ordered,
/// and the decisions that follow from it, each with its author.
struct order_authors {
  std::map<std::string, lessee_name> outages;
  std::map<resource_name, lessee_name> capacities;
  lessee_name topology;
};

std::map<resource_name, std::string>
orders_of(const route_graph& graph,
          const std::map<resource_name, amounts>& capacities,
          const outage_map& outages, const order_authors& authors, instant now);

/// Empty where none was loaded since the node began.
std::string topology_order(const order_authors& authors);

} // namespace leasehold
