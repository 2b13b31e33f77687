// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <kj/async.h>

#include "messages/front_door.capnp.h"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "tools/client/mailbox.hpp"

namespace leasehold {

/// One watch, from both threads. A node may send some more after its end.
struct watch_state {
  mailbox<result<event_page>> pages;

  // The rest is the loop's alone.
  bool over = false;
  kj::Maybe<rpc::Subscription::Client> subscription;
  /// Tells the node that the listener has had the page.
  kj::Own<kj::PromiseFulfiller<void>> page_done;

  kj::Promise<void> take(result<event_page> page) {
    if (over)
      return kj::READY_NOW;
    auto done = kj::newPromiseAndFulfiller<void>();
    page_done = kj::mv(done.fulfiller);
    pages.put(std::move(page));
    return kj::mv(done.promise);
  }

  void go_on() {
    if (page_done.get() != nullptr)
      page_done->fulfill();
  }

  void end() {
    over = true;
    subscription = nullptr;
    page_done = nullptr;
  }
};

} // namespace leasehold
