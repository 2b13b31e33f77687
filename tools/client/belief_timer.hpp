// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include <kj/async.h>
#include <kj/timer.h>

#include "messages/time.hpp"
#include "runtime/clock/clock_source.hpp"
#include "tools/client/jeopardy.hpp"

namespace leasehold {

/// Says for the holder of one lease when it must not rely on it any more.
///
/// A call to a node that hangs ends long after the lease that it was about. So
/// this runs beside all calls: it says `in_jeopardy` when an answer is overdue,
/// `lost` when the time is over that the newest grant vouches for, and `safe`
/// when the node has vouched for it again. Each is said once.
///
/// Belongs to the thread of the loop. Instants are on this process's timeline,
/// as `read_clocks` tells it.
class belief_timer {
public:
  /// May be called from any of the functions below, too.
  using listener = std::function<void(jeopardy::state)>;

  /// @pre `timer` and `clock` outlive it; `patience` is positive
  belief_timer(kj::Timer& timer, const clock_source& clock, duration patience,
               listener tell);
  KJ_DISALLOW_COPY(belief_timer);

  /// A question is put to the node now; gives the time, for `granted`.
  instant asked();

  /// The node has granted or renewed the lease: it may be relied on for so long
  /// from when that was asked for.
  void granted(instant sent, duration valid_for);

  /// The node has answered something else: nothing is overdue.
  void answered();

  /// Zero where it is lost.
  duration valid_for() const;

private:
  instant now() const;
  void look();
  kj::Promise<void> watch();

  kj::Timer& timer_;
  const clock_source& clock_;
  const duration patience_;
  const listener tell_;
  /// Nothing is believed before the first grant.
  std::optional<jeopardy> belief_;
  std::optional<instant> waiting_since_;
  kj::Promise<void> watching_ = nullptr;
};

} // namespace leasehold
