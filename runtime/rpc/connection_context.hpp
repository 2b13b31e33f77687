// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace leasehold {

/// What those who serve a connection know of it and may do to it. It may
/// outlive the connection, and then does nothing. Belongs to the thread of
/// the event loop.
class connection_context {
public:
  enum class state {
    /// Connected, with the bounds of a stranger.
    stranger,
    logged_in,
    closed,
  };

  virtual ~connection_context() = default;

  /// The common name of the certificate that the peer proved to have. Empty
  /// without TLS: then nothing is proved.
  virtual const std::string& peer_name() const = 0;

  /// Where the peer is, for people.
  virtual const std::string& remote_address() const = 0;

  virtual state current_state() const = 0;

  /// The peer has logged in: the bounds of a stranger end.
  virtual void authenticated() = 0;

  /// Ends the connection once the answers due now have been given; the peer is
  /// told `why`.
  virtual void close(std::string why) = 0;

  /// Another node is at the other end: others' calls may need it, so it stays
  /// until there are none. See `listener::drain`.
  virtual void outlast_clients() {}

  /// Calls that arrived and are not answered yet; counted on the wire, so that
  /// nobody has to.
  virtual std::uint32_t calls_in_flight() const = 0;

  /// Bytes of answers that wait for the peer to read them.
  virtual std::size_t queued_bytes() const = 0;
};

} // namespace leasehold
