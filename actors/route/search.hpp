// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/route/demand.hpp"
#include "actors/route/graph.hpp"
#include "actors/route/path_search.hpp"
#include "actors/route/room.hpp"
#include "messages/amount.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"

// Routes for a request: the best of those that fit into what is free, or what
// stands in the way. demand.hpp says what a route takes, path_search.hpp which
// routes are better. Only the ledgers decide; a route found here may be gone
// when it is held.
namespace leasehold {

struct route_query {
  /// An endpoint, or the name of a gateway that asks for itself.
  endpoint_name source;
  /// The bare name of an endpoint means its NIC.
  resource_name target;
  amounts amount;
  route_constraints constraints;
  /// Of these nothing is taken to be free: they refused a hold.
  std::vector<resource_name> excluded_resources;
  /// Not to be passed, like a gateway that can't be reached. Names that the
  /// region lacks are ignored.
  std::vector<gateway_name> excluded_gateways;
};

/// A query in terms of the graph: what a route takes, and which are allowed.
struct graph_query {
  route_demand demand;
  path_rules rules;
};

/// Best first, without loops, all different; never empty.
struct route_search {
  std::vector<route> routes;
};

struct route_failure {
  errc code = errc::none;
  /// Names the thing, the rule and the way out.
  std::string message;
  /// What binds, where capacity is what lacks: on the route that gives the
  /// largest amount, the first resource that can't give more.
  resource_name resource;
  gateway_name gateway;
  /// Of that resource: what is free, or its capacity for `above_capacity`.
  amounts free;
};

/// Fails as `find_routes` does with whatever has nothing to do with what is
/// free: `invalid_request`, `unknown_target`, `unknown_source`, `unknown_name`,
/// `above_capacity` for a target that has none at all, and `too_much` for too
/// many names to include.
std::variant<graph_query, route_failure>
resolve_query(const route_graph& graph, const route_query& query);

using route_outcome = std::variant<route_search, route_failure>;

/// The `k` best routes that fit. Fails, the first that applies, with
/// - `invalid_request`: nothing or less than nothing is asked for, or only what
///   the target is not measured in;
/// - `unknown_target`, `unknown_source`;
/// - `unknown_name`: a constraint names neither a gateway nor a link;
/// - `above_capacity`: no route that the constraints allow has the capacity,
///   not even while all of it serves;
/// - `insufficient_capacity`: some have it, but none has enough free;
/// - `no_route`: none, whatever the amount, or only such as pass more than
///   `bounds::route_hops` gateways;
/// - `too_much`: too many names to include, or the search took longer than its
///   budget allows.
/// @pre `k > 0`
route_outcome find_routes(const route_graph& graph, const route_query& query,
                          const free_lookup& free, std::size_t k,
                          plan_budget& budget);

/// The same with a budget of its own.
route_outcome find_routes(const route_graph& graph, const route_query& query,
                          const free_lookup& free, std::size_t k);

/// Whether `find_routes` would find one: without the work of explaining why
/// not. False also where the budget is spent.
bool has_route(const route_graph& graph, const route_query& query,
               const free_lookup& free, plan_budget& budget);

struct widest {
  route best;
  amounts amount;
};

/// The most of what is asked that some route could give now, and the best
/// route for it: every dimension that is asked for, each as large as fits,
/// none larger than asked. Nothing where a dimension would come to zero, and
/// where the query fails whatever the amount.
std::optional<widest> widest_route(const route_graph& graph,
                                   const route_query& query,
                                   const free_lookup& free,
                                   plan_budget& budget);

} // namespace leasehold
