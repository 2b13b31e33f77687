// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <kj/async.h>
#include <kj/memory.h>

#include "actors/door/door_config.hpp"
#include "actors/door/door_context.hpp"
#include "actors/node/services.hpp"
#include "messages/result.hpp"
#include "runtime/rpc/listener.hpp"
#include "runtime/rpc/loop_context.hpp"

namespace leasehold {

/// The FRONT DOOR of a node: sessions of clients over Cap'n Proto. Belongs to
/// the thread of the event loop.
class front_door {
public:
  /// Listens from now on. Fails as `listener::open` does.
  /// @param links Where other nodes join; null for a node alone.
  /// @pre `loop` and `links` outlive the door
  static result<kj::Own<front_door>> open(loop_context& loop, services node,
                                          door_config config,
                                          link_hub* links = nullptr);

  /// Use `open`.
  front_door(loop_context& loop, services node, door_config config,
             link_hub* links);
  ~front_door() noexcept(false);
  KJ_DISALLOW_COPY(front_door);

  std::uint16_t port() const {
    return listener_->port();
  }
  std::uint32_t sessions() const {
    return context_->sessions();
  }

  const door_counts& answered() const {
    return context_->counts();
  }
  const listener_counts& connections() const {
    return listener_->counts();
  }

  /// Takes no new calls and answers those that it has. Done when clients are
  /// answered, or after `within`.
  kj::Promise<void> drain(kj::Duration within) {
    return listener_->drain(within);
  }

  /// See `listener::reload_certificates`.
  status reload_certificates() {
    return listener_->reload_certificates();
  }

  /// Accepts nothing more and ends all sessions.
  kj::Promise<void> stop() {
    return listener_->stop();
  }

private:
  kj::Promise<void> report_holders();
  kj::Promise<void> watch_memory();

  door_config config_;
  std::shared_ptr<door_context> context_;
  kj::Own<listener> listener_;
  kj::Promise<void> reporting_;
  kj::Promise<void> watching_;
};

} // namespace leasehold
