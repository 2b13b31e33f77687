// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "actors/lease/lease_calls.hpp"
#include "actors/lease/lease_changes.hpp"
#include "actors/lease/lease_context.hpp"
#include "actors/lease/lease_renewals.hpp"
#include "actors/lease/lease_setups.hpp"
#include "actors/lease/losses.hpp"
#include "actors/lease/preemption.hpp"
#include "actors/lease/vacating.hpp"
#include "messages/event.hpp"

namespace leasehold {

/// What the journal told when the node began.
struct restored_leases {
  std::vector<lease_record> leases;
  /// Of leases that are gone.
  std::vector<std::pair<lease_id, lessee_name>> ended;
};

/// Decides what the LEASE MANAGER does. Pure: the time is passed in with each
/// step, and what is to be done is handed out.
///
/// Invariants:
/// - each lease has one entry in the book, with exactly one operation under
///   way;
/// - what a lease owes (its end, terms to give up) is in its entry until the
///   record shows it, and `next_for` alone begins it: when the root becomes
///   alive, when an operation ends, when something is entered;
/// - the death of a root fails the operation it carried out, and nothing else;
/// - the book has what is durable, so it is what a restart would find.
class lease_machine {
public:
  explicit lease_machine(lease_settings settings, restored_leases restored);

  // The parts refer to the context of this machine.
  lease_machine(const lease_machine&) = delete;
  lease_machine& operator=(const lease_machine&) = delete;

  /// Begins a step: one input, then `finish`.
  void begin(const moment& now) {
    x_.time = now;
  }
  /// Looks what is next for each lease that the step touched, and hands out
  /// what is to be done, in order.
  lease_effects finish();

  // -- calls of sessions

  void request(request_leases& msg) {
    setups_.request(msg);
  }
  void renew(renew_leases& msg) {
    renewals_.renew(msg);
  }
  void change(change_leases& msg) {
    changes_.change(msg);
  }
  void release(release_leases& msg);
  void acknowledge(const acknowledge_lease& msg);
  void list(const list_leases& msg) const;
  void holder_seen(const leasehold::holder_seen& msg) {
    renewals_.holder_seen(msg.lessee);
  }

  // -- the region and the rules

  void region_changed(std::shared_ptr<const region_map> region);
  void policy_changed(const leasehold::policy_changed& msg) {
    x_.laws = msg.laws;
  }
  void plan_region(const leasehold::plan_region& msg) const;
  void disk_checked(disk_space space) {
    x_.disk = space;
  }
  /// Once a second.
  void look_around();
  /// Wakes leases whose time has come, some at a time.
  void look_at_time();
  /// When to call `look_at_time` next.
  std::optional<instant> next_deadline() const {
    return x_.alarms.next();
  }

  // -- searches, chains and hops

  void routes_found(lease_id token,
                    std::variant<std::vector<route>, refusal>& plan,
                    search_scope scope = search_scope::whole_region);
  void setup_refused(const leasehold::setup_refused& msg) {
    setups_.refused(msg);
  }
  void renewal_failed(const leasehold::renewal_failed& msg);
  void change_failed(const leasehold::change_failed& msg);
  void lease_waits(const leasehold::lease_waits& msg) {
    preemptions_.holds_all(msg.lease);
  }
  void lease_yielded(const leasehold::lease_yielded& msg) {
    preemptions_.gave_back(msg.lease);
  }
  void lease_told(const leasehold::lease_told& msg);
  /// The change is durable.
  void recorded(std::shared_ptr<const lease_record> record,
                const lease_event& event);
  /// How a chain went.
  enum class exit : std::uint8_t {
    /// It holds nothing any more.
    done,
    died,
  };
  void root_down(lease_id lease, exit how);
  /// A root has nothing to do, and has obeyed all that it was told.
  void root_rests(const leasehold::root_rests& msg);
  /// A hop has ended by itself.
  void hop_lost(const leasehold::hop_lost& msg);
  /// All that a dead chain had asked to record is durable.
  void settled(lease_id lease);
  /// Answers a hop of this node's roots.
  root_answer find_root(const leasehold::find_root& question);
  void curtail(const curtail_leases& msg) {
    vacating_.curtail(msg);
  }
  void ration(const gateway_name& gateway, const shortage& what) {
    vacating_.ration(gateway, what);
  }

  // -- to be looked at

  const lease_book& book() const noexcept {
    return x_.book;
  }
  const lease_context& context() const noexcept {
    return x_;
  }
  lease_snapshot read_book(read_lease_book::detail wanted) const;

private:
  void release_one(const release_request& asked, const principal& who,
                   release_slot caller);
  void restore();
  void sleep(const leasehold::root_rests& where);
  void next_for(lease_id lease);
  void believe(const lease_record& record, const lease_event& event);
  void operation_recorded(const lease_record& record, const lease_event& event);
  void clear_owed(const lease_record& record);
  void ended(lease_id lease);

  lease_context x_;
  preemptions preemptions_{x_};
  vacating vacating_{x_};
  losses losses_{x_};
  lease_setups setups_{x_, preemptions_};
  lease_renewals renewals_{x_};
  lease_changes changes_{x_};
  /// Leases that wait for the region to be known.
  std::vector<lease_record> restored_;
};

} // namespace leasehold
