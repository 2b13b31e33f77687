// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "actors/contention/quotas.hpp"
#include "actors/lease/lease_context.hpp"
#include "actors/lease/lease_plans.hpp"
#include "messages/decision.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/peer.hpp"
#include "messages/resource.hpp"

// There is less of something than before, or will be: which leases leave it,
// take less, or end? And when there is more again: which get back what they
// lost?
namespace leasehold {

/// Watches resources that lost capacity until the records of all leases fit
/// (C8). Whatever is lost on the way, a mailbox, a chain, a move that failed,
/// the records still do not fit, and the next look plans again.
class vacating {
public:
  explicit vacating(lease_context& x) : x_(x) {}

  /// The region is another than `before`; all of it is looked at where that is
  /// null.
  void region_changed(const region_map* before);
  /// An owner says what is left for leases of roots here.
  void curtail(const curtail_leases& msg);
  /// Leases of several nodes take more of a resource of this one than there is:
  /// divides what there is.
  void ration(const gateway_name& gateway, const shortage& what);
  /// Looks again at what does not fit yet, and lets leases grow back.
  void look_around();
  /// The lease could not leave for another route.
  void not_moved(lease_id lease, errc why);

  /// What would become of leases if the region were this; changes nothing.
  curtailment plan_for(const region_map& next) const;

private:
  bool is_known(const shortage& what) const;
  whole_plan plan_loss(const region_map& in,
                       const std::set<resource_name>& where) const;
  void plan();
  void order(const whole_plan& found);
  void forgive_others(const whole_plan& found);
  void note_under_way();
  void drop_settled();
  void grow_back();
  void regrow_lease(lease_id lease, std::int64_t part);

  lease_context& x_;
  /// Resources that lost capacity, or will, and may not fit yet.
  std::set<resource_name> watched_;
  /// Operations that were under way when capacity shrank: hops may have granted
  /// the terms of before.
  std::set<lease_id> latecomers_;
  /// Leases whose last move failed: the next plan finds another remedy.
  std::set<lease_id> unmoved_;
  /// Leases whose last move met silence, which says nothing of the route: they
  /// try once more.
  std::set<lease_id> unanswered_;
  /// Leases that owe something for capacity that is gone.
  std::set<lease_id> owing_;
  /// Of resources here.
  quota_book division_;
};

} // namespace leasehold
