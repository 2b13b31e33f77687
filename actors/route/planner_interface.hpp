// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <variant>
#include <vector>

#include <caf/typed_actor.hpp>

#include "actors/gateway/gateway_messages.hpp"
#include "actors/route/route_type_ids.hpp"
#include "actors/route/route_values.hpp"
#include "actors/route/wish.hpp"
#include "actors/type_ids.hpp"
#include "messages/amount.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"

namespace leasehold {

struct region;

/// Routes for a wish, or the refusal that says what stands in the way and what
/// would fit. The token comes back.
struct route_plan {
  std::uint64_t token = 0;
  std::variant<std::vector<route>, refusal> plan;
  /// Which gateways were asked. Where holds are refused on routes from kept
  /// paths, others may have room still: ask again, for the whole region.
  search_scope scope = search_scope::whole_region;
};

using route_client_actor = caf::typed_actor<
    // What was found.
    caf::reacts_to<route_plan>>;

struct plan_route {
  enum class failing : std::uint8_t {
    /// Says what would fit instead.
    explained,
    /// Says so.
    silent,
  };

  std::uint64_t token = 0;
  route_wish wish;
  route_client_actor client;
  /// What would be free besides, if others gave it up.
  std::map<resource_name, amounts> relief;
  failing on_failure = failing::explained;
  search_scope scope = search_scope::kept_paths;
};

/// A gateway refused what was planned: says what would fit now.
struct explain_refusal {
  std::uint64_t token = 0;
  route_wish wish;
  hop_answer why;
  route_client_actor client;
};

/// The region is another from now on.
struct region_changed {
  std::shared_ptr<const leasehold::region> region;
};

/// The ROUTE PLANNER as others know it: asks gateways what is free, and finds
/// routes.
using route_planner_actor = caf::typed_actor<
    // Finds routes.
    caf::reacts_to<plan_route>,
    // Finds what would fit instead.
    caf::reacts_to<explain_refusal>,
    // What is free at a gateway of another node.
    caf::reacts_to<probe_answer>,
    // The region is another.
    caf::reacts_to<region_changed>>;

} // namespace leasehold
