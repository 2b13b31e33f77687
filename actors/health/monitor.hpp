// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <kj/async.h>
#include <kj/timer.h>

#include "actors/health/figures.hpp"
#include "actors/health/pulse.hpp"
#include "actors/node/services.hpp"
#include "runtime/rpc/http_listener.hpp"

namespace leasehold {

/// What is answered by HTTP: whether the node lives, whether it takes calls,
/// and its figures. Asks its actors the questions that there are anyway.
/// Belongs to the event loop.
class monitor {
public:
  struct config {
    services node;
    /// Adds what the loop itself knows, and the journal.
    std::function<void(node_figures&)> complete;
    /// For how long the node may say nothing and still count as alive.
    duration silence_max{10'000};
    /// How long one question may take.
    duration answer_within{5'000};
  };

  /// @pre `timer` and `life` outlive the monitor
  monitor(kj::Timer& timer, const pulse& life, config settings);
  KJ_DISALLOW_COPY(monitor);

  /// By path.
  std::map<std::string, http_page> pages();

  /// No more calls are taken.
  void stopping() {
    stopping_ = true;
  }

private:
  http_answer live() const;
  http_answer ready() const;
  kj::Promise<http_answer> metrics();
  kj::Promise<std::string> gather();

  template <class T, class Handle, class Msg, class Take>
  kj::Promise<void> ask(const Handle& whom, Msg msg, const char* part,
                        std::shared_ptr<node_figures> to, Take take);

  kj::Timer& timer_;
  const pulse& life_;
  const config config_;
  bool stopping_ = false;
  /// Who comes while the figures are gathered gets the same.
  kj::Maybe<kj::ForkedPromise<std::string>> gathering_;
  bool gathered_ = false;
};

} // namespace leasehold
