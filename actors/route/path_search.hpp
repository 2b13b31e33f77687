// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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

/// What all searches of one plan may spend together, so that no request keeps a
/// node busy. A step is a gateway reached.
struct plan_budget {
  /// About two seconds of work.
  std::uint64_t steps_left = 8'000'000;
  /// Asked every few thousand steps: whether the plan has had its time. Absent
  /// where steps alone count.
  std::function<bool()> overdue;
  bool spent = false;

  /// Takes one step off. False, from then on, where none is left.
  bool spend() {
    constexpr std::uint64_t steps_between_looks = 4096;
    if (spent || steps_left == 0)
      spent = true;
    else if (--steps_left % steps_between_looks == 0 && overdue)
      spent = overdue();
    return !spent;
  }
};

/// What one search may spend: its plan's budget, and where it has something to
/// include a share of its own, since then steps can grow without measure.
struct search_effort {
  explicit search_effort(plan_budget& plan) : plan(&plan) {}

  plan_budget* plan;
  std::uint64_t included_left = 400'000;
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
