// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "runtime/rpc/listener_config.hpp"
#include "runtime/rpc/tls_config.hpp"

namespace leasehold {

/// Which node to log in to, and as whom.
struct session_config {
  /// `host:port`, `[ipv6]:port`; names are looked up.
  std::string address = "127.0.0.1:7420";
  /// Who logs in.
  lessee_name name;
  /// What connects, for people: "leasehold 0.3.1".
  std::string program;
  std::optional<tls_config> tls;
  /// The name, or the numeric address, that the node's certificate has to be
  /// for. Empty: the host of the address.
  std::string node_name;
  plain_tcp plain = plain_tcp::loopback_only;
  /// For looking up, connecting, the handshake and the login together.
  duration connect_within = std::chrono::seconds{5};
  /// For each call.
  duration answer_within = std::chrono::seconds{30};
  /// How often the node hears that the session is still wanted. Nodes close
  /// connections that are silent for five minutes.
  duration keep_alive_every = std::chrono::minutes{1};
  /// Asked ten times a second, on the caller's thread, while a blocking call
  /// waits; true makes the call fail with `errc::timed_out`.
  std::function<bool()> interrupted;
};

} // namespace leasehold
