// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "actors/action/locator.hpp"
#include "actors/route/topology_file.hpp"

namespace leasehold::test {

/// Two endpoints that both gateways reach, one that A alone does, one within a
/// VPN.
inline constexpr const char* two_gateways = R"(
region = "pair"

[[gateway]]
name = "A"
[[gateway]]
name = "B"

[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"

[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
address = ["10.0.1.1", "fd00::1"]
alternates = ["B"]
mac = "02:00:00:00:00:01"
[[endpoint]]
name = "E2"
gateway = "B"
bandwidth = "1Gbit/s"
address = "10.0.2.1"
alternates = ["A"]
mac = "02:00:00:00:00:02"
location = "room 7"
[[endpoint]]
name = "E3"
gateway = "A"
bandwidth = "1Gbit/s"
address = "10.0.3.1"
mac = "02:00:00:00:00:03"
[[endpoint]]
name = "E4"
gateway = "A"
bandwidth = "1Gbit/s"
address = "10.0.1.1@office"

[[resource]]
name = "E1/printer"
kind = "printer"
endpoint = "E1"
capacity = "1count"
groups = ["printers"]
[[resource]]
name = "E2/printer"
kind = "printer"
endpoint = "E2"
capacity = "1count"
groups = ["printers"]
)";

inline region_map map_of(const std::string& toml) {
  region_map map;
  map.specs = *parse_topology(toml, "the test");
  map.graph = std::make_shared<route_graph>(map.specs);
  return map;
}

inline std::shared_ptr<const locator> locator_of(region_map map) {
  return std::make_shared<const locator>(
      std::make_shared<const region_map>(std::move(map)));
}

} // namespace leasehold::test
