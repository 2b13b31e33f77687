// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"

namespace leasehold {

/// The hardware address of one Ethernet NIC.
struct mac_address {
  std::array<std::uint8_t, 6> bytes{};

  friend bool operator==(const mac_address& x, const mac_address& y) noexcept {
    return x.bytes == y.bytes;
  }
  friend bool operator!=(const mac_address& x, const mac_address& y) noexcept {
    return !(x == y);
  }
  friend bool operator<(const mac_address& x, const mac_address& y) noexcept {
    return x.bytes < y.bytes;
  }
};

/// The longest text of one.
inline constexpr std::size_t mac_address_bytes = 17;

/// Like 02:00:5e:10:00:51.
std::string to_string(const mac_address& x);

/// Reads six pairs of hexadecimal digits with ':' or '-' between them. Fails
/// with `errc::invalid_request` for anything else, and for addresses that are
/// of no single NIC: all zeros, and those of groups.
result<mac_address> parse_mac_address(std::string_view text);

} // namespace leasehold
