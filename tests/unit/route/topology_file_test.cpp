// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/topology_file.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "actors/route/topology_rules.hpp"
#include "messages/bounds.hpp"
#include "messages/period.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {
namespace {

constexpr std::int64_t mbit = 1000000;

/// A region of one gateway, in five lines.
const std::string start = R"(region = "home"
[[gateway]]
name = "GW1"
[[gateway]]
name = "GW2"
)";

std::string complaint(const std::string& text) {
  auto y = parse_topology(text, "a.toml");
  if (y)
    return "none";
  EXPECT_EQ(y.error().code, errc::invalid_request);
  return y.error().message;
}

constexpr const char* every_key = R"(
region = "home"
[[node]]
name = "attic"
address = "10.0.0.1:7420"
[[node]]
name = "cellar"
[[gateway]]
name = "GW1"
buffers = "4MiB"
buffer_time = "20ms"
node = "attic"
[[gateway]]
name = "GW2"
node = "cellar"
[[link]]
name = "thick"
between = ["GW1", "GW2"]
bandwidth = "1Gbit/s"
[[link]]
name = "thin"
between = ["GW2", "GW1"]
bandwidth = ["100Mbit/s", "50Mbit/s"]
cost = 3
[[endpoint]]
name = "EP1"
gateway = "GW1"
bandwidth = "10 Mbit/s"
location = "1st floor"
machine_type = "pc"
[[resource]]
name = "EP1/printer"
kind = "printer"
endpoint = "EP1"
capacity = "1count+2Mbit/s"
groups = ["printers", "floor1"]
[[resource]]
name = "GW2/disk"
kind = "disk"
gateway = "GW2"
capacity = "1TB"
part_of = "EP1/printer"
)";

TEST(TopologyFile, ReadsEveryKey) {
  auto y = parse_topology(every_key, "a.toml");
  ASSERT_TRUE(y) << y.error().message;
  topology expected;
  expected.region = region_name{"home"};
  gateway_name gw1{"GW1"};
  gateway_name gw2{"GW2"};
  expected.nodes = {{node_name{"attic"}, "10.0.0.1:7420"},
                    {node_name{"cellar"}, ""}};
  expected.gateways = {{gw1, 4 << 20, duration{20}, node_name{"attic"}},
                       {gw2, std::nullopt, duration{50}, node_name{"cellar"}}};
  expected.links = {{link_name{"thick"}, gw1, gw2, 1000 * mbit, 1000 * mbit, 1},
                    {link_name{"thin"}, gw2, gw1, 100 * mbit, 50 * mbit, 3}};
  expected.endpoints = {
      {endpoint_name{"EP1"}, gw1, 10 * mbit, "1st floor", "pc"}};
  amounts printing{unit::bit_per_second, 2 * mbit};
  printing.set(unit::count, 1);
  resource_name printer{"EP1/printer"};
  expected.resources = {{printer,
                         kind_name{"printer"},
                         endpoint_name{"EP1"},
                         {},
                         printing,
                         {group_name{"printers"}, group_name{"floor1"}},
                         std::nullopt},
                        {resource_name{"GW2/disk"},
                         kind_name{"disk"},
                         {},
                         gw2,
                         {unit::byte, 1000000000000},
                         {},
                         printer}};
  EXPECT_TRUE(*y == expected) << write_topology(*y);
}

TEST(TopologyFile, ReadsTheHardwareAddressOfAnEndpoint) {
  const auto with = [](const std::string& mac) {
    return start + "[[endpoint]]\nname = 'E'\ngateway = 'GW1'\n"
        + "bandwidth = '1Mbit/s'\nmac = '" + mac + "'\n";
  };
  const auto y = parse_topology(with("02-00-5E-10-00-51"), "a.toml");
  ASSERT_TRUE(y) << y.error().message;
  const auto written = write_topology(*y);
  EXPECT_NE(written.find("mac = \"02:00:5e:10:00:51\""), std::string::npos);
  EXPECT_TRUE(*parse_topology(written, "b.toml") == *y);
  EXPECT_NE(complaint(with("eth0")).find("is no hardware address of one NIC"),
            std::string::npos);
}

