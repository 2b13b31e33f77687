// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/interface_rules.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/decimal.hpp"
#include "messages/endpoint_address.hpp"
#include "messages/ids.hpp"
#include "runtime/shaping/device_name.hpp"

namespace leasehold {

namespace {

/// What is wrong with one thing; empty where nothing is.
using complaint = std::string;

std::string rate(std::int64_t bits) {
  return to_string(amounts{unit::bit_per_second, bits});
}

/// A name that no command would take for an option.
bool is_device(const std::string& x) {
  static_assert(device_name_max == bounds::device_bytes);
  return is_device_name(x) && x.front() != '-';
}

complaint check_rates(const interface_spec& y, std::int64_t bandwidth) {
  if (y.line_rate <= 0 || y.line_rate > bounds::capacity_max)
    return fmt::format("a line rate of {} is impossible: give what {} carries "
                       "in all, like 100Mbit/s",
                       rate(y.line_rate), y.device);
  if (y.unleased <= 0)
    return fmt::format("nothing of {} is left to traffic without a lease: "
                       "give it some, like {}",
                       y.device,
                       rate(std::max<std::int64_t>(y.line_rate / 100, 1000)));
  if (bandwidth > y.line_rate - y.unleased)
    return fmt::format(
        "its bandwidth of {} and the {} kept for traffic without "
        "a lease are more than the line rate of {}, which is "
        "{}: lower the bandwidth to {}",
        rate(bandwidth), rate(y.unleased), y.device, rate(y.line_rate),
        rate(std::max<std::int64_t>(y.line_rate - y.unleased, 0)));
  return {};
}

complaint check_next_hops(const interface_spec& y) {
  auto of = [&y](ip_address::family family) {
    return std::count_if(y.next_hops.begin(), y.next_hops.end(),
                         [family](auto& x) { return x.is == family; });
  };
  if (of(ip_address::family::v4) <= 1 && of(ip_address::family::v6) <= 1)
    return {};
  return fmt::format(
      "{} has two next hops of one family: give one of IPv4, one "
      "of IPv6, or both",
      y.device);
}

class checker {
public:
  explicit checker(const topology& x) : x_(x) {
    for (auto& gateway : x.gateways)
      nodes_.emplace(gateway.name, gateway.node);
  }

  std::optional<topology_fault> run() {
    for (std::size_t i = 0; i < x_.links.size(); ++i)
      if (auto wrong = link(x_.links[i]); !wrong.empty())
        return topology_fault{topology_part::link, i, std::move(wrong)};
    for (std::size_t i = 0; i < x_.endpoints.size(); ++i)
      if (auto wrong = interface_of(x_.endpoints[i]); !wrong.empty())
        return topology_fault{topology_part::endpoint, i, std::move(wrong)};
    for (std::size_t i = 0; i < x_.endpoints.size(); ++i)
      if (auto wrong = addresses_of(x_.endpoints[i]); !wrong.empty())
        return topology_fault{topology_part::endpoint, i, std::move(wrong)};
    return std::nullopt;
  }

private:
  complaint link(const link_spec& y) {
    auto wrong = check(y.interface_a, y.a, nic_of(y.a, y.name), y.bandwidth_a);
    if (wrong.empty())
      wrong = check(y.interface_b, y.b, nic_of(y.b, y.name), y.bandwidth_b);
    return wrong.empty() ? wrong
                         : fmt::format("link {}: {}", y.name.str(), wrong);
  }

  complaint interface_of(const endpoint_spec& y) {
    auto wrong = check(y.interface, y.gateway, nic_of(y.name), y.bandwidth);
    return wrong.empty() ? wrong
                         : fmt::format("endpoint {}: {}", y.name.str(), wrong);
  }

  complaint check(const std::optional<interface_spec>& y,
                  const gateway_name& gateway, const resource_name& nic,
                  std::int64_t bandwidth) {
    if (!y)
      return {};
    if (!is_device(y->device))
      return fmt::format("{} is no network interface: take 1 to {} of the "
                         "characters A-Z a-z 0-9 . _ - with no '-' in front",
                         quoted(y->device), +bounds::device_bytes);
    // Gateways of one node share its machine.
    auto [known, first] =
        devices_.emplace(std::pair{nodes_.at(gateway), y->device}, nic);
    if (!first)
      return fmt::format("the interface {} is already that of {}: give each "
                         "NIC of a node its own",
                         y->device, known->second.str());
    if (auto wrong = check_rates(*y, bandwidth); !wrong.empty())
      return wrong;
    return check_next_hops(*y);
  }

  complaint addresses_of(const endpoint_spec& y) {
    auto& name = y.name.str();
    if (y.addresses.size() > bounds::addresses)
      return fmt::format(
          "endpoint {}: it has {} addresses, and {} is the most: "
          "leave some out",
          name, y.addresses.size(), +bounds::addresses);
    if (y.addresses.empty() && !devices_.empty())
      return fmt::format("endpoint {}: it has no address, and {} enforces "
                         "leases by addresses: give it one",
                         name, devices_.begin()->second.str());
    for (auto& address : y.addresses)
      if (auto [known, first] = addresses_.emplace(address, y.name); !first)
        return fmt::format("endpoint {}: {} has the address {} already: give "
                           "each its own, or its VPN, as in 192.0.2.7@office",
                           name, known->second.str(), to_string(address));
    return {};
  }

  const topology& x_;
  std::map<gateway_name, node_name> nodes_;
  /// The NIC of each interface.
  std::map<std::pair<node_name, std::string>, resource_name> devices_;
  std::map<endpoint_address, endpoint_name> addresses_;
};

} // namespace

std::optional<topology_fault> find_interface_fault(const topology& x) {
  return checker{x}.run();
}

} // namespace leasehold
