// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "actors/route/demand.hpp"
#include "actors/route/graph.hpp"
#include "actors/route/room.hpp"

// The k best paths for a demand, exactly. One path is better than another when
// it costs less; then when the tightest resource it takes of keeps the larger
// share of its capacity; then when it comes first by name, compared step by
// step: next gateway, then link. No two paths are equal in this order.
//
// The search divides the set of all paths into branches that share a
// beginning, always opening the one with the best bound (Yen's algorithm in
// Lawler's form). The bound is the best walk, which may pass a gateway twice.
// Without gateways or links to include the best walk is a path, and k paths
// take polynomial time; with some, finding one path is a hard problem (it
// contains that of disjoint paths), and effort is limited.
namespace leasehold {

/// Which paths are allowed. Each index at most once in each list.
struct path_rules {
  std::vector<graph_index> include_gateways;
  std::vector<graph_index> include_links;
  std::vector<graph_index> closed_gateways;
  std::vector<graph_index> closed_links;
};

/// Together in one query; the number of orders to visit them in grows fast.
inline constexpr std::size_t include_max = 8;

/// What a search may still spend when it has something to include.
struct search_effort {
  std::uint64_t steps_left = 400'000;
  bool exhausted = false;
};

/// The links of a path, from the source on.
using link_path = std::vector<graph_index>;

/// At most `k` paths that fit, best first. Where effort runs out, those found
/// so far: they are the best all the same.
/// @pre at most `include_max` to include
std::vector<link_path> best_paths(const route_graph& graph,
                                  const path_rules& rules,
                                  const route_demand& demand, free_room& room,
                                  std::size_t k, search_effort& effort);

} // namespace leasehold