TEST(TopologyFile, SaysWhereItIsNoToml) {
  EXPECT_EQ(complaint(start + "[[link\n").rfind("a.toml:6:", 0), 0u);
}

TEST(TopologyFile, ListsTheKeysItKnows) {
  EXPECT_EQ(complaint("regoin = 'x'\n"),
            "a.toml:1:1: unknown key \"regoin\" in the top level: take one of "
            "region, node, gateway, link, endpoint, resource");
  EXPECT_EQ(complaint(start + "  buffer = '1MiB'\n"),
            "a.toml:6:3: unknown key \"buffer\" in [[gateway]]: take one of "
            "name, buffers, buffer_time, node");
  EXPECT_EQ(complaint(start + "[[link]]\nbandwith = ''\n"),
            "a.toml:7:1: unknown key \"bandwith\" in [[link]]: take one of "
            "name, between, bandwidth, cost, interface");
  EXPECT_EQ(complaint(start + "[[endpoint]]\nbuffers = ''\n"),
            "a.toml:7:1: unknown key \"buffers\" in [[endpoint]]: take one of "
            "name, gateway, bandwidth, location, machine_type, address, "
            "interface, alternates, mac");
  EXPECT_EQ(complaint(start + "[[resource]]\ngroup = ''\n"),
            "a.toml:7:1: unknown key \"group\" in [[resource]]: take one of "
            "name, kind, endpoint, gateway, capacity, groups, part_of");
}

TEST(TopologyFile, SaysWhatIsMissing) {
  EXPECT_EQ(complaint(""),
            "a.toml:1:1: the top level lacks region: add it, "
            "like region = \"figure8\"");
  EXPECT_EQ(complaint("region = 'x'\n[[gateway]]\n"),
            "a.toml:2:1: [[gateway]] lacks name: add it, like name = \"GW1\"");
  EXPECT_EQ(complaint(start + "[[link]]\nname = 'L'\n"),
            "a.toml:6:1: a link is between two gateways: write it like "
            "between = [\"GW1\", \"GW2\"]");
  EXPECT_EQ(
      complaint(start + "[[link]]\nname = 'L'\nbetween = ['GW1', 'GW2']\n"),
      "a.toml:6:1: [[link]] lacks bandwidth: add it, like bandwidth = "
      "\"100Mbit/s\"");
  EXPECT_EQ(complaint(start + "[[endpoint]]\nname = 'E'\n"),
            "a.toml:6:1: [[endpoint]] lacks gateway: add it, like gateway = "
            "\"GW1\"");
  EXPECT_EQ(complaint(start + "[[resource]]\nname = 'GW1/x'\nkind = 'y'\n"),
            "a.toml:6:1: [[resource]] lacks capacity: add it, like capacity = "
            "\"1count\"");
}

TEST(TopologyFile, WantsALinkBetweenTwo) {
  for (auto between : {"['GW1']", "['GW1', 'GW2', 'GW1']", "[]"})
    EXPECT_EQ(complaint(start + "[[link]]\nname = 'L'\nbetween = " + between),
              "a.toml:8:11: a link is between two gateways: write it like "
              "between = [\"GW1\", \"GW2\"]");
  EXPECT_EQ(complaint(start + "[[link]]\nname = 'L'\nbetween = 'GW1'"),
            "a.toml:8:11: between is a list of texts: write it like between "
            "= [\"one\", \"two\"]");
}

