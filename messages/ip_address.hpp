// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"

namespace leasehold {

/// An IPv4 or IPv6 address.
struct ip_address {
  enum class family : std::uint8_t { v4 = 4, v6 = 6 };

  family is = family::v4;
  /// In network order; the last twelve are 0 for IPv4.
  std::array<std::uint8_t, 16> bytes{};

  friend bool operator==(const ip_address& x, const ip_address& y) noexcept {
    return x.is == y.is && x.bytes == y.bytes;
  }
  friend bool operator!=(const ip_address& x, const ip_address& y) noexcept {
    return !(x == y);
  }
  friend bool operator<(const ip_address& x, const ip_address& y) noexcept {
    return x.is != y.is ? x.is < y.is : x.bytes < y.bytes;
  }
};

/// In the form that RFC 5952 prefers.
std::string to_string(const ip_address& x);

/// Not for addresses that no host has: the unspecified, multicast, and IPv4's
/// broadcast.
bool is_of_one_host(const ip_address& x) noexcept;

/// Reads an address of one host, without a prefix length, zone or port. Fails
/// with `errc::invalid_request` for anything else.
result<ip_address> parse_ip_address(std::string_view text);

} // namespace leasehold
