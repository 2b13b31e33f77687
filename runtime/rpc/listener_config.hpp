// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "messages/result.hpp"
#include "runtime/rpc/close_reason.hpp"
#include "runtime/rpc/limits.hpp"
#include "runtime/rpc/tls_config.hpp"

namespace leasehold {

/// Where connections without TLS are accepted or made. Without TLS anybody on
/// the way reads along and nobody proves a name.
enum class plain_tcp {
  /// Only where no other machine is on the way.
  loopback_only,
  /// Everywhere. For networks that are trusted as a whole, and for tests.
  anywhere,
};

/// One connection that is over.
struct closed_connection {
  close_reason reason = close_reason::peer_left;
  /// Partly the peer's own words.
  std::string why;
  std::string peer_name;
  std::string remote_address;
  std::uint64_t calls = 0;
};

/// One line for a log, safe to print whatever the peer sent.
std::string describe(const closed_connection& x);

struct listener_config {
  /// Numeric, or localhost: `127.0.0.1:7450`, `[::]:7450`. Port 0 takes a free
  /// one.
  std::string address = "127.0.0.1:0";
  std::optional<tls_config> tls;
  plain_tcp plain = plain_tcp::loopback_only;
  connection_limits limits;
  /// Connections at once, logged in or not. What is over is closed at once.
  std::uint32_t connections_max = 1344;
  /// How many of them may be strangers: they can't keep the others out. For one
  /// that comes when there are as many, one that has said nothing goes: of
  /// those from the address that has most, the oldest.
  std::uint32_t strangers_max = 256;
  /// Connections a second that one address may make. More are closed at once,
  /// which costs next to nothing.
  std::uint32_t accepts_per_second = 1000;
  /// Lines a second that the log gets of connections that came and went.
  std::uint32_t log_lines_per_second = 20;
  /// Told of each connection that ends, on the event loop. Without one, the
  /// process's log is.
  std::function<void(const closed_connection&)> on_closed;
};

/// Refuses what would not work or not be safe, and says what to change.
status validate(const listener_config& config);

} // namespace leasehold