TEST(TopologyFile, WantsABandwidthInBits) {
  auto link = start + "[[link]]\nname = 'L'\nbetween = ['GW1', 'GW2']\n";
  EXPECT_EQ(complaint(link + "bandwidth = '4MiB'\n"),
            "a.toml:9:13: \"4MiB\" is no bandwidth: write it in bit/s, like "
            "100Mbit/s");
  EXPECT_EQ(complaint(link + "bandwidth = ['4Mbit/s', '4']\n"),
            "a.toml:9:13: \"4\" is no bandwidth: write it in bit/s, like "
            "100Mbit/s");
  EXPECT_EQ(complaint(link + "bandwidth = ['4Mbit/s']\n"),
            "a.toml:9:13: a link has a bandwidth for both its ends, or two, "
            "in the order of between: write it like \"100Mbit/s\" or "
            "[\"100Mbit/s\", \"50Mbit/s\"]");
  EXPECT_EQ(complaint(link + "bandwidth = '4Mb'\n")
                .rfind("a.toml:9:13: \"4Mb\" is no amount: unknown unit", 0),
            0u);
  EXPECT_EQ(complaint(link + "bandwidth = 4\n"),
            "a.toml:9:13: bandwidth is a text: write it between quotes");
}

TEST(TopologyFile, WantsACostWithinItsRange) {
  auto link = start
      + "[[link]]\nname = 'L'\nbetween = ['GW1', 'GW2']\n"
        "bandwidth = '1Mbit/s'\n";
  for (auto cost : {"0", "-1", "4294967296", "1.5", "'1'"})
    EXPECT_EQ(complaint(link + "cost = " + cost),
              "a.toml:10:8: cost is a whole number from 1 to 4294967295, "
              "without quotes");
  EXPECT_EQ(complaint(link + "cost = 4294967295"), "none");
}

TEST(TopologyFile, WantsBuffersInBytesAndATime) {
  EXPECT_EQ(complaint(start + "buffers = '4Mbit/s'"),
            "a.toml:6:11: \"4Mbit/s\" is no buffers: write it in bytes, like "
            "4MiB");
  EXPECT_EQ(complaint(start + "buffer_time = '50'").rfind("a.toml:6:15: ", 0),
            0u);
  EXPECT_EQ(complaint(start + "buffers = '0'"), "none");
}

TEST(TopologyFile, SaysWhereTheWholeIsAtFault) {
  EXPECT_EQ(complaint("\nregion = 'a b'"),
            "a.toml:2:10: \"a b\" is no name for a region: take 1 to 64 "
            "visible ASCII characters without spaces and slashes, and no '-' "
            "in front");
  EXPECT_EQ(complaint(start + "[[gateway]]\nname = 'GW1'\n"),
            "a.toml:6:1: gateway GW1: there are two of that name: rename one");
  EXPECT_EQ(complaint(start
                      + "[[link]]\nname = 'L'\nbetween = ['GW1', 'GW3']\n"
                        "bandwidth = '1Mbit/s'\n"),
            "a.toml:6:1: link L: it leads to \"GW3\", which is no gateway of "
            "the region: declare that gateway or name another");
  EXPECT_EQ(complaint(start
                      + "[[endpoint]]\nname = 'E'\ngateway = 'GW2'\n"
                        "bandwidth = '0'\n"),
            "a.toml:6:1: endpoint E: a bandwidth of 0bit/s is nothing to "
            "lease: give it a positive one, like 100Mbit/s");
  EXPECT_EQ(complaint(start
                      + "[[resource]]\nname = 'GW1/x'\nkind = 'y'\n"
                        "capacity = '1'\n"),
            "a.toml:6:1: resource GW1/x: it has no owner: name either its "
            "endpoint or its gateway");
}

// -- round trips -------------------------------------------------------------

std::string plain_name(const char* prefix, std::size_t number) {
  auto y = prefix + std::to_string(number) + gen::name_text(12);
  std::replace(y.begin(), y.end(), '/', '\\');
  return y;
}

std::int64_t any_rate() {
  return gen::in_range(0, 9) == 0
      ? bounds::capacity_max
      : gen::in_range(1, 1000) * gen::in_range(1, 1000000);
}

