// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "messages/time.hpp"
#include "runtime/clock/civil_offset.hpp"
#include "runtime/clock/clock_source.hpp"
#include "runtime/clock/ledger_clock.hpp"

namespace leasehold {

/// The ledger's time as the actors of one node ask for it. Any thread may.
class node_clock {
public:
  /// Goes on after the last stamp that the journal's replay told.
  node_clock(std::shared_ptr<const clock_source> source,
             const std::optional<clock_stamp>& last);

  instant now() const;

  /// The time of whoever believes in what owners on other nodes count: see
  /// `ledger_clock::believed`.
  instant believed() const;

  /// What to journal, so that the timeline and its civil time go on after a
  /// restart.
  clock_stamp stamp() const;

  /// The present in both: what an edge needs to turn civil time into an
  /// instant, and back for people.
  time_base base() const;

  /// Lets civil time follow the wall clock where they are further apart than
  /// `civil_tolerance`. To be called before each stamp.
  void follow_wall_clock();

private:
  civil_offset offset() const {
    return civil_offset{duration{offset_.load()}};
  }

  std::shared_ptr<const clock_source> source_;
  ledger_clock clock_;
  std::atomic<duration::rep> offset_;
};

} // namespace leasehold
