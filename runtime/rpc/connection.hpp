// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>

#include "runtime/rpc/connection_context.hpp"
#include "runtime/rpc/frame_stream.hpp"

namespace leasehold {

/// Gives a new connection its bootstrap capability, which can only log in.
/// What it throws ends the connection.
using bootstrap_factory = std::function<capnp::Capability::Client(
    std::shared_ptr<connection_context>)>;

/// Who is at the other end of an accepted connection.
struct connection_peer {
  std::string name;
  std::string remote_address;
};

/// One accepted connection from its handshake's end to its socket's: Cap'n
/// Proto with bounds around it. Ends by itself when the peer leaves or breaks
/// a bound, never hangs on a peer that does not go along, and takes nothing
/// else with it.
class connection {
public:
  /// @pre the timer outlives the connection
  connection(kj::Own<kj::AsyncIoStream> io, kj::Timer& timer,
             const connection_limits& limits, connection_peer peer,
             const bootstrap_factory& factory, std::function<void()> on_login);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Done when the connection is over and nothing of it is left to do. Drop it
  /// to end the connection at once.
  /// @pre called once
  kj::Promise<void> run();

  /// Fails all calls on it and ends it.
  void end(close_reason reason, std::string why);

  /// Reads nothing more. Unless another node is at the other end: then it does
  /// nothing.
  void drain();
  bool draining() const {
    return stream_.draining();
  }
  /// Whether it is draining, and nothing is left to be answered.
  bool drained() const;

  /// To be called now and then: ends it when the peer takes too long.
  void check_times();

  /// Why it ended, or would if it ended now.
  stream_failure verdict() const;

  const connection_peer& peer() const;
  const frame_stream& stream() const {
    return stream_;
  }

private:
  class context;

  kj::Promise<void> linger();
  kj::Promise<void> discard(std::size_t budget);

  kj::Own<kj::AsyncIoStream> io_;
  kj::Timer& timer_;
  std::shared_ptr<context> context_;
  frame_stream stream_;
  kj::Own<kj::PromiseFulfiller<void>> give_up_;
  kj::Promise<void> given_up_ = nullptr;
  kj::Promise<void> grace_ = nullptr;
  capnp::TwoPartyVatNetwork network_;
  capnp::RpcSystem<capnp::rpc::twoparty::VatId> system_;
};

} // namespace leasehold
