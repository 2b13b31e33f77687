// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"

namespace leasehold {

/// Where a node listens unless it is told otherwise.
inline constexpr std::uint16_t default_port = 7420;

/// A host and a port as people write them: `node1:7450`, `127.0.0.1`,
/// `[::1]:7450`.
struct socket_address {
  /// A name or a numeric address, without brackets.
  std::string host;
  std::uint16_t port = 0;

  std::string to_string() const;

  friend bool operator==(const socket_address& x, const socket_address& y) {
    return x.host == y.host && x.port == y.port;
  }
};

/// Reads `host`, `host:port` or `[ipv6]:port`.
result<socket_address> parse_socket_address(std::string_view text,
                                            std::uint16_t default_port);

/// Whether `host` is an IPv4 or IPv6 address rather than a name.
bool is_numeric_host(const std::string& host);

/// Whether `host` can only mean this machine: 127.0.0.0/8, ::1 or localhost.
bool is_loopback_host(const std::string& host);

} // namespace leasehold
