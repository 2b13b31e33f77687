// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "messages/bounds.hpp"
#include "messages/ids.hpp"
#include "messages/ip_address.hpp"
#include "messages/result.hpp"

namespace leasehold {

using vpn_name = name<struct vpn_tag>;

/// By what packets of an endpoint are known. VPNs use addresses independently
/// of each other: the same one may be of different machines in two of them.
struct endpoint_address {
  ip_address ip;
  /// Empty for none.
  vpn_name vpn;

  friend bool operator==(const endpoint_address& x,
                         const endpoint_address& y) noexcept {
    return x.ip == y.ip && x.vpn == y.vpn;
  }
  friend bool operator!=(const endpoint_address& x,
                         const endpoint_address& y) noexcept {
    return !(x == y);
  }
  friend bool operator<(const endpoint_address& x,
                        const endpoint_address& y) noexcept {
    return std::tie(x.vpn, x.ip) < std::tie(y.vpn, y.ip);
  }
};

/// Whether packets can go from the one to the other.
inline bool reach(const endpoint_address& x,
                  const endpoint_address& y) noexcept {
  return x.ip.is == y.ip.is && x.vpn == y.vpn;
}

/// By which the packets of machines are known.
using address_map = std::map<endpoint_name, std::vector<endpoint_address>>;

/// The longest text of one.
inline constexpr std::size_t endpoint_address_bytes =
    bounds::ip_address_bytes + 1 + bounds::name_bytes;

/// Like 192.0.2.7, or 192.0.2.7@office where it has a VPN.
std::string to_string(const endpoint_address& x);

/// Reads that. Fails as `parse_ip_address` does, and for what is no name of a
/// VPN.
result<endpoint_address> parse_endpoint_address(std::string_view text);

} // namespace leasehold
