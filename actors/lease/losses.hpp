// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "actors/lease/lease_context.hpp"
#include "actors/lease/lease_plans.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

// The nodes of some gateways can't be reached: which leases take another route,
// which are suspended, and which serve again?
namespace leasehold {

/// What is still to be done follows from the region and the records at each
/// look, so nothing is lost with a root that dies.
class losses {
public:
  explicit losses(lease_context& x) : x_(x) {}

  void region_changed();
  void look_around();
  /// The lease owed a move away from lost gateways, which failed; answers false
  /// where it owed another.
  bool not_moved(lease_id lease);

private:
  void plan_moves();
  void owe_moves(const whole_plan& found);
  void forgive_others(std::set<lease_id> still);
  void suspend_others();
  void resume();

  lease_context& x_;
  /// Leases that were to move when it was planned last.
  std::set<lease_id> leaving_;
  /// Leases whose last move failed.
  std::set<lease_id> unmoved_;
  /// Moves are planned again while gateways are lost, since room may have come;
  /// each time later, since with many leases that is work.
  instant plan_again_ = forever;
  duration pause_{};
};

} // namespace leasehold
