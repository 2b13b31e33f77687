// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "actors/route/graph.hpp"
#include "actors/route/path_search.hpp"
#include "actors/route/room.hpp"
#include "actors/route/search.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"

namespace leasehold {

/// A path of the graph, whatever is free on it.
struct kept_path {
  link_path links;
  /// All that it passes, from the source's on.
  std::vector<graph_index> gateways;
};

/// The cheapest paths between two gateways, for demands of about one rate: all
/// of them, up to some cost. So what `find_routes` would find in a whole region
/// begins with what fits among these, in the same order, and the gateways on
/// them are the only ones that need to be asked what is free.
///
/// Only where more paths than may be kept have the least cost of all, some are
/// missing: then what fits among those that are kept is as cheap as any, but
/// another may have more room left.
class kept_paths {
public:
  /// Which rates share what is kept: those of equal magnitude, which is the
  /// number of bits that the rate takes. A path that has no capacity for the
  /// smallest of them fits none.
  static int magnitude_of(std::int64_t rate) noexcept;

  /// Finds at most `count_max` paths.
  /// @pre `count_max > 0`
  kept_paths(std::shared_ptr<const route_graph> graph, graph_index from,
             graph_index to, int magnitude, std::size_t count_max);

  const route_graph& graph() const noexcept {
    return *graph_;
  }

  /// Paths of equal cost, the cheapest first; in each by name, step by step.
  const std::vector<std::vector<kept_path>>& levels() const noexcept {
    return levels_;
  }

  /// What paths take of at a gateway, whichever paths these are: the NICs of
  /// their links and the buffers. Nothing where no path passes it.
  const std::vector<resource_name>& resources_at(graph_index gateway) const;

  /// Whether there may be more paths than are kept.
  bool more() const noexcept {
    return more_;
  }

private:
  void add(link_path links, graph_index from);
  void list_resources(const kept_path& path);

  std::shared_ptr<const route_graph> graph_;
  std::vector<std::vector<kept_path>> levels_;
  std::unordered_map<graph_index, std::vector<resource_name>> resources_;
  bool more_ = false;
};

/// Whether a path keeps to rules.
bool allowed(const kept_path& path, const path_rules& rules);

/// The routes along paths of equal cost that are free for what is asked, best
/// first: those that leave the larger share of the tightest resource, then by
/// name. Only paths for which `usable` is true are looked at.
std::vector<route>
routes_along(const route_graph& graph, const std::vector<kept_path>& paths,
             const route_demand& demand, const free_lookup& free,
             const std::function<bool(const kept_path&)>& usable);

} // namespace leasehold
