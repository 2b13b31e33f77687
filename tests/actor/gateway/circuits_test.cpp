// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/actor/gateway/gateway_fixture.hpp"
#include "tests/support/fake_wire.hpp"

// What a GATEWAY's leases are on the wire.
namespace leasehold {
namespace {

using std::chrono::seconds;
using test::buffers;
using test::nic;
using test::rate;

ip_address address(std::uint8_t last) {
  ip_address x;
  x.bytes = {10, 0, 0, last};
  return x;
}

class Circuits : public test::gateway_fixture {
protected:
  Circuits() {
    resources.interfaces = {{nic, {"to-A", 200, 10, {}}}};
    resources.addresses = std::make_shared<const address_map>(address_map{
        {endpoint_name{"EP1"}, {{address(1), {}}}},
        {endpoint_name{"EP2"}, {{address(2), {}}}},
        {endpoint_name{"EP3"}, {{address(3), {}}}},
    });
    drivers = test::fake_drivers(wires, [this] { return clock->now(); });
  }

  /// Of two leases each has packets of its own.
  hold_hop hold_one(std::uint64_t lease, std::int64_t bits,
                    std::uint64_t at = 1) const {
    auto x = hold(lease, bits, at);
    x.carries = circuit{endpoint_name{"EP1"},
                        endpoint_name{lease == 1 ? "EP2" : "EP3"},
                        {},
                        resource_name{"B/B-C"},
                        nic,
                        lessee_name{"ann"}};
    return x;
  }

  void grant(std::uint64_t lease, std::int64_t bits) {
    ASSERT_EQ(order(hold_one(lease, bits)).code, errc::none);
    ASSERT_EQ(order(commit_hop{key(lease), term().end}).code, errc::none);
    pose(confirm_hop{key(lease), term().end});
    drain();
  }

  /// Lets time pass second by second.
  void live(seconds time) {
    for (auto left = time; left > seconds{0}; left -= seconds{1})
      pass(seconds{1});
  }

  test::fake_wire& wire() {
    return *wires->at("to-A");
  }
  std::int64_t rate_of(std::uint64_t lease) {
    return wire().rate(lease, clock->now());
  }

  const resource_actor& resource_of(const resource_name& name) const {
    return state().resources.at(name);
  }

  std::shared_ptr<test::fake_wires> wires =
      std::make_shared<test::fake_wires>();
};

TEST_F(Circuits, AreInForceWhenACommitIsAnswered) {
  start();
  order(hold_one(1, 60));
  EXPECT_EQ(rate_of(1), 0) << "it is held only";
  pose(commit_hop{key(1), term().end});
  auto before = answers->size();
  while (answers->size() == before)
    ASSERT_TRUE(step());
  EXPECT_EQ(rate_of(1), 60);
  auto& channel = wire().channels.at(1);
  EXPECT_EQ(channel.until, term().end);
  ASSERT_EQ(channel.as.packets.size(), 1u);
  EXPECT_EQ(channel.as.packets[0].from, address(1));
  EXPECT_EQ(channel.as.packets[0].to, address(2));
  strings findings;
  EXPECT_EQ(replay(findings).hops().size(), 1u) << "and durable";
}

TEST_F(Circuits, AreRefusedWhereTheyCantBeInForce) {
  start();
  order(hold_one(1, 60));
  wire().broken = failure{errc::unavailable, "no"};
  auto no = order(commit_hop{key(1), term().end});
  EXPECT_EQ(no.code, errc::driver_failed);
  EXPECT_EQ(no.resource, nic);
  EXPECT_EQ(order(release_hop{key(1)}).code, errc::none);
  EXPECT_EQ(free_now(), 0) << "its NIC is in error";
  wire().broken.reset();
  live(seconds{60});
  EXPECT_EQ(free_now(), 100);
  EXPECT_EQ(rate_of(1), 0);
}

/// With another interface, on which nothing was asked yet.
class MovedCircuits : public Circuits {
protected:
  MovedCircuits() {
    resources.capacities.emplace_back(other, rate(100));
    resources.interfaces.emplace(other, interface_config{"to-D", 200, 10, {}});
    wires->emplace("to-D", std::make_shared<test::fake_wire>());
  }

