// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/wiring.hpp"

namespace leasehold {

wiring wiring_of(const topology& x) {
  wiring y;
  auto add = [&y](const gateway_name& gateway, const resource_name& nic,
                  const std::optional<interface_spec>& interface) {
    if (interface)
      y.interfaces[gateway].emplace(nic, *interface);
  };
  for (auto& link : x.links) {
    add(link.a, nic_of(link.a, link.name), link.interface_a);
    add(link.b, nic_of(link.b, link.name), link.interface_b);
  }
  for (auto& endpoint : x.endpoints)
    add(endpoint.gateway, nic_of(endpoint.name), endpoint.interface);
  if (y.interfaces.empty())
    return y;
  address_map addresses;
  for (auto& endpoint : x.endpoints)
    addresses.emplace(endpoint.name, endpoint.addresses);
  y.addresses = std::make_shared<const address_map>(std::move(addresses));
  return y;
}

} // namespace leasehold
