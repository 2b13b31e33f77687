// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/wiring.hpp"

#include <set>

#include "runtime/rpc/address.hpp"

namespace leasehold {

namespace {

/// Where nodes listen, and where one listens that is told nothing.
std::vector<std::uint16_t> ports_of(const topology& x) {
  std::set<std::uint16_t> ports{default_port};
  for (auto& node : x.nodes)
    if (auto address = parse_socket_address(node.address, default_port))
      ports.insert(address->port);
  return {ports.begin(), ports.end()};
}

} // namespace

wiring wiring_of(const topology& x) {
  wiring y;
  const auto ports = ports_of(x);
  auto add = [&](const gateway_name& gateway, const resource_name& nic,
                 const std::optional<interface_spec>& interface) {
    if (!interface)
      return;
    interface_config config;
    config.device = interface->device;
    config.rate = interface->line_rate;
    config.rest = interface->unleased;
    config.next_hops = interface->next_hops;
    config.control_ports = ports;
    y.interfaces[gateway].emplace(nic, std::move(config));
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
