// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Watching events until Ctrl-C: in slices, between which the user is heard.

#include <functional>

#include "messages/event.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "tools/cli/context.hpp"

namespace leasehold::cli {

enum class follow_end { stopped, interrupted };

struct follower {
  std::function<watching(const lease_event&)> tell;
  /// Called between slices, where there is something else to do, with when the
  /// node was asked what it has just answered.
  std::function<status(instant asked)> between = {};
  /// Whether there is no use in going on, though nothing has happened.
  std::function<bool()> useless = {};
};

inline constexpr duration follow_slice{250};

/// Tells each event from `query.from` on once, old and new, until `tell` stops
/// it, it is useless, Ctrl-C is seen, or something fails.
result<follow_end> follow(context& run, session& node, event_query query,
                          const follower& who);

} // namespace leasehold::cli
