// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "actors/route/demand.hpp"
#include "actors/route/graph.hpp"
#include "messages/amount.hpp"

// What a demand would leave of the parts of a graph. Each resource is looked
// up once, and only when a search comes near it.
namespace leasehold {

/// The least that is free of a resource over the asked window.
using free_lookup = std::function<amounts(const resource_name&)>;

/// `left` of a capacity of `of`, compared exactly as a fraction. The default
/// is more than any other: nothing was taken.
struct share {
  std::int64_t left = 1;
  std::int64_t of = 0;
};

inline bool operator<(const share& x, const share& y) noexcept {
  return static_cast<__int128>(x.left) * y.of
      < static_cast<__int128>(y.left) * x.of;
}

/// What remains of `free` once `use` is taken: the smallest share of any
/// dimension that is taken of, or nothing where `use` does not fit.
std::optional<share> share_after(const amounts& free, const amounts& capacity,
                                 const amounts& use);

/// Answers for one query. Resources may be declared shut: of these nothing is
/// free, whatever the lookup says.
class free_room {
public:
  /// Both must outlive the room.
  free_room(const route_graph& graph, const free_lookup& lookup);

  void shut(graph_index resource);

  const amounts& free_of(graph_index resource);

  /// What remains once `use` is taken, where that fits.
  std::optional<share> after(graph_index resource, const amounts& use);

  /// Of everything that every route of the demand takes.
  std::optional<share> after_fixed(const route_demand& demand);

  /// Of the NICs at both ends of a link.
  std::optional<share> after_link(const route_demand& demand, graph_index link);

  /// Of the buffers of a gateway that a route passes.
  std::optional<share> after_gateway(const route_demand& demand,
                                     graph_index gateway);

private:
  const route_graph& graph_;
  const free_lookup& lookup_;
  std::vector<std::optional<amounts>> known_;
};

} // namespace leasehold
