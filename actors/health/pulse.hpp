// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <kj/async.h>
#include <kj/timer.h>

#include "actors/node/services.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Whether a node lives, found out as an operator would: the DIRECTORY is asked
/// how the node is, which asks the STORE and the LEASE MANAGER for that. An
/// answer that comes through the event loop shows that all of them work, and
/// nothing else shows it. Belongs to the event loop.
class pulse {
public:
  struct config {
    /// From an answer to the next question.
    duration every{1000};
    /// Told of each answer.
    std::function<void(const node_status&)> on_beat;
  };

  /// @pre the timer outlives the pulse
  pulse(kj::Timer& timer, services node, config settings);
  KJ_DISALLOW_COPY(pulse);

  /// The last answer; nothing before the first.
  const std::optional<node_status>& last() const {
    return last_;
  }
  /// How long ago that was, or the start where there was none.
  duration silence() const;
  /// Why there was none at the last question; empty where there was one.
  const std::string& why() const {
    return why_;
  }

private:
  kj::Promise<void> beat();

  kj::Timer& timer_;
  const services node_;
  const config config_;
  std::optional<node_status> last_;
  std::string why_;
  kj::TimePoint heard_;
  // Last: what runs refers to the members above.
  kj::Promise<void> beating_;
};

} // namespace leasehold
