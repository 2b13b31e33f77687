// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/circuits.hpp"

#include "messages/topology.hpp"

namespace leasehold {

namespace {

/// Resources are named after their owners.
endpoint_name owner_of(const resource_name& target) {
  return endpoint_name{target.str().substr(0, target.str().find('/'))};
}

} // namespace

circuit circuit_at(const lease_info& lease, const route& path,
                   const route_hop& hop) {
  circuit x;
  x.source = lease.source;
  x.target = owner_of(lease.target);
  x.flow = lease.flow;
  x.lessee = lease.lessee;
  const auto at = static_cast<std::size_t>(&hop - path.hops.data());
  x.to_source =
      at == 0 ? nic_of(x.source) : nic_of(hop.gateway, path.links[at - 1]);
  x.to_target = at == path.links.size() ? nic_of(x.target)
                                        : nic_of(hop.gateway, path.links[at]);
  return x;
}

} // namespace leasehold
