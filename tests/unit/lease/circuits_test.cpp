// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/circuits.hpp"

#include <gtest/gtest.h>

#include "tests/support/chain_fixture.hpp"

namespace leasehold {
namespace {

lease_info printing() {
  lease_info x;
  x.source = endpoint_name{"EP11"};
  x.target = resource_name{"EP51/printer"};
  x.flow = {flow_selector::protocol::tcp, 515};
  return x;
}

TEST(Circuits, LeaveByTheNicsOfTheRoute) {
  const auto path = test::two_routes().front();
  const auto at = [&](std::size_t i) {
    return circuit_at(printing(), path, path.hops[i]);
  };
  EXPECT_EQ(at(0).to_source.str(), "EP11/nic");
  EXPECT_EQ(at(0).to_target.str(), "GW1/14");
  EXPECT_EQ(at(1).to_source.str(), "GW4/14");
  EXPECT_EQ(at(1).to_target.str(), "GW4/45");
  EXPECT_EQ(at(2).to_source.str(), "GW5/45");
  EXPECT_EQ(at(2).to_target.str(), "EP51/nic");
}

TEST(Circuits, SayWhoseTheyAre) {
  const auto path = test::two_routes().front();
  auto lease = printing();
  lease.lessee = lessee_name{"ann"};
  for (auto& hop : path.hops)
    EXPECT_EQ(circuit_at(lease, path, hop).lessee, lease.lessee);
}

TEST(Circuits, CarryThePacketsOfTheLease) {
  const auto path = test::two_routes().back();
  for (auto& hop : path.hops) {
    auto x = circuit_at(printing(), path, hop);
    EXPECT_EQ(x.source.str(), "EP11");
    EXPECT_EQ(x.target.str(), "EP51");
    EXPECT_EQ(x.flow, printing().flow);
  }
}

TEST(Circuits, OfOneGatewayJoinTwoMachines) {
  route path;
  path.hops = {test::hop("GW1", {"EP11/nic", "EP12/nic"})};
  auto x = circuit_at(printing(), path, path.hops.front());
  EXPECT_EQ(x.to_source.str(), "EP11/nic");
  EXPECT_EQ(x.to_target.str(), "EP51/nic");
}

// What every hop is told when a lease is set up.
TEST(Circuits, AreInTheHoldsOfALease) {
  auto record = lease_record{};
  record.info = printing();
  record.info.term = {test::t0, test::t0 + std::chrono::seconds{60}};
  chain_machine lease{record, {test::two_routes().front()}, chain_timing{}};
  auto effects = lease.start(test::t0);
  auto holds = 0;
  for (auto& effect : effects)
    if (auto order = std::get_if<hop_order>(&effect))
      if (auto hold = std::get_if<hold_hop>(order)) {
        ASSERT_TRUE(hold->carries);
        EXPECT_EQ(hold->carries->flow, printing().flow);
        ++holds;
      }
  EXPECT_EQ(holds, 3);
}

} // namespace
} // namespace leasehold
