// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"

namespace leasehold {

/// Which of the packets between two endpoints are meant, in both directions.
struct flow_selector {
  enum class protocol : std::uint8_t { all = 0, tcp = 6, udp = 17 };

  protocol is = protocol::all;
  /// Where the target listens; 0 for all ports.
  std::uint16_t port = 0;

  friend bool operator==(flow_selector x, flow_selector y) noexcept {
    return x.is == y.is && x.port == y.port;
  }
  friend bool operator!=(flow_selector x, flow_selector y) noexcept {
    return !(x == y);
  }
};

/// "all", "tcp", "udp/5001".
std::string to_string(flow_selector x);

/// Reads what `to_string` wrote. Fails with `errc::invalid_request`.
result<flow_selector> parse_flow(std::string_view text);

} // namespace leasehold
