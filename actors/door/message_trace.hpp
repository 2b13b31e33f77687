// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <kj/async.h>
#include <kj/timer.h>

#include "messages/front_door.capnp.h"
#include "runtime/actor/seen.hpp"

namespace leasehold {

/// The messages of one lease, read by an operator. Ends when it is dropped.
class message_trace final : public rpc::MessageTrace::Server {
public:
  message_trace(kj::Timer& timer, std::shared_ptr<actor_scope> scope,
                std::shared_ptr<message_tap::trace> trace);

  kj::Promise<void> read(ReadContext context) override;

private:
  kj::Timer& timer_;
  // Outlives the trace of its tap.
  std::shared_ptr<actor_scope> scope_;
  std::shared_ptr<message_tap::trace> trace_;
  bool reading_ = false;
};

} // namespace leasehold
