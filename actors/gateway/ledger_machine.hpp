// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "actors/gateway/claim.hpp"
#include "actors/gateway/flow_book.hpp"
#include "actors/resource/calendar.hpp"
#include "messages/errc.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/outage.hpp"
#include "messages/resource.hpp"
#include "messages/service.hpp"
#include "messages/stored.hpp"
#include "runtime/time/deadline_queue.hpp"

namespace leasehold {

/// What an order did to the ledger.
struct ledger_change {
  enum class write { none, put, erase };

  hop_answer answer;
  /// Must reach the journal, in the order of the decisions, and be durable
  /// before the answer leaves.
  write journal = write::none;
  /// What to put; for `erase`, what is gone.
  hop_record record;
};

/// A hop whose time has come.
struct ledger_due {
  enum class what {
    /// A hold ran out; nothing was durable.
    hold_expired,
    /// An active hop reached its deadline: erase its record.
    ended,
    /// An active hop whose root has not confirmed it: ask the root.
    unconfirmed,
  };

  what event;
  hop_record record;
};

struct ledger_limits {
  /// How long an active hop waits for its root's confirmation before it asks.
  duration confirm_within = std::chrono::seconds{10};
  /// Holds and leases at one gateway; more are refused with `too_much`.
  std::size_t hops_max = 1000000;
};

/// The LEDGER of one gateway: the one place where its capacity is given out.
/// Pure: the time is passed in, records are handed out to be written.
///
/// A hop that is active may be held again, under a newer epoch, for other
/// terms: a lease that moves to another route, or that changes. Both are then
/// booked, but what both take only once (H3), until the root says which count.
///
/// Invariants:
/// - C1: the calendar of each resource is the sum of what the hops below claim;
/// - an order either applies to all resources of its hop or to none (C5);
/// - a hold may rest on what others have pledged: then more is booked than
///   there is, so that nobody takes it, and nothing of it is active;
/// - C6: an order of an older epoch changes nothing;
/// - what the journal is told, in order, sums to within capacity at every
///   prefix, since capacity is freed no later than its erasure is handed out;
/// - no packet of a NIC that is enforced belongs to two leases at any instant.
class ledger_machine {
public:
  explicit ledger_machine(gateway_name self, ledger_limits limits = {});

  /// Adds a resource or changes its capacity. It may shrink below what is
  /// booked; then nothing is granted until the sum fits again (C8).
  void set_capacity(const resource_name& resource, const amounts& capacity);

  /// From now on nothing more is promised past the limit; what is promised
  /// already stays.
  /// @pre the resource is there.
  void set_limit(const resource_name& resource, const term_limit& limit);
  const term_limit& limit(const resource_name& resource) const;

  /// What is asked of the NIC from now on; hops that are there stay as they
  /// are.
  /// @pre the NIC is there.
  void set_enforced(const resource_name& nic, enforcement x);
  bool enforces(const resource_name& nic) const;
  /// Whose packets look the same, from now on; what is booked stays.
  void set_shared(shared_addresses x) {
    flows_.share(std::move(x));
  }

  /// Whether the resource is gone. One that is still booked stays.
  bool remove(const resource_name& resource);

  bool has(const resource_name& resource) const;

  hop_answer hold(const hold_hop& order, instant now);
  ledger_change commit(const commit_hop& order, instant now);
  ledger_change renew(const renew_hop& order, instant now);
  ledger_change release(const release_hop& order, instant now);
  void confirm(const confirm_hop& order, instant now);

  /// Whether an effect under the terms of `key` may happen at `now`, decided in
  /// the step that asks (C3): `lease_over` where the hop is not active or its
  /// time is up, `stale_epoch` where its amounts are others by now or the epoch
  /// is none of it, `unavailable` before its term begins.
  errc admits(const hop_key& key, instant now) const;

  /// Ends what is due, at most `count_max` hops in one go.
  std::vector<ledger_due> expire(instant now, std::size_t count_max);

  /// When `expire` has something to do.
  std::optional<instant> next_deadline() const;

  /// Takes back a hop that was active when the node stopped.
  /// @pre its resources are set.
  void restore(const hop_record& record, instant now);

  /// Of the resources named, those that are there; of all where none is named.
  probe_answer answer(const probe& question, instant now,
                      const std::vector<resource_name>& of = {}) const;

  /// Recomputes every calendar from the hops and compares.
  void audit(audit_report& report) const;

  /// What is taken of a resource over time, and how much of that is held; what
  /// is held beside an active hop is told as taken.
  /// Nothing where the resource is not known.
  std::optional<resource_calendar> draw(const calendar_query& question,
                                        instant now) const;

