// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <kj/async.h>

#include "actors/door/door_context.hpp"
#include "messages/front_door.capnp.h"
#include "messages/service.hpp"

namespace leasehold {

/// Brings the pages of a query to a listener, one after the other: the next is
/// read when the listener has answered, so a slow one slows only itself. Ends
/// when it is dropped, and when the listener fails.
class subscription final : public rpc::Subscription::Server {
public:
  /// `alive` counts the subscriptions of a session.
  subscription(std::shared_ptr<door_context> door, principal who,
               event_query query, rpc::EventListener::Client listener,
               std::shared_ptr<std::uint32_t> alive,
               std::shared_ptr<answer_gate::session> answers);
  ~subscription() noexcept;
  KJ_DISALLOW_COPY(subscription);

private:
  kj::Promise<void> next_page();
  kj::Promise<void> deliver(result<event_page> page);

  std::shared_ptr<door_context> door_;
  principal who_;
  event_query query_;
  rpc::EventListener::Client listener_;
  std::shared_ptr<std::uint32_t> alive_;
  std::shared_ptr<answer_gate::session> answers_;
  // Last: it uses the others.
  kj::Promise<void> running_;
};

} // namespace leasehold
