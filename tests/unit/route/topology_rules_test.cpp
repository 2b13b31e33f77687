// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/topology_rules.hpp"

#include <string>

#include <gtest/gtest.h>

#include "messages/bounds.hpp"

namespace leasehold {
namespace {

constexpr std::int64_t mbit = 1000000;

resource_spec printer(const char* name, const char* endpoint) {
  resource_spec y;
  y.name = resource_name{name};
  y.kind = kind_name{"printer"};
  y.endpoint = endpoint_name{endpoint};
  y.capacity = amounts{unit::count, 1};
  return y;
}

/// Two gateways with a link, an endpoint and two resources: all is well.
topology whole() {
  topology y;
  y.region = region_name{"home"};
  y.gateways = {{gateway_name{"GW1"}, 1 << 20, duration{50}},
                {gateway_name{"GW2"}}};
  y.links = {{link_name{"L"}, gateway_name{"GW1"}, gateway_name{"GW2"}, mbit,
              mbit, 1}};
  y.endpoints = {
      {endpoint_name{"EP1"}, gateway_name{"GW1"}, mbit, "desk", "pc"}};
  auto disk = printer("GW2/disk", "");
  disk.gateway = gateway_name{"GW2"};
  y.resources = {printer("EP1/printer", "EP1"), disk};
  return y;
}

/// Changes one thing and says what is found.
template <class F>
std::string fault(topology_part part, std::size_t index, F change) {
  auto x = whole();
  change(x);
  auto found = find_fault(x);
  if (!found)
    return "none";
  EXPECT_EQ(found->part, part);
  EXPECT_EQ(found->index, index);
  auto outcome = validate(x);
  EXPECT_FALSE(outcome);
  if (!outcome) {
    EXPECT_EQ(outcome.error().code, errc::invalid_request);
    EXPECT_EQ(outcome.error().message, found->message);
  }
  return found->message;
}

template <class F>
std::string resource_fault(F change) {
  return fault(topology_part::resource, 0,
               [&](topology& x) { change(x.resources[0]); });
}

TEST(TopologyRules, PassWhatIsWhole) {
  EXPECT_TRUE(validate(whole()));
}

// -- the region --------------------------------------------------------------

TEST(TopologyRules, ARegionHasAName) {
  EXPECT_EQ(fault(topology_part::region, 0,
                  [](auto& x) { x.region = region_name{}; }),
            "\"\" is no name for a region: take 1 to 64 visible ASCII "
            "characters without spaces and slashes, and no '-' in front");
}

TEST(TopologyRules, ARegionHasAGateway) {
  EXPECT_EQ(
      fault(topology_part::region, 0, [](auto& x) { x.gateways.clear(); }),
      "region home: it has no gateway, so nobody could lease anything: "
      "declare at least one");
}

TEST(TopologyRules, ARegionIsBounded) {
  EXPECT_EQ(fault(topology_part::region, 0,
                  [](auto& x) { x.links.resize(bounds::region_items + 1); }),
            "region home: it has 65537 links, and a region holds at most "
            "65536: divide it");
}

// -- gateways ----------------------------------------------------------------

TEST(TopologyRules, AGatewayHasAPlainName) {
  for (auto name : {"", "G/W", "G W", "G\xc3\xa4W"})
    EXPECT_NE(fault(topology_part::gateway, 1,
                    [&](auto& x) { x.gateways[1].name = gateway_name{name}; })
                  .find("is no name for a gateway"),
              std::string::npos);
  std::string longest(bounds::name_bytes, 'x');
  auto x = whole();
  x.gateways.push_back({gateway_name{longest}});
  EXPECT_TRUE(validate(x));
  x.gateways.back().name = gateway_name{longest + 'x'};
  EXPECT_FALSE(validate(x));
}

TEST(TopologyRules, NoTwoGatewaysShareAName) {
  EXPECT_EQ(fault(topology_part::gateway, 2,
                  [](auto& x) { x.gateways.push_back(x.gateways[0]); }),
            "gateway GW1: there are two of that name: rename one");
}

TEST(TopologyRules, EitherAllGatewaysNameANodeOrNoneDoes) {
  auto x = whole();
  x.gateways[0].node = node_name{"n1"};
  x.gateways[1].node = node_name{"n2"};
  EXPECT_TRUE(validate(x));
  EXPECT_EQ(fault(topology_part::gateway, 1,
                  [](auto& x) { x.gateways[0].node = node_name{"n1"}; }),
            "gateway GW2: it names no node, but gateway GW1 names n1: name "
            "the node of each gateway, or of none");
  EXPECT_EQ(fault(topology_part::gateway, 1,
                  [](auto& x) { x.gateways[1].node = node_name{"n2"}; }),
            "gateway GW2: it names node n2, but gateway GW1 names none: name "
            "the node of each gateway, or of none");
  EXPECT_NE(fault(topology_part::gateway, 0,
                  [](auto& x) { x.gateways[0].node = node_name{"n/1"}; })
                .find("is no name for a node"),
            std::string::npos);
}

/// Two gateways on two nodes.
topology spread() {
  auto x = whole();
  x.gateways[0].node = node_name{"n1"};
  x.gateways[1].node = node_name{"n2"};
  x.nodes = {{node_name{"n1"}, "10.0.0.1"}, {node_name{"n2"}, ""}};
  return x;
}

template <class Change>
std::string fault_of_node(Change change) {
  auto x = spread();
  change(x.nodes);
  auto found = find_fault(x);
  if (!found)
    return "none";
  EXPECT_EQ(found->part, topology_part::node);
  return found->message;
}

TEST(TopologyRules, NodesHaveAddressesOfTheirOwn) {
  EXPECT_TRUE(validate(spread()));
  EXPECT_EQ(fault_of_node([](auto& x) { x[1] = x[0]; }),
            "node n1: there are two of that name: rename one");
  EXPECT_EQ(fault_of_node([](auto& x) { x[1].address = "10.0.0.1:7420"; }),
            "node n2: node n1 has the same address: give each its own");
  EXPECT_EQ(fault_of_node([](auto& x) { x[0].address = "10.0.0.1:0"; }),
            "node n1: others can't find it at port 0: give the port that it "
            "listens on");
  EXPECT_NE(fault_of_node([](auto& x) { x[0].address = "10.0.0.1:x"; }),
            "none");
  EXPECT_NE(fault_of_node([](auto& x) {
              x[0].address = std::string(bounds::note_bytes + 1, 'x');
            }).find("shorten it to 256"),
            std::string::npos);
  EXPECT_NE(fault_of_node([](auto& x) {
              x[0].name = node_name{"n/1"};
            }).find("is no name for a node"),
            std::string::npos);
}

TEST(TopologyRules, EveryNodeIsDeclaredOrNoneIs) {
  EXPECT_EQ(fault_of_node([](auto& x) {
              x.push_back({node_name{"n3"}, "10.0.0.3"});
            }),
            "node n3: it runs no gateway: name it at one, or leave it out");
  auto x = spread();
  x.nodes.pop_back();
  auto found = find_fault(x);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->part, topology_part::gateway);
  EXPECT_EQ(found->message,
            "gateway GW2: its node n2 is not among the nodes of the region: "
            "declare it as a [[node]], or none of them");
}

TEST(TopologyRules, BuffersAreNeverNegative) {
  EXPECT_EQ(fault(topology_part::gateway, 0,
                  [](auto& x) { x.gateways[0].buffer_bytes = -1; }),
            "gateway GW1: buffers of -1B are impossible: give it a size like "
            "4MiB, or 0 to leave buffers out");
  for (auto wrong : {duration{-1}, period::max + duration{1}})
    EXPECT_NE(fault(topology_part::gateway, 0,
                    [&](auto& x) { x.gateways[0].buffer_time = wrong; })
                  .find("a buffer time of"),
              std::string::npos);
}

// -- links -------------------------------------------------------------------

template <class F>
std::string link_fault(F change) {
  return fault(topology_part::link, 0,
               [&](topology& x) { change(x.links[0]); });
}

TEST(TopologyRules, ALinkHasAPlainName) {
  EXPECT_EQ(link_fault([](auto& x) { x.name = link_name{"a/b"}; }),
            "\"a/b\" is no name for a link: take 1 to 64 visible ASCII "
            "characters without spaces and slashes, and no '-' in front");
}

TEST(TopologyRules, NoTwoLinksShareAName) {
  EXPECT_EQ(fault(topology_part::link, 1,
                  [](auto& x) { x.links.push_back(x.links[0]); }),
            "link L: there are two of that name: rename one");
}

TEST(TopologyRules, NoLinkIsCalledLikeAGateway) {
  EXPECT_EQ(link_fault([](auto& x) { x.name = link_name{"GW2"}; }),
            "link GW2: a gateway has the same name, and a route constraint "
            "could mean either: rename one");
}

TEST(TopologyRules, ALinkLeadsSomewhere) {
  auto expected = "link L: it leads to \"GW9\", which is no gateway of the "
                  "region: declare that gateway or name another";
  EXPECT_EQ(link_fault([](auto& x) { x.a = gateway_name{"GW9"}; }), expected);
  EXPECT_EQ(link_fault([](auto& x) { x.b = gateway_name{"GW9"}; }), expected);
  EXPECT_NE(link_fault([](auto& x) {
              x.b = gateway_name{"EP1"};
            }).find("\"EP1\", which is no gateway"),
            std::string::npos);
}

TEST(TopologyRules, ALinkJoinsTwoGateways) {
  EXPECT_EQ(link_fault([](auto& x) { x.b = x.a; }),
            "link L: both its ends are at GW1: join two different gateways");
}

TEST(TopologyRules, ALinkHasABandwidthAtBothEnds) {
  EXPECT_EQ(link_fault([](auto& x) { x.bandwidth_a = 0; }),
            "link L: a bandwidth of 0bit/s is nothing to lease: give it a "
            "positive one, like 100Mbit/s");
  EXPECT_EQ(link_fault([](auto& x) { x.bandwidth_b = -5; }),
            "link L: a bandwidth of -5bit/s is nothing to lease: give it a "
            "positive one, like 100Mbit/s");
}

TEST(TopologyRules, ALinkCostsSomething) {
  EXPECT_EQ(link_fault([](auto& x) { x.cost = 0; }),
            "link L: its cost is 0: give it one of at least 1");
}

TEST(TopologyRules, NoNicIsCalledLikeBuffers) {
  auto expected = "link buffers: its NIC GW1/buffers would have the name of "
                  "that gateway's buffers: rename the link";
  EXPECT_EQ(link_fault([](auto& x) { x.name = link_name{"buffers"}; }),
            expected);
  EXPECT_EQ(fault(topology_part::link, 0,
                  [](auto& x) {
                    x.gateways[0].buffer_bytes.reset();
                    x.links[0].name = link_name{"buffers"};
                  }),
            expected);
}

// -- endpoints ---------------------------------------------------------------

template <class F>
std::string endpoint_fault(F change) {
  return fault(topology_part::endpoint, 0,
               [&](topology& x) { change(x.endpoints[0]); });
}

// It would be an option to every command line that names it.
TEST(TopologyRules, NoNameBeginsWithADash) {
  EXPECT_NE(link_fault([](auto& x) {
              x.name = link_name{"--at"};
            }).find("\"--at\" is no name for a link"),
            std::string::npos);
  EXPECT_NE(endpoint_fault([](auto& x) {
              x.name = endpoint_name{"-"};
            }).find("\"-\" is no name for an endpoint"),
            std::string::npos);
}

TEST(TopologyRules, AnEndpointHasAPlainName) {
  EXPECT_EQ(endpoint_fault([](auto& x) { x.name = endpoint_name{"/"}; }),
            "\"/\" is no name for an endpoint: take 1 to 64 visible ASCII "
            "characters without spaces and slashes, and no '-' in front");
}

TEST(TopologyRules, GatewaysAndEndpointsShareOneNameSpace) {
  EXPECT_EQ(endpoint_fault([](auto& x) { x.name = endpoint_name{"GW1"}; }),
            "endpoint GW1: there is another endpoint or gateway of that name: "
            "rename one");
  EXPECT_EQ(fault(topology_part::endpoint, 1,
                  [](auto& x) { x.endpoints.push_back(x.endpoints[0]); }),
            "endpoint EP1: there is another endpoint or gateway of that name: "
            "rename one");
}

TEST(TopologyRules, AnEndpointIsAtAGateway) {
  EXPECT_EQ(endpoint_fault([](auto& x) { x.gateway = gateway_name{"EP1"}; }),
            "endpoint EP1: it is at \"EP1\", which is no gateway of the "
            "region: declare that gateway or name another");
}

TEST(TopologyRules, AnAlternateIsAnotherGateway) {
  const auto fault_of = [](std::vector<const char*> names) {
    return endpoint_fault([&names](auto& x) {
      x.gateway = gateway_name{"GW1"};
      for (auto name : names)
        x.alternates.emplace_back(name);
    });
  };
  EXPECT_EQ(fault_of({"EP1"}),
            "endpoint EP1: its alternate \"EP1\" is no gateway of the region: "
            "declare that gateway or name another");
  EXPECT_EQ(fault_of({"GW1"}),
            "endpoint EP1: its alternate GW1 is its gateway already: name "
            "another");
  EXPECT_EQ(fault_of({"GW2", "GW2"}),
            "endpoint EP1: its alternate GW2 is named twice: name another");
  EXPECT_EQ(fault_of({"1", "2", "3", "4", "5", "6", "7", "8", "9"}),
            "endpoint EP1: it has 9 alternates, and 8 is the most: leave some "
            "out");
}

TEST(TopologyRules, NoTwoEndpointsHaveOneHardwareAddress) {
  EXPECT_EQ(fault(topology_part::endpoint, 1,
                  [](auto& x) {
                    x.endpoints[0].mac = mac_address{{2, 0, 0, 0, 0, 1}};
                    x.endpoints.push_back(x.endpoints[0]);
                    x.endpoints[1].name = endpoint_name{"EP2"};
                  }),
            "endpoint EP2: its hardware address is that of EP1 too: correct "
            "one");
}

TEST(TopologyRules, AnEndpointHasABandwidth) {
  EXPECT_EQ(endpoint_fault([](auto& x) { x.bandwidth = 0; }),
            "endpoint EP1: a bandwidth of 0bit/s is nothing to lease: give it "
            "a positive one, like 100Mbit/s");
}

TEST(TopologyRules, NotesOfAnEndpointAreBounded) {
  std::string note(bounds::note_bytes + 1, 'x');
  EXPECT_EQ(endpoint_fault([&](auto& x) { x.location = note; }),
            "endpoint EP1: its location has 257 bytes: shorten it to 256");
  EXPECT_EQ(endpoint_fault([&](auto& x) { x.machine_type = note; }),
            "endpoint EP1: its machine type has 257 bytes: shorten it to 256");
  EXPECT_EQ(endpoint_fault([&](auto& x) { x.location = "room\t1"; }),
            "endpoint EP1: its location is no plain text: use UTF-8 without "
            "tabs, new lines and other control characters");
}

// -- resources ---------------------------------------------------------------

TEST(TopologyRules, AResourceHasAName) {
  EXPECT_EQ(resource_fault([](auto& x) { x.name = resource_name{"EP1/a b"}; }),
            "\"EP1/a b\" is no name for a resource: take OWNER/PART, at most "
            "129 visible ASCII characters without spaces, and no '-' in front");
}

TEST(TopologyRules, AResourceIsCalledAfterItsOwner) {
  for (auto name : {"EP1", "EP1/", "EP1x", "EP11/printer", "EP1/a/b", "/x"})
    EXPECT_EQ(resource_fault([&](auto& x) { x.name = resource_name{name}; }),
              std::string{"resource "} + name
                  + ": a resource is called after its owner: rename it to "
                    "EP1/PART, where PART is a name without slashes");
}

TEST(TopologyRules, AResourceHasOneOwner) {
  EXPECT_EQ(resource_fault([](auto& x) { x.endpoint = {}; }),
            "resource EP1/printer: it has no owner: name either its endpoint "
            "or its gateway");
  EXPECT_EQ(resource_fault([](auto& x) { x.gateway = gateway_name{"GW1"}; }),
            "resource EP1/printer: it has two owners: name either its "
            "endpoint or its gateway");
}

TEST(TopologyRules, TheOwnerOfAResourceIsKnown) {
  EXPECT_EQ(resource_fault([](auto& x) { x.endpoint = endpoint_name{"EP9"}; }),
            "resource EP1/printer: its owner \"EP9\" is no endpoint of the "
            "region: declare that endpoint, or name another");
  EXPECT_EQ(resource_fault([](auto& x) { x.endpoint = endpoint_name{"GW1"}; }),
            "resource EP1/printer: its owner \"GW1\" is no endpoint of the "
            "region: declare that endpoint, or name another");
  EXPECT_EQ(resource_fault([](auto& x) {
              x.endpoint = {};
              x.gateway = gateway_name{"EP1"};
            }),
            "resource EP1/printer: its owner \"EP1\" is no gateway of the "
            "region: declare that gateway, or name another");
}

TEST(TopologyRules, AResourceHasAKind) {
  EXPECT_EQ(resource_fault([](auto& x) { x.kind = {}; }),
            "resource EP1/printer: \"\" is no kind: take 1 to 64 visible "
            "ASCII characters without spaces, and no '-' in front, like "
            "printer");
}

TEST(TopologyRules, AResourceHasACapacity) {
  EXPECT_EQ(resource_fault([](auto& x) { x.capacity = {}; }),
            "resource EP1/printer: its capacity is 0: give it a positive one, "
            "like 1count or 10Mbit/s");
  EXPECT_EQ(resource_fault([](auto& x) { x.capacity.set(unit::byte, -1); }),
            "resource EP1/printer: its capacity is negative: give it a "
            "positive one, like 1count or 10Mbit/s");
}

TEST(TopologyRules, GroupsAreBoundedAndDifferent) {
  EXPECT_EQ(resource_fault([](auto& x) { x.groups.resize(17); }),
            "resource EP1/printer: it is in 17 groups, and 16 is the most: "
            "leave some out");
  EXPECT_EQ(resource_fault([](auto& x) { x.groups.resize(1); }),
            "resource EP1/printer: \"\" is no name for a group: take 1 to 64 "
            "visible ASCII characters without spaces, and no '-' in front");
  EXPECT_EQ(resource_fault([](auto& x) {
              x.groups = {group_name{"a"}, group_name{"b"}, group_name{"a"}};
            }),
            "resource EP1/printer: it is in the group a twice: leave one out");
}

TEST(TopologyRules, NoTwoResourcesShareAName) {
  EXPECT_EQ(fault(topology_part::resource, 2,
                  [](auto& x) { x.resources.push_back(x.resources[0]); }),
            "resource EP1/printer: there are two of that name: rename one");
}

TEST(TopologyRules, WhatFollowsFromTheTopologyKeepsItsName) {
  for (auto name : {"GW2/buffers", "GW2/L", "EP1/nic"})
    EXPECT_EQ(resource_fault([&](auto& x) {
                auto of_endpoint = name[0] == 'E';
                x.name = resource_name{name};
                x.endpoint = endpoint_name{of_endpoint ? "EP1" : ""};
                x.gateway = gateway_name{of_endpoint ? "" : "GW2"};
              }),
              std::string{"resource "} + name
                  + ": the name belongs to a NIC or to buffers that follow "
                    "from the topology: rename the resource");
}

TEST(TopologyRules, ACompositeIsAResource) {
  for (auto name : {"EP1/nic", "GW1/buffers", "GW2/L", "GW2/disk"}) {
    auto x = whole();
    x.resources[0].part_of = resource_name{name};
    EXPECT_TRUE(validate(x)) << name;
  }
  for (auto name : {"EP1", "GW2/buffers", "EP9/nic", ""})
    EXPECT_EQ(resource_fault([&](auto& x) { x.part_of = resource_name{name}; }),
              std::string{"resource EP1/printer: it is part of \""} + name
                  + "\", which is no resource of the region: declare that "
                    "resource or name another");
}

TEST(TopologyRules, NothingContainsItself) {
  EXPECT_EQ(resource_fault([](auto& x) { x.part_of = x.name; }),
            "resource EP1/printer: it contains itself, through EP1/printer: "
            "break the circle of part_of");
  EXPECT_EQ(fault(topology_part::resource, 1,
                  [](auto& x) {
                    x.resources.push_back(printer("EP1/tray", "EP1"));
                    x.resources[0].part_of = x.resources[1].name;
                    x.resources[1].part_of = x.resources[2].name;
                    x.resources[2].part_of = x.resources[1].name;
                  }),
            "resource GW2/disk: it contains itself, through EP1/tray: break "
            "the circle of part_of");
}

TEST(TopologyRules, CompositesMayShareAComposite) {
  auto x = whole();
  x.resources.push_back(printer("EP1/tray", "EP1"));
  x.resources[0].part_of = x.resources[1].name;
  x.resources[2].part_of = x.resources[1].name;
  EXPECT_TRUE(validate(x));
}

} // namespace
} // namespace leasehold
