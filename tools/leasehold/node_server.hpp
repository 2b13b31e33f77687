// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "actors/door/door_config.hpp"
#include "actors/node/node.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "runtime/store/journal.hpp"

namespace leasehold {

class link_hub;
class loop_context;
class pulse;

struct server_config {
  /// Where the journal is; made if there is none.
  std::string folder;
  /// How it is kept there; the folder above goes before its own.
  journal_config journal;
  node_config node;
  door_config door;
  /// Where health and metrics are told by HTTP, with the door's TLS; empty for
  /// nowhere.
  std::string http;
  /// How much of its thread's CPU time an actor may use in one turn; then the
  /// node ends, by `node.on_fatal`.
  std::chrono::nanoseconds turn_max = std::chrono::seconds{10};
  /// How long callers are given to get their answers when the node stops.
  std::chrono::milliseconds drain_within = std::chrono::seconds{10};
  /// Told, on the event loop, each time that all of the node has shown that it
  /// lives; see actors/health/pulse.hpp.
  std::function<void(const node_status&)> on_beat;
  duration beat_every{1000};
};

/// A whole node in this process: journal, actors, event loop and front door.
/// It is stopped in an order that loses nothing: callers first, then actors,
/// then the journal. End it on the thread that started it: CAF keeps a hold on
/// that thread, and would wait for ever on another one.
class node_server {
public:
  /// Fails where the folder or the address is in use or can't be used, and as
  /// `node::start` does.
  static result<std::unique_ptr<node_server>> start(server_config config);

  ~node_server();
  node_server(const node_server&) = delete;
  node_server& operator=(const node_server&) = delete;

  /// The port it listens on.
  std::uint16_t port() const;
  /// The one of HTTP; 0 where there is none.
  std::uint16_t http_port() const;

  /// Takes no new connections and calls, and waits until those that came are
  /// answered, for at most `drain_within`.
  void drain();

  /// Reads the files of its certificates again; connections that are made from
  /// now on use them. Where they can't be used, nothing has changed.
  status reload_certificates();

private:
  struct parts;
  static status serve_http(parts& all, const server_config& config,
                           loop_context& loop, const pulse& life,
                           link_hub& hub);
  explicit node_server(std::unique_ptr<parts> parts);

  std::unique_ptr<parts> parts_;
};

} // namespace leasehold
