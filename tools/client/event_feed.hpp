// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <kj/async.h>

#include "messages/front_door.capnp.h"
#include "runtime/clock/clock_source.hpp"
#include "tools/client/async_session.hpp"

namespace leasehold {

/// What a node calls with the events of one subscription. The node lets go of
/// it when the subscription or the connection ends; the sink learns of it.
class event_feed final : public rpc::EventListener::Server {
public:
  /// @pre `clock` outlives it
  event_feed(const clock_source& clock, std::string address, std::uint64_t from,
             async_session::page_sink sink);
  ~event_feed() noexcept;

  kj::Promise<void> events(EventsContext context) override;

private:
  const clock_source& clock_;
  const std::string address_;
  std::uint64_t next_;
  const async_session::page_sink sink_;
};

} // namespace leasehold
