// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The time of a node's ledgers: one timeline that goes on across restarts, and
// never runs ahead of real time, so that no owner ends a term early (T1).
//
// - While it runs, it advances by the smaller of both clocks' advances.
// - Restarted on the same boot, it goes on from the last durable stamp by what
//   has truly passed: downtime counts.
// - Restarted on another boot, nobody knows how long that took: it goes on
//   from the last durable stamp, and every term keeps what remained (T4).
//
// It never changes, so any thread may ask it.

#include <optional>
#include <string>

#include "messages/time.hpp"
#include "runtime/clock/clock_source.hpp"

namespace leasehold {

/// A point of the timeline and what the clocks showed then. Journalled once a
/// second: what was not stamped is lived again after a reboot.
struct clock_stamp {
  instant at;
  clock_ticks ticks;
  std::string boot_id;
  /// What lay between the timeline and civil time; absent in stamps that were
  /// written before it was kept.
  std::optional<duration> civil{};
};

class ledger_clock {
public:
  /// Goes on after `last`, or begins a timeline at its epoch if there is none.
  ledger_clock(const std::optional<clock_stamp>& last, clock_ticks now,
               std::string boot_id);

  /// @pre `now` was read on the same boot, after the one it was made with.
  instant at(clock_ticks now) const noexcept;

  /// The same for a believer (C2): never behind real time since this was made.
  /// Not to be compared with what another one said.
  instant believed(clock_ticks now) const noexcept;

  clock_stamp stamp(clock_ticks now) const;

  /// Whether it goes on with nothing missing: on the same boot as `last`.
  bool resumed() const noexcept {
    return resumed_;
  }

private:
  clock_stamp anchor_;
  clock_ticks made_;
  bool resumed_ = false;
};

} // namespace leasehold