  /// What there is of one resource, and the least that is free over a window.
  std::optional<resource_view> view(const resource_name& resource,
                                    const window& over) const;
  /// Of all, in no order.
  std::vector<resource_name> resources() const;

  /// Resources of which active hops take more than there is at some instant
  /// from now on, each from the first such instant.
  std::vector<shortage> shortages(instant now) const;

  /// Asks the roots of all that take of a resource whether their leases live,
  /// `confirm_within` from now: one that is lost makes nobody give way.
  void doubt(const resource_name& resource, instant now);

  const hop_record* find(lease_id lease) const;
  bool empty() const noexcept {
    return hops_.empty();
  }
  /// Hands each hop to `visit`, in no order.
  template <class Visitor>
  void each_hop(Visitor visit) const {
    for (auto& [lease, entry] : hops_)
      visit(entry.record);
  }
  std::vector<hop_record> active_hops() const;
  gateway_info describe() const;
  /// How many hops take something of the resource.
  std::uint64_t bookings(const resource_name& resource) const;

private:
  /// What a hold rests on.
  enum class backing : std::uint8_t {
    /// What was free.
    room,
    /// What others have pledged, and may not have given back yet: they, or,
    /// where a capacity or a limit shrank under the hold, whoever gives way
    /// then (C8).
    pledges,
  };

  /// Terms that are held beside those of an active hop. In memory only.
  struct held_terms {
    leasehold::epoch epoch;
    instant until;
    hop_terms terms;
    backing rests_on = backing::room;
  };

  struct hop_entry {
    hop_record record;
    /// When to ask the root; `forever` once it has confirmed.
    instant confirm_by = forever;
    backing rests_on = backing::room;
    std::optional<held_terms> beside;
  };

  struct resource_entry {
    calendar booked;
    std::uint64_t hops = 0;
    term_limit limit{};
    enforcement enforced = enforcement::none;
  };

  resource_view view_of(const resource_name& resource,
                        const resource_entry& entry, const probe& question,
                        instant now) const;

  /// What active hops take of the resource then.
  std::map<gateway_name, amounts> taken_at(const resource_name& resource,
                                           instant at) const;
  calendar held_of(const resource_name& resource,
                   const amounts& capacity) const;
  hop_entry* find_active(lease_id lease, instant now);
  ledger_change refuse(hop_answer answer) const;
  hop_answer hold_beside(hop_entry& entry, const hold_hop& order,
                         hop_answer answer, instant now);
  ledger_change commit_beside(hop_entry& entry, const commit_hop& order,
                              hop_answer answer, instant now);
  void drop_beside(hop_entry& entry);
  /// What a hop has, of both its terms.
  static claim claim_of(const hop_record& record);
  /// And what is held beside it: all that the entry refers to.
  static claim claim_of(const hop_entry& entry);
  static leasehold::epoch newest(const hop_entry& entry);
  /// Books the second claim in place of the first where there is room for what
  /// it has more, else nothing.
  bool exchange(const claim& before, const claim& after, instant now,
                hop_answer& answer);
  /// The same, whether there is room or not.
  void force(const claim& before, const claim& after);
  std::optional<backing> book_hold(const claim& before, const claim& after,
                                   const hold_hop& order, instant now,
                                   hop_answer& answer);
  bool exchange_on_pledges(const claim& before, const claim& after,
                           const std::vector<pledge>& pledges, instant now,
                           hop_answer& answer);
  bool all_fits(const hop_terms& terms, instant now, hop_answer& answer) const;
  /// Whoever holds some of the resource and is not active has to prove itself.
  void distrust_holds(const resource_name& resource);
  void count(const claim& before, const claim& after);
  void forget(lease_id lease);
  /// Of each change of an entry, at its end.
  void settle(const hop_entry& entry);
  void arm(const hop_entry& entry);

  /// The circuit, where one of its NICs is enforced.
  shared_circuit enforced_part(const shared_circuit& x) const;
  /// Whether another lease has packets of the circuit; the answer says which.
  bool in_the_way(const hop_key& key, const shared_circuit& x,
                  const window& over, hop_answer& answer) const;
  void note_flows(const hop_entry& entry);

  gateway_name self_;
  ledger_limits limits_;
  std::unordered_map<resource_name, resource_entry> resources_;
  std::unordered_map<lease_id, hop_entry> hops_;
  /// Those of them that are held.
  std::unordered_set<lease_id> held_;
  deadline_queue<lease_id> deadlines_;
  flow_book flows_;
};

} // namespace leasehold
