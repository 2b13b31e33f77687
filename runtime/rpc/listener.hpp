// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>

#include <kj/async-io.h>
#include <kj/compat/tls.h>

#include "messages/result.hpp"
#include "runtime/rpc/connection.hpp"
#include "runtime/rpc/listener_config.hpp"
#include "runtime/rpc/loop_context.hpp"
#include "runtime/rpc/rate_gate.hpp"

namespace leasehold {

/// How many connections there were and are.
struct listener_counts {
  std::uint64_t accepted = 0;
  /// Closed at once because there were too many, or too many from one address.
  std::uint64_t refused = 0;
  /// How often none could be accepted, for instance for want of file
  /// descriptors.
  std::uint64_t failures = 0;
  std::uint32_t open = 0;
  /// Of the open ones, those that have not logged in.
  std::uint32_t strangers = 0;
  /// By `close_reason`.
  std::array<std::uint64_t, close_reason_count> closed{};

  std::uint64_t closed_by(close_reason x) const {
    return closed[static_cast<std::size_t>(x)];
  }
};

/// Accepts connections and serves Cap'n Proto on each, until it is stopped.
/// Belongs to the thread of the event loop. Ignores SIGPIPE for the process.
class listener final : private kj::TaskSet::ErrorHandler {
public:
  /// Listens from now on.
  /// @pre `loop` outlives the listener
  static result<kj::Own<listener>>
  open(loop_context& loop, listener_config config, bootstrap_factory factory);

  /// Use `open`.
  listener(loop_context& loop, listener_config config,
           bootstrap_factory factory, kj::Own<kj::TlsContext> tls,
           kj::Own<kj::ConnectionReceiver> receiver);
  KJ_DISALLOW_COPY(listener);

  /// The port it listens on.
  std::uint16_t port() const {
    return port_;
  }

  const listener_counts& counts() const {
    return counts_;
  }

  /// Accepts nothing more and reads no further call; ends each connection when
  /// its calls are answered, but those to other nodes, which may be needed for
  /// that. Done when only these are left, or when it took too long.
  kj::Promise<void> drain(kj::Duration within);

  /// Reads the files of the certificates again: connections that come from now
  /// on use them. Where they can't be used, nothing has changed.
  status reload_certificates();

  /// Accepts nothing more, fails what is in flight and tells each peer that we
  /// stop. Done when all connections are over: soon, whatever the peers do.
  kj::Promise<void> stop();

private:
  class open_slot;

  /// A stream whose peer proved its name.
  struct named_stream {
    kj::Own<kj::AsyncIoStream> stream;
    std::string name;
  };

  void stop_accepting();
  kj::Promise<void> end_drained(kj::TimePoint until);
  kj::Promise<void> accept();
  kj::Promise<void> check_times();
  void admit(kj::AuthenticatedStream stream);
  bool admits(const std::string& host);
  void crowd_out();
  void summarise();
  kj::Promise<void> serve(kj::AuthenticatedStream stream, open_slot& slot);
  kj::Promise<void> serve_secured(kj::Own<kj::AsyncIoStream> stream,
                                  std::string name, open_slot& slot);
  void report(const connection& x);
  void closed(closed_connection x);
  void taskFailed(kj::Exception&& exception) override;

  loop_context& loop_;
  const listener_config config_;
  const bootstrap_factory factory_;
  kj::Own<kj::TlsContext> tls_;
  kj::Own<kj::ConnectionReceiver> receiver_;
  const std::uint16_t port_;
  listener_counts counts_;
  std::unordered_set<connection*> connections_;
  /// Those that have not logged in, the oldest first, by address.
  std::map<std::string, std::list<open_slot*>> strangers_;
  /// How fast connections come, by address; and from all addresses for which
  /// there is no room here.
  std::map<std::string, rate_gate> pace_;
  rate_gate pace_of_others_;
  rate_gate log_;
  std::uint64_t refused_told_ = 0;
  kj::TimePoint summarised_;
  bool stopping_ = false;
  kj::Canceler handshakes_;
  // Last: what runs refers to the members above.
  kj::Promise<void> accepting_ = nullptr;
  kj::Promise<void> checking_ = nullptr;
  kj::TaskSet serving_;
};

} // namespace leasehold