  /// Lease 1 is to go by the other one.
  hop_answer move() {
    auto moved = hold_one(1, 60, 2);
    moved.uses = {{other, rate(60)}};
    moved.carries = circuit{endpoint_name{"EP1"},
                            endpoint_name{"EP2"},
                            {},
                            resource_name{"B/B-C"},
                            other};
    EXPECT_EQ(order(moved).code, errc::none);
    return order(commit_hop{key(1, 2), term().end});
  }

  const resource_name other{"B/B-D"};
};

// It moves away because that one is in error, so it is not asked to obey.
TEST_F(MovedCircuits, LeaveAnInterfaceThatIsInError) {
  start();
  grant(1, 60);
  wire().broken = failure{errc::unavailable, "no"};
  EXPECT_EQ(move().code, errc::none);
  EXPECT_EQ(wires->at("to-D")->rate(1, clock->now()), 60);
}

TEST_F(MovedCircuits, NeedTheInterfaceThatTheyMoveTo) {
  start();
  grant(1, 60);
  wires->at("to-D")->broken = failure{errc::unavailable, "no"};
  const auto no = move();
  EXPECT_EQ(no.code, errc::driver_failed);
  EXPECT_EQ(no.resource, other);
}

TEST_F(Circuits, ChangeWithTheirLease) {
  start();
  grant(1, 60);
  std::vector<resource_use> less{{nic, rate(20)}};
  EXPECT_EQ(order(renew_hop{key(1, 2), term(), term().end, less}).code,
            errc::none);
  EXPECT_EQ(rate_of(1), 20);
  auto longer = term(seconds{90});
  order(renew_hop{key(1, 3), longer, longer.end});
  EXPECT_EQ(wire().channels.at(1).until, longer.end);
  EXPECT_EQ(order(release_hop{key(1, 3)}).code, errc::none);
  EXPECT_EQ(rate_of(1), 0);
}

// N3: nobody has what is given back before it is given back.
TEST_F(Circuits, NeverTakeMoreThanTheirLedgerGaveOut) {
  start();
  grant(1, 60);
  std::vector<resource_use> less{{nic, rate(20)}};
  pose({renew_hop{key(1, 2), term(), term().end, less}, hold_one(2, 80),
        commit_hop{key(2), term().end}});
  drain();
  EXPECT_EQ(rate_of(2), 80);
  EXPECT_EQ(wire().most, 100);
}

TEST_F(Circuits, EndWithTheirTerm) {
  start();
  grant(1, 60);
  pass(seconds{59});
  EXPECT_EQ(rate_of(1), 60);
  pass(seconds{1});
  EXPECT_TRUE(wire().channels.empty());
}

TEST_F(Circuits, OfAnInfiniteLeaseLastAsLongAsItsHolderIsSeen) {
  start();
  auto hold = hold_one(1, 60);
  hold.term.end = forever;
  order(hold);
  order(commit_hop{key(1), clock->now() + seconds{30}});
  EXPECT_EQ(wire().channels.at(1).until, clock->now() + seconds{30});
  pose(confirm_hop{key(1), clock->now() + seconds{300}});
  drain();
  EXPECT_EQ(wire().channels.at(1).until, clock->now() + seconds{300});
}

TEST_F(Circuits, OfTheSamePacketsExcludeEachOther) {
  start();
  grant(1, 60);
  auto same = hold_one(2, 10);
  same.carries = hold_one(1, 10).carries;
  auto no = order(same);
  EXPECT_EQ(no.code, errc::conflict);
  EXPECT_EQ(no.in_the_way, lease_id{1});
}

// -- who dies ----------------------------------------------------------------

TEST_F(Circuits, GoOnWhereTheNodeStartsAgain) {
  start();
  grant(1, 60);
  auto record = *state().ledger->find(lease_id{1});
  wire().put({77, 1, 5, {}, seconds{600}}, clock->now());
  stop(uut);
  EXPECT_EQ(rate_of(1), 60) << "an end of the node is no end of a lease";
  const auto opened = wire().opened;
  start({record});
  EXPECT_EQ(wire().opened, opened + 1);
  EXPECT_EQ(rate_of(1), 60);
  EXPECT_EQ(rate_of(77), 0) << "nobody leases that";
}

TEST_F(Circuits, OutliveTheirResource) {
  start();
  grant(1, 60);
  test::strike(resource_of(nic));
  drain();
  EXPECT_EQ(rate_of(1), 60);
  grant(2, 30);
  EXPECT_EQ(rate_of(2), 30);
}

// A commit waits for the next RESOURCE where one died over it, and is answered
// only when its circuit is in force, whenever that happens.
TEST_F(Circuits, AreAnsweredThoughTheirResourceDies) {
  auto killed = 0;
  for (auto at = 0;; ++at) {
    start();
    order(hold_one(1, 60));
    const auto before = answers->size();
    pose(commit_hop{key(1), term().end});
    auto steps = 0;
    while (steps < at && step())
      ++steps;
    const auto over = steps < at;
    if (!over) {
      test::strike(resource_of(nic));
      ++killed;
    }
    drain();
    ASSERT_EQ(answers->size(), before + 1) << "killed after " << at;
    ASSERT_EQ(answers->back().code, errc::none);
    ASSERT_EQ(rate_of(1), 60) << "killed after " << at;
    order(release_hop{key(1)});
    stop(uut);
    if (over)
      break;
  }
  EXPECT_GT(killed, 4);
}

TEST_F(Circuits, ADriverThatDiesIsReplaced) {
  start();
  grant(1, 60);
  auto strike = [this] {
    auto& drivers = test::state_of<resource_state>(resource_of(nic)).drivers;
    test::strike(drivers.at("to-A"));
    drain();
  };
  strike();
  EXPECT_EQ(free_now(), 40) << "what was in force goes on";
  strike();
  EXPECT_EQ(free_now(), -60) << "what it leases is more than there is";
  live(seconds{30});
  EXPECT_EQ(free_now(), 40);
  EXPECT_EQ(rate_of(1), 60);
}

TEST_F(Circuits, ANicWithoutACableGivesNothingOut) {
  start();
  grant(1, 60);
  wire().cable = test::fake_wire::end::pulled;
  pass(std::chrono::milliseconds{100});
  EXPECT_EQ(free_now(), -60);
  EXPECT_EQ(rate_of(1), 60) << "its root moves it, or ends it with notice";
  wire().cable = test::fake_wire::end::plugged_in;
  live(seconds{7});
  EXPECT_EQ(free_now(), 40);
}

// -- VPNs
// -----------------------------------------------------------------------

class CircuitsOfVpns : public Circuits {
protected:
  /// EP2 and EP3 have one address, in two VPNs; EP1 is in both.
  CircuitsOfVpns() {
    const vpn_name red{"red"};
    const vpn_name blue{"blue"};
    resources.addresses = std::make_shared<const address_map>(address_map{
        {endpoint_name{"EP1"}, {{address(1), red}, {address(1), blue}}},
        {endpoint_name{"EP2"}, {{address(2), red}}},
        {endpoint_name{"EP3"}, {{address(2), blue}}},
    });
  }
};

TEST_F(CircuitsOfVpns, HavePacketsBetweenAddressesOfOneVpn) {
  start();
  grant(1, 20);
  ASSERT_EQ(rate_of(1), 20);
  auto& packets = wire().channels.at(1).as.packets;
  ASSERT_EQ(packets.size(), 1u);
  EXPECT_EQ(packets[0].from, address(1));
  EXPECT_EQ(packets[0].to, address(2));
}

TEST_F(CircuitsOfVpns, AreRefusedWherePacketsCantBeToldApart) {
  start();
  grant(1, 20);
  auto no = order(hold_one(2, 20));
  EXPECT_EQ(no.code, errc::conflict);
  EXPECT_EQ(no.resource, nic);
  EXPECT_EQ(no.in_the_way, lease_id{1});
  auto other = hold_one(2, 20);
  other.carries = [&other] {
    auto x = *other.carries;
    x.flow = {flow_selector::protocol::tcp, 80};
    return x;
  }();
  EXPECT_EQ(order(other).code, errc::conflict) << "lease 1 has all packets";
  order(release_hop{key(1)});
  EXPECT_EQ(order(hold_one(2, 20)).code, errc::none);
}

// -- whether they are enforced ------------------------------------------------

TEST_F(Circuits, AreEnforcedWhereBothDirectionsAre) {
  resources.capacities.emplace_back(resource_name{"B/B-C"}, rate(100));
  auto both = resources;
  both.interfaces.emplace(resource_name{"B/B-C"},
                          interface_config{"to-C", 200, 10, {}});
  wires->emplace("to-C", std::make_shared<test::fake_wire>());
  start();
  auto first = hold_one(1, 20);
  first.uses.push_back({resource_name{"B/B-C"}, rate(20)});
  EXPECT_EQ(order(first).enforced, enforcement::unknown) << "it is held only";
  EXPECT_EQ(order(commit_hop{key(1), term().end}).enforced, enforcement::none)
      << "back to the source nothing holds it to its rate";
  tell(uut, both);
  EXPECT_EQ(order(renew_hop{key(1, 2), term(), term().end, {}}).enforced,
            enforcement::by_driver);
  auto second = hold_one(2, 20);
  second.uses.push_back({resource_name{"B/B-C"}, rate(20)});
  order(second);
  EXPECT_EQ(order(commit_hop{key(2), term().end}).enforced,
            enforcement::by_driver);
}

TEST_F(Circuits, AreNotEnforcedWhereNoPacketIsKnown) {
  auto addresses = *resources.addresses;
  addresses.erase(endpoint_name{"EP2"});
  resources.addresses = std::make_shared<const address_map>(addresses);
  start();
  order(hold_one(1, 20));
  EXPECT_EQ(order(commit_hop{key(1), term().end}).enforced, enforcement::none);
}

TEST_F(Circuits, ANicInErrorSaysWhy) {
  start();
  order(hold_one(1, 60));
  wire().broken = failure{errc::unavailable, "somebody pulled the card"};
  order(commit_hop{key(1), term().end});
  tell(uut, probe_gateway{gateway_name{"B"}, probe{}, prober});
  auto trouble = [this] {
    auto& all = views->back().resources;
    return std::find_if(all.begin(), all.end(),
                        [](auto& x) { return x.resource == nic; })
        ->trouble;
  };
  EXPECT_NE(trouble().find("somebody pulled the card"), std::string::npos)
      << trouble();
  wire().broken.reset();
  live(seconds{60});
  tell(uut, probe_gateway{gateway_name{"B"}, probe{}, prober});
  EXPECT_EQ(trouble(), "");
}

// -- regions -----------------------------------------------------------------

TEST_F(Circuits, AnInterfaceThatIsEnforcedNoMoreIsLeftAsItWas) {
  start();
  grant(1, 60);
  auto without = resources;
  without.interfaces.clear();
  tell(uut, without);
  EXPECT_EQ(wire().cleared, 1u);
  EXPECT_EQ(order(hold_one(2, 40)).code, errc::none);
  EXPECT_EQ(order(commit_hop{key(2), term().end}).code, errc::none);
  EXPECT_EQ(rate_of(2), 0);
}

TEST_F(Circuits, AnInterfaceThatIsEnforcedFromNowOnCarriesTheNextLeases) {
  auto later = std::exchange(resources, config_resources());
  start();
  auto first = hold_one(1, 60);
  order(first);
  order(commit_hop{key(1), term().end});
  tell(uut, later);
  grant(2, 30);
  EXPECT_EQ(rate_of(2), 30);
  EXPECT_EQ(rate_of(1), 0) << "it was granted without";
}

TEST_F(Circuits, FollowTheAddressesOfTheirMachines) {
  start();
  grant(1, 60);
  auto moved = resources;
  auto addresses = *resources.addresses;
  addresses[endpoint_name{"EP2"}] = {{address(99), {}}};
  moved.addresses = std::make_shared<const address_map>(addresses);
  tell(uut, moved);
  EXPECT_EQ(wire().channels.at(1).as.packets[0].to, address(99));
}

TEST_F(Circuits, WithoutADriverNothingIsEnforced) {
  drivers = {};
  start();
  auto first = hold_one(1, 10);
  EXPECT_EQ(order(first).code, errc::none);
  EXPECT_EQ(order(commit_hop{key(1), term().end}).code, errc::none);
  auto same = hold_one(2, 10);
  same.carries = first.carries;
  EXPECT_EQ(order(same).code, errc::none);
  EXPECT_TRUE(wires->empty());
}

} // namespace
} // namespace leasehold
