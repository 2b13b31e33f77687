// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/interface_rules.hpp"

#include <string>

#include <gtest/gtest.h>

#include "actors/route/topology_file.hpp"

namespace leasehold {
namespace {

/// A region of two gateways on which leases are enforced.
constexpr const char* enforced = R"(region = "home"
[[gateway]]
name = "GW1"
[[gateway]]
name = "GW2"
[[link]]
name = "L"
between = ["GW1", "GW2"]
bandwidth = "19Mbit/s"
[[link.interface]]
gateway = "GW1"
device = "to-GW2"
line_rate = "20Mbit/s"
unleased = "1Mbit/s"
next_hop = ["10.0.0.2", "fd00::2"]
[[link.interface]]
gateway = "GW2"
device = "to-GW1"
line_rate = "20Mbit/s"
unleased = "1Mbit/s"
next_hop = "10.0.0.1"
[[endpoint]]
name = "EP1"
gateway = "GW1"
bandwidth = "90Mbit/s"
address = ["10.0.1.2", "fd00:1::2"]
[endpoint.interface]
device = "to-EP1"
line_rate = "100Mbit/s"
unleased = "10Mbit/s"
[[endpoint]]
name = "EP2"
gateway = "GW2"
bandwidth = "90Mbit/s"
address = "10.0.2.2"
)";

/// What is said where one text of the region is another.
std::string with(const std::string& text, const std::string& other) {
  std::string file = enforced;
  const auto at = file.find(text);
  EXPECT_NE(at, file.npos) << text;
  file.replace(at, text.size(), other);
  auto y = parse_topology(file, "a.toml");
  if (y)
    return "none";
  EXPECT_EQ(y.error().code, errc::invalid_request);
  auto& message = y.error().message;
  return message.substr(message.find(": ") + 2);
}

TEST(Interfaces, AreReadAndWrittenAgain) {
  auto x = parse_topology(enforced, "a.toml");
  ASSERT_TRUE(x) << x.error().message;
  auto& link = x->links.front();
  ASSERT_TRUE(link.interface_a);
  EXPECT_EQ(link.interface_a->device, "to-GW2");
  EXPECT_EQ(link.interface_a->line_rate, 20'000'000);
  EXPECT_EQ(link.interface_a->unleased, 1'000'000);
  ASSERT_EQ(link.interface_a->next_hops.size(), 2u);
  EXPECT_EQ(to_string(link.interface_a->next_hops[1]), "fd00::2");
  ASSERT_TRUE(link.interface_b);
  EXPECT_EQ(link.interface_b->device, "to-GW1");
  auto& endpoint = x->endpoints.front();
  ASSERT_EQ(endpoint.addresses.size(), 2u);
  EXPECT_EQ(to_string(endpoint.addresses[0]), "10.0.1.2");
  ASSERT_TRUE(endpoint.interface);
  EXPECT_EQ(endpoint.interface->device, "to-EP1");
  EXPECT_FALSE(x->endpoints.back().interface);
  auto text = write_topology(*x);
  auto again = parse_topology(text, "b.toml");
  ASSERT_TRUE(again) << again.error().message << text;
  EXPECT_EQ(write_topology(*again), text);
}

TEST(Interfaces, HaveNamesThatTheKernelTakes) {
  for (auto name :
       {"", "a name", "to/GW2", "sixteen-bytes-ab", "-x", "..", "x\\\"; drop"})
    EXPECT_NE(with("\"to-GW2\"", "\"" + std::string{name} + "\"")
                  .find("is no network interface: take 1 to 15 of"),
              std::string::npos)
        << name;
}

TEST(Interfaces, BelongToOneNicOfANode) {
  EXPECT_EQ(with("\"to-GW1\"", "\"to-GW2\""),
            "link L: the interface to-GW2 is already that of GW1/L: give each "
            "NIC of a node its own");
}

TEST(Interfaces, OfDifferentNodesMayHaveOneName) {
  std::string file = enforced;
  for (auto* gateway : {"GW1", "GW2"}) {
    auto name = "name = \"" + std::string{gateway} + "\"\n";
    file.replace(file.find(name), name.size(),
                 name + "node = \"at-" + gateway + "\"\n");
  }
  file.replace(file.find("to-GW1"), 6, "to-GW2");
  auto y = parse_topology(file, "a.toml");
  EXPECT_TRUE(y) << y.error().message;
}

TEST(Interfaces, LeaveSomethingToTrafficWithoutALease) {
  EXPECT_EQ(with("bandwidth = \"19Mbit/s\"", "bandwidth = \"20Mbit/s\""),
            "link L: its bandwidth of 20Mbit/s and the 1Mbit/s kept for "
            "traffic without a lease are more than the line rate of to-GW2, "
            "which is 20Mbit/s: lower the bandwidth to 19Mbit/s");
  EXPECT_EQ(with("unleased = \"1Mbit/s\"", "unleased = \"0bit/s\""),
            "link L: nothing of to-GW2 is left to traffic without a lease: "
            "give it some, like 200kbit/s");
  EXPECT_EQ(with("line_rate = \"100Mbit/s\"", "line_rate = \"0bit/s\""),
            "endpoint EP1: a line rate of 0 is impossible: give what "
            "to-EP1 carries in all, like 100Mbit/s");
  EXPECT_EQ(with("line_rate = \"20Mbit/s\"\n", ""),
            "[[interface]] lacks line_rate: add it, like line_rate = "
            "\"100Mbit/s\"");
  EXPECT_EQ(with("unleased = \"10Mbit/s\"\n", ""),
            "interface of [[endpoint]] lacks unleased: add it, like unleased = "
            "\"1Mbit/s\"");
}

TEST(Interfaces, HaveOneNextHopOfAFamily) {
  EXPECT_EQ(with("\"fd00::2\"", "\"10.0.0.3\""),
            "link L: to-GW2 has two next hops of one family: give one of "
            "IPv4, one of IPv6, or both");
  EXPECT_EQ(with("\"fd00::2\"", "\"GW2\""),
            "\"GW2\" is no IP address: write one like 192.0.2.7 or "
            "2001:db8::7");
}

TEST(Interfaces, AreAtAnEndOfTheirLink) {
  EXPECT_EQ(with("gateway = \"GW2\"\ndevice", "gateway = \"GW3\"\ndevice"),
            "link L has no end at \"GW3\": name one of its gateways");
  EXPECT_EQ(with("gateway = \"GW2\"\ndevice", "gateway = \"GW1\"\ndevice"),
            "the interface of GW1 is there twice: leave one out");
}

TEST(Interfaces, HaveAddressesTwiceInVpns) {
  EXPECT_EQ(with("address = \"10.0.2.2\"", "address = \"10.0.1.2@office\""),
            "none");
  EXPECT_EQ(with("address = \"10.0.2.2\"",
                 "address = [\"10.0.2.2@office\", \"10.0.2.2@office\"]"),
            "endpoint EP2: EP2 has the address 10.0.2.2@office already: give "
            "each its own, or its VPN, as in 192.0.2.7@office");
  EXPECT_NE(with("address = \"10.0.2.2\"", "address = \"10.0.1.2@-\"")
                .find("names no VPN"),
            std::string::npos);
}

TEST(Interfaces, NeedAnAddressOfEachEndpoint) {
  EXPECT_EQ(with("address = \"10.0.2.2\"\n", ""),
            "endpoint EP2: it has no address, and EP1/nic enforces leases by "
            "addresses: give it one");
  EXPECT_EQ(with("address = \"10.0.2.2\"", "address = \"10.0.1.2\""),
            "endpoint EP2: EP1 has the address 10.0.1.2 already: give each "
            "its own, or its VPN, as in 192.0.2.7@office");
  EXPECT_EQ(with("address = \"10.0.2.2\"", "address = \"10.0.2.0/24\""),
            "\"10.0.2.0/24\" is no IP address: write one like 192.0.2.7 or "
            "2001:db8::7");
  std::string many;
  for (auto i = 1; i <= 17; ++i)
    many += (i > 1 ? ", \"10.0.2." : "\"10.0.2.") + std::to_string(i) + "\"";
  EXPECT_EQ(with("address = \"10.0.2.2\"", "address = [" + many + "]"),
            "endpoint EP2: it has 17 addresses, and 16 is the most: leave some "
            "out");
}

} // namespace
} // namespace leasehold
