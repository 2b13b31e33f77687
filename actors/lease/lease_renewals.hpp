// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/lease/lease_calls.hpp"
#include "actors/lease/lease_context.hpp"
#include "messages/event.hpp"

namespace leasehold {

/// New ends for leases that run. A renewal that comes while something else is
/// under way for its lease waits, and is begun next.
class lease_renewals {
public:
  explicit lease_renewals(lease_context& x) : x_(x) {}

  void renew(renew_leases& msg);
  /// Begins the renewal that waits, if one does; answers whether it is under
  /// way now.
  /// @pre the lease is granted and idle, and its root lives
  bool begin_next(lease_id lease);

  /// The new end is durable.
  void done(renewing& work, const lease_record& record);
  /// The chain kept the old end. Whether the callers wait for what can be
  /// offered instead: then the renewal is still under way.
  bool seek_offer(renewing& work, const renewal_failed& msg);
  /// What can be offered is known.
  void offer_found(lease_id lease, const refusal& found);
  /// Nothing can be offered.
  void failed(renewing& work, const renewal_failed& msg);

  /// The lessee's session lives: infinite leases of its go on.
  void holder_seen(const lessee_name& lessee);
  /// Tells the chain of an infinite lease until when its holder is taken to
  /// live: what `describe` says must hold at the hops (C2).
  void keep(lease_id lease);
  /// Forgets holders that were last seen too long ago to matter.
  void forget_holders();

private:
  void renew_one(const renewal_request& asked, const principal& who,
                 outcome_slot caller);
  lease_outcome answer_again(const renewal_request& asked,
                             const lease_entry& entry) const;
  refusal explain(const renewing& work, const lease_record& record,
                  const refusal& found) const;
  void keep_useful(const lease_record& record, counter_offer& offer) const;

  lease_context& x_;
};

} // namespace leasehold
