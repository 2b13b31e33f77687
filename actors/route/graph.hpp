// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/topology.hpp"

// A topology made ready to be asked: who owns what, what can be leased, which
// gateways are neighbours. A graph never changes, so threads share one through
// `std::shared_ptr<const route_graph>`; a new topology is a new graph.
//
// Gateways and links are kept in the order of their names, so comparing
// indexes compares names.
namespace leasehold {

/// Something that a gateway's ledger leases out.
struct leasable {
  resource_name name;
  /// "nic" and "buffers" for what follows from the topology by itself.
  kind_name kind;
  /// Whose ledger decides.
  gateway_name gateway;
  /// The endpoint that offers it; empty where the gateway itself does.
  endpoint_name endpoint;
  std::vector<group_name> groups;
  /// Nothing while it is out of service.
  amounts capacity;
  /// The composite it is a part of.
  std::optional<resource_name> part_of;
  /// What it has while it serves.
  amounts nominal{};
};

/// A place in one of the graph's lists.
using graph_index = std::uint32_t;
inline constexpr graph_index no_index = ~graph_index{0};

struct graph_neighbour {
  graph_index gateway = no_index;
  graph_index link = no_index;
};

inline bool operator<(const graph_neighbour& x,
                      const graph_neighbour& y) noexcept {
  return std::tie(x.gateway, x.link) < std::tie(y.gateway, y.link);
}

struct graph_source {
  graph_index gateway = no_index;
  /// `no_index` where the source is a gateway.
  graph_index nic = no_index;
};

struct graph_gateway {
  gateway_spec spec;
  /// Of its buffers, or `no_index` where they are not accounted.
  graph_index buffers = no_index;
  /// Its resources are those from `first` up to, and without, `last`.
  graph_index first = 0;
  graph_index last = 0;
  /// Ordered by gateway, then link.
  std::vector<graph_neighbour> neighbours;
};

struct graph_link {
  link_spec spec;
  graph_index a = no_index;
  graph_index b = no_index;
  graph_index nic_a = no_index;
  graph_index nic_b = no_index;
};

/// The resources of one gateway, ordered by name; valid as long as the graph.
class leasable_range {
public:
  leasable_range() = default;
  leasable_range(const leasable* first, const leasable* last)
      : first_(first), last_(last) {}

  const leasable* begin() const noexcept {
    return first_;
  }
  const leasable* end() const noexcept {
    return last_;
  }
  std::size_t size() const noexcept {
    return static_cast<std::size_t>(last_ - first_);
  }

private:
  const leasable* first_ = nullptr;
  const leasable* last_ = nullptr;
};

class route_graph {
public:
  /// @pre `validate(valid)` succeeds; see topology_rules.hpp.
  explicit route_graph(const topology& valid);

  /// Takes a resource out of service: it has no capacity, and stays part of the
  /// region.
  void close(const resource_name& name);

  // -- by name ---------------------------------------------------------------

  bool has_gateway(const gateway_name& name) const {
    return find_gateway(name) != nullptr;
  }

  /// Each returns null where there is nothing of that name.
  const graph_gateway* find_gateway(const gateway_name& name) const;
  const graph_link* find_link(const link_name& name) const;
  const endpoint_spec* find_endpoint(const endpoint_name& name) const;
  const leasable* find_resource(const resource_name& name) const;

  /// Everything that the gateway's ledger leases out; nothing for a stranger.
  leasable_range resources_of(const gateway_name& gateway) const;

  /// What can stand in for each other, ordered by name.
  const std::vector<resource_name>& members_of(const group_name& group) const;

  /// What a person means by the target `text`: a resource, or the NIC of the
  /// endpoint of that name. Fails with `errc::unknown_target`.
  result<resource_name> resolve_target(const std::string& text) const;

  /// Where the traffic of a source begins: an endpoint, or the name of a
  /// gateway that asks for itself. `no_index` twice for a stranger.
  graph_source resolve_source(const endpoint_name& source) const;

  // -- by index --------------------------------------------------------------

  const std::vector<graph_gateway>& gateways() const noexcept {
    return gateways_;
  }
  const std::vector<graph_link>& links() const noexcept {
    return links_;
  }
  const std::vector<leasable>& resources() const noexcept {
    return resources_;
  }

  graph_index index_of(const gateway_name& name) const;
  graph_index index_of(const link_name& name) const;
  graph_index index_of(const resource_name& name) const;

private:
  void add_links(const topology& valid);
  void add_resources(const topology& valid);

  std::vector<graph_gateway> gateways_;
  std::vector<graph_link> links_;
  std::vector<endpoint_spec> endpoints_;
  std::vector<leasable> resources_;
  std::unordered_map<resource_name, graph_index> resource_index_;
  std::map<group_name, std::vector<resource_name>> groups_;
};

} // namespace leasehold
