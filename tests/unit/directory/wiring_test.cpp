// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/wiring.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

interface_spec interface(const char* device) {
  return {device, 20, 1, {}};
}

topology two_gateways() {
  topology x;
  x.gateways = {{gateway_name{"A"}}, {gateway_name{"B"}}};
  link_spec link{link_name{"L"}, gateway_name{"A"}, gateway_name{"B"}, 9, 9};
  link.interface_b = interface("to-A");
  x.links = {link};
  endpoint_spec endpoint{endpoint_name{"E"}, gateway_name{"B"}, 9};
  endpoint.addresses = {*parse_endpoint_address("10.0.1.1")};
  endpoint.interface = interface("to-E");
  x.endpoints = {endpoint};
  return x;
}

TEST(Wiring, HasTheInterfacesOfEachGateway) {
  auto x = wiring_of(two_gateways());
  ASSERT_EQ(x.interfaces.size(), 1u);
  auto& of_b = x.interfaces.at(gateway_name{"B"});
  ASSERT_EQ(of_b.size(), 2u);
  EXPECT_EQ(of_b.at(resource_name{"B/L"}).device, "to-A");
  EXPECT_EQ(of_b.at(resource_name{"E/nic"}).device, "to-E");
}

TEST(Wiring, DividesAnInterfaceAsTheRegionSays) {
  auto region = two_gateways();
  region.links[0].interface_b->next_hops = {*parse_ip_address("10.0.2.1")};
  auto x = wiring_of(region)
               .interfaces.at(gateway_name{"B"})
               .at(resource_name{"B/L"});
  EXPECT_EQ(x.rate, 20);
  EXPECT_EQ(x.rest, 1);
  EXPECT_EQ(x.next_hops, region.links[0].interface_b->next_hops);
}

TEST(Wiring, KeepsRoomForAllPortsOfNodes) {
  auto region = two_gateways();
  region.nodes = {{node_name{"n"}, "10.0.0.1:7500"},
                  {node_name{"m"}, "[fd00::1]:7450"},
                  {node_name{"o"}, "o.example"},
                  {node_name{"p"}, ""},
                  {node_name{"q"}, "10.0.0.2:7500"}};
  auto ports = [](const topology& x) {
    return wiring_of(x)
        .interfaces.at(gateway_name{"B"})
        .at(resource_name{"E/nic"})
        .control_ports;
  };
  EXPECT_EQ(ports(region), (std::vector<std::uint16_t>{7420, 7450, 7500}));
  region.nodes.clear();
  EXPECT_EQ(ports(region), std::vector<std::uint16_t>{7420});
}

TEST(Wiring, KnowsMachinesByTheirAddresses) {
  auto x = wiring_of(two_gateways());
  ASSERT_TRUE(x.addresses);
  EXPECT_EQ(to_string(x.addresses->at(endpoint_name{"E"}).front()), "10.0.1.1");
}

TEST(Wiring, IsNothingWhereNothingIsEnforced) {
  auto region = two_gateways();
  region.links[0].interface_b.reset();
  region.endpoints[0].interface.reset();
  auto x = wiring_of(region);
  EXPECT_TRUE(x.interfaces.empty());
  EXPECT_FALSE(x.addresses);
}

} // namespace
} // namespace leasehold
