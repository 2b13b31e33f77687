// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "actors/lease/chain_machine.hpp"
#include "actors/lease/chain_orders.hpp"
#include "actors/route/route_values.hpp"
#include "actors/route/wish.hpp"
#include "messages/amount.hpp"
#include "messages/decision.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/peer.hpp"

// What the lease machine decides, for the LEASE MANAGER to carry out, in
// order. Answers to callers are not among them: they leave by the slots that
// came with each call.
namespace leasehold {

/// Gives a lease a root, in a CHAIN.
struct spawn_root {
  std::unique_ptr<chain_machine> machine;
};

/// Tells the root of a lease.
struct order_root {
  lease_id lease;
  root_order order;
};

/// Asks the EVENT LOG to say when all that a dead CHAIN had asked to record is
/// durable.
struct settle_root {
  lease_id lease;
};

/// Asks for routes; the answer names the token.
struct search_routes {
  /// The lease or set-up.
  lease_id token;
  route_wish wish;
  /// What would be free besides, if others gave it up.
  std::map<resource_name, amounts> relief;
  enum class failing : std::uint8_t { explained, silent };
  failing on_failure = failing::explained;
  search_scope scope = search_scope::kept_paths;
};

/// Asks what would fit instead of what a hop refused.
struct search_offer {
  lease_id token;
  route_wish wish;
  hop_answer why;
};

/// Keeps why a request was refused.
struct keep_refusal {
  /// Of the set-up, where it came as far.
  lease_id setup;
  decision why;
};

/// Keeps why a lease was granted as it was, or changed.
struct keep_decision {
  decision why;
};

/// Tells the owner of what was short that somebody wanted it.
struct report_demand {
  gateway_name gateway;
  resource_name resource;
  amounts amount;
};

/// Tells another node what is left for its leases.
struct ration_node {
  node_name node;
  curtail_leases quota;
};

using lease_effect = std::variant<spawn_root, order_root, settle_root,
                                  search_routes, search_offer, keep_refusal,
                                  keep_decision, report_demand, ration_node>;
using lease_effects = std::vector<lease_effect>;

} // namespace leasehold
