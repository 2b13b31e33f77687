// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/endpoint_address.hpp"
#include "messages/ids.hpp"
#include "messages/ip_address.hpp"
#include "messages/mac_address.hpp"
#include "messages/time.hpp"

// A region as its operator writes it down. What can be leased follows from it:
// a NIC at each end of a link, the buffers of a gateway, the NIC of an
// endpoint, and what is declared as a resource.
namespace leasehold {

struct gateway_spec {
  gateway_name name;
  /// Memory for packets in transit; none where buffers are not accounted. An
  /// operator may leave none of what is accounted: that is zero.
  std::optional<std::int64_t> buffer_bytes;
  /// How long a packet may stay: a lease of rate R takes R x this of buffers.
  duration buffer_time{50};
  /// The node that runs it. Either all gateways of a region name one or none
  /// does: then whichever node has the region runs all of them.
  node_name node;
};

/// A node of a region that is spread over several.
struct node_spec {
  node_name name;
  /// Where other nodes reach it, HOST:PORT; empty for one that is behind a
  /// firewall and only dials out.
  std::string address;
};

/// The network interface of a gateway through which the traffic of a NIC
/// leaves, and how it is divided: leases are enforced there.
struct interface_spec {
  /// Its name on the machine of the gateway: 1 to 15 of A-Z a-z 0-9 . _ -
  std::string device;
  /// What it carries in all, in bit/s.
  std::int64_t line_rate = 0;
  /// What of that is kept for traffic without a lease, in bit/s; above 0.
  std::int64_t unleased = 0;
  /// The far side of the link, at most one of each family. Leased traffic
  /// leaves this way wherever the routing table would send it.
  std::vector<ip_address> next_hops;

  friend bool operator==(const interface_spec& x, const interface_spec& y) {
    return x.device == y.device && x.line_rate == y.line_rate
        && x.unleased == y.unleased && x.next_hops == y.next_hops;
  }
  friend bool operator!=(const interface_spec& x, const interface_spec& y) {
    return !(x == y);
  }
};

/// A link joins two gateways with a NIC at each end. Traffic flows both ways
/// during a lease, so a lease takes its rate at both NICs.
struct link_spec {
  link_name name;
  gateway_name a;
  gateway_name b;
  /// The bandwidth of the NIC at `a` and of the one at `b`, in bit/s.
  std::int64_t bandwidth_a = 0;
  std::int64_t bandwidth_b = 0;
  /// What a route pays for using the link; at least 1.
  std::uint32_t cost = 1;
  /// Of the gateways at both ends, where leases are enforced.
  std::optional<interface_spec> interface_a{};
  std::optional<interface_spec> interface_b{};
};

struct endpoint_spec {
  endpoint_name name;
  gateway_name gateway;
  /// The bandwidth of its NIC in bit/s.
  std::int64_t bandwidth = 0;
  std::string location;
  std::string machine_type;
  /// By which its packets are known.
  std::vector<endpoint_address> addresses{};
  /// Of its gateway, towards it, where leases are enforced.
  std::optional<interface_spec> interface {};
  /// Gateways that reach it while its own does not, the first first.
  std::vector<gateway_name> alternates{};
  /// Of its NIC: by which it is woken.
  std::optional<mac_address> mac{};
};

struct resource_spec {
  resource_name name;
  /// What it is: "printer", "snmp", an application's own word.
  kind_name kind;
  /// The endpoint that offers it, or the gateway where that is empty.
  endpoint_name endpoint;
  gateway_name gateway;
  amounts capacity;
  /// Sets of resources that can stand in for each other.
  std::vector<group_name> groups;
  /// The composite it is a part of, if any. Containment has no cycles.
  std::optional<resource_name> part_of;
};

struct topology {
  region_name region;
  /// Those whose addresses are known: all of them or none.
  std::vector<node_spec> nodes;
  std::vector<gateway_spec> gateways;
  std::vector<link_spec> links;
  std::vector<endpoint_spec> endpoints;
  std::vector<resource_spec> resources;
};

/// Names of what follows from a topology; see `resource_name`.
resource_name nic_of(const gateway_name& gateway, const link_name& link);
resource_name buffers_of(const gateway_name& gateway);
resource_name nic_of(const endpoint_name& endpoint);

} // namespace leasehold
