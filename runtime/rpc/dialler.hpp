// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <capnp/capability.h>
#include <kj/async-io.h>

#include "messages/result.hpp"
#include "runtime/rpc/limits.hpp"
#include "runtime/rpc/listener_config.hpp"
#include "runtime/rpc/tls_config.hpp"

namespace leasehold {

struct dial_config {
  /// `node1:7450`, `127.0.0.1:7450`, `[::1]`; names are looked up.
  std::string address;
  /// Of an address without one.
  std::uint16_t default_port = 0;
  std::optional<tls_config> tls;
  /// The name, or the numeric address, that the peer's certificate must be for.
  /// Empty: the host of the address.
  std::string expected_name;
  plain_tcp plain = plain_tcp::loopback_only;
  /// For looking up, connecting and the handshake together.
  std::chrono::milliseconds connect_timeout{10'000};
  /// What the peer may send us, as one that is known. Nothing is too idle.
  connection_limits limits;
};

/// Refuses what would not work or not be safe, and says what to change.
status validate(const dial_config& config);

/// A connection that we made. Its capabilities fail once it is gone; dropping
/// it ends it. Belongs to the thread of the event loop it was made on.
class dialled {
public:
  virtual ~dialled() noexcept(false) = default;

  /// What the peer offers to whoever connects.
  virtual capnp::Capability::Client bootstrap() = 0;

  /// The common name of the peer's certificate; empty without TLS.
  virtual const std::string& peer_name() const = 0;

  /// Done when the connection is gone, whatever the reason.
  virtual kj::Promise<void> on_disconnect() = 0;

  /// Why it is gone; empty while it is there.
  virtual std::string why_gone() const = 0;
};

/// Connects. Works on any event loop: a program's own from kj::setupAsyncIo(),
/// or the one of `event_loop`. Fails with an exception that names the address
/// and what was wrong; `to_failure` makes it a value.
kj::Promise<kj::Own<dialled>> dial(kj::Network& network, kj::Timer& timer,
                                   dial_config config);

} // namespace leasehold