resource_spec any_resource(const topology& of, std::size_t number) {
  resource_spec y;
  std::string owner;
  if (!of.endpoints.empty() && gen::chance()) {
    y.endpoint = of.endpoints.front().name;
    owner = y.endpoint.str();
  } else {
    y.gateway = of.gateways.back().name;
    owner = y.gateway.str();
  }
  y.name = resource_name{owner + '/' + plain_name("r", number)};
  y.kind = gen::named<kind_name>();
  for (auto u : all_units)
    if (u == unit::count || gen::chance())
      y.capacity.set(u, any_rate());
  for (std::size_t i = gen::in_range(0, 3); i > 0; --i)
    y.groups.emplace_back(plain_name("s", i));
  if (gen::chance() && !of.resources.empty())
    y.part_of = of.resources.back().name;
  else if (gen::chance() && !of.links.empty())
    y.part_of = nic_of(of.links[0].a, of.links[0].name);
  return y;
}

topology any_whole_topology() {
  topology y;
  y.region = region_name{plain_name("x", 0)};
  for (std::size_t i = gen::in_range(2, 4); i > 0; --i)
    y.gateways.push_back(
        {gateway_name{plain_name("g", i)},
         gen::chance() ? std::optional{any_rate()} : std::nullopt,
         duration{gen::in_range(0, period::max.count())}});
  if (gen::chance())
    for (auto& gateway : y.gateways)
      gateway.node = node_name{plain_name("n", gen::in<std::size_t>(0, 1))};
  std::set<node_name> named;
  for (auto& gateway : y.gateways)
    if (!gateway.node.empty())
      named.insert(gateway.node);
  if (gen::chance())
    for (auto& node : named)
      y.nodes.push_back(
          {node,
           gen::chance() ? "10.0.0." + std::to_string(y.nodes.size()) : ""});
  for (std::size_t i = gen::in_range(0, 4); i > 0; --i) {
    auto a = any_rate();
    y.links.push_back({link_name{plain_name("l", i)}, y.gateways[i % 2].name,
                       y.gateways[1 - i % 2].name, a,
                       gen::chance() ? a : any_rate(),
                       gen::in<std::uint32_t>(1, 0xffffffff)});
  }
  for (std::size_t i = gen::in_range(0, 4); i > 0; --i)
    y.endpoints.push_back({endpoint_name{plain_name("e", i)},
                           y.gateways[i % 2].name, any_rate(), gen::text(256),
                           gen::text(256)});
  for (std::size_t i = gen::in_range(0, 4); i > 0; --i)
    y.resources.push_back(any_resource(y, i));
  return y;
}

// Sums over all who take of it stay exact.
TEST(TopologyFile, RefusesWhatIsMoreThanANodeCounts) {
  const auto most = std::to_string(bounds::capacity_max);
  const auto more = std::to_string(bounds::capacity_max + 1);
  const auto with = [](const std::string& bytes) {
    return complaint("region = 'x'\n[[gateway]]\nname = 'GW1'\nbuffers = '"
                     + bytes + "B'\n[[resource]]\nname = 'GW1/x'\nkind = 'x'\n"
                     + "gateway = 'GW1'\ncapacity = '" + bytes + "'\n");
  };
  EXPECT_EQ(with(most), "none");
  EXPECT_NE(with(more).find("too large"), std::string::npos) << with(more);
}

RC_GTEST_PROP(TopologyFileProperty, WhatIsWrittenReadsBack, ()) {
  auto x = any_whole_topology();
  auto whole = validate(x);
  if (!whole)
    RC_FAIL(whole.error().message);
  auto y = parse_topology(write_topology(x), "a.toml");
  if (!y)
    RC_FAIL(y.error().message);
  RC_ASSERT(*y == x);
}

} // namespace
} // namespace leasehold
