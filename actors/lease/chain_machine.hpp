// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "actors/lease/lease_terms.hpp"
#include "messages/event.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/stored.hpp"

namespace leasehold {

/// Must become durable in one step; then `chain_machine::durable` is told.
struct chain_change {
  lease_record record;
  lease_event event;
};

/// The set-up failed and left nothing behind.
struct chain_refused {
  /// The word that decided; `errc::timed_out` where a gateway said nothing.
  hop_answer why;
};

/// A renewal failed; the terms are as they were.
struct renewal_refused {
  request_id request;
  hop_answer why;
};

/// A change of terms failed; the terms are as they were.
struct change_refused {
  hop_answer why;
};

/// Every hop is held, and waits for what others have pledged.
struct chain_waits {};

/// Every hop has the terms of the record and no more, and every gateway that
/// the lease left has given back.
struct chain_yielded {};

/// The lessee has acknowledged what the lease gave up, or the wait for that is
/// over.
struct chain_told {};

/// Every hop has given back what it held: the record can go.
struct chain_done {};

using chain_effect = std::variant<hop_order, chain_change, chain_refused,
                                  renewal_refused, change_refused, chain_waits,
                                  chain_yielded, chain_told, chain_done>;
using chain_effects = std::vector<chain_effect>;

inline void append(chain_effects& effects, chain_effects more) {
  effects.insert(effects.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

enum class chain_phase {
  /// Holds are asked for on the current route.
  holding,
  /// All hops are held; others have not given back yet what some rest on.
  waiting,
  /// All hops are held; commits are on their way.
  committing,
  /// All hops are active; the grant is being written.
  recording,
  granted,
  /// Hops are being extended; the old terms stand.
  renewing,
  /// All hops are extended; the new terms are being written.
  recording_renewal,
  /// New terms are held beside the old ones.
  securing,
  /// They are held, and wait for what others have pledged.
  secured,
  /// They are being committed; the old terms stand.
  switching,
  /// What the lease gives up for others is durable; its lessee has not
  /// acknowledged that yet, and hops are as they were.
  telling,
  /// The end is being written; hops are still active.
  ending,
  /// Over for the lessee; hops give back.
  releasing,
  done,
};

/// The root of one lease: secures every hop of a route, all or none, keeps
/// their terms in step, and ends them. Pure: the time is passed in, what is to
/// be done is handed out.
///
/// Invariants:
/// - C5: a grant is written only when every hop of its route is active and
///   durable; it is the writing that decides;
/// - C4: hops are extended before the lease is, and shortened or ended after
///   it;
/// - H3: a lease moves to other terms by holding and committing them beside the
///   old ones, then writing, which decides, then giving up what only the old
///   ones took; what both need is charged once;
/// - R1: only `granted` can be renewed, and a lease that is over stays over;
/// - epochs grow; an answer to an older one is ignored.
class chain_machine {
public:
  /// A new lease; `draft.info` lacks only its route and epoch.
  /// @pre `routes` is not empty
  chain_machine(lease_record draft, std::vector<route> routes,
                chain_timing timing);

  /// A lease as it was last written.
  chain_machine(lease_record record, chain_timing timing);

  /// No epoch below this is given out any more: whoever was the root before may
  /// have used some that were never written, and what hops did under them is
  /// no answer to what is asked now.
  void epochs_from(epoch least) {
    least_ = least;
  }

  /// Begins a set-up, or goes on after a restart.
  chain_effects start(instant now);

  chain_effects answered(const hop_answer& answer, instant now);

  /// The change whose event had this sequence is durable.
  chain_effects durable(std::uint32_t sequence, instant now);

  chain_effects renew(const renewal& terms, instant now);

  /// Takes new terms, all or none. The old ones stand until the new are
  /// written.
  chain_effects change_to(new_terms terms, instant now);

  /// Gives up new terms that are not committed yet, or a set-up that waits for
  /// others.
  chain_effects stay(instant now);

  /// Others give up so much for this lease.
  /// @pre called before `start` or `change_to`, with one route
  void rest_on(pledge_map pledges) {
    pledges_ = std::move(pledges);
  }

  /// The pledges were kept.
  chain_effects go_on();

  /// Gives up terms, as soon as no other change of them is under way. The
  /// lessee is told first, durably (N1); then the hops give back.
  chain_effects yield(const yield_terms& terms, instant now);

  /// Ends the lease for its lessee, then frees its hops.
  /// @param ack_within Like that of `yield_terms`.
  chain_effects end(event_reason reason, instant now,
                    const event_origin& origin = {}, duration ack_within = {});

  /// The lessee knows all up to the event with this sequence.
  chain_effects acknowledged(std::uint32_t sequence, instant now);

  /// A hop ended by itself: the whole lease does.
  chain_effects lost(const hop_lost& hop, instant now);

  /// The holder of an infinite lease is there, until `deadline` at least.
  chain_effects holder_alive(instant deadline);

  /// Brings hops to the terms as written, and says when they are. A root that
  /// died in the middle of a change left some ahead of them or behind, and
  /// can't know which.
  chain_effects align(instant now);

  /// A deadline may have passed.
  chain_effects due(instant now);

  /// When to call `due` next.
  std::optional<instant> next_deadline() const;

  chain_phase phase() const noexcept {
    return phase_;
  }
  const lease_record& record() const noexcept {
    return record_;
  }

private:
  chain_effects try_next_route(const hop_answer& why, instant now);
  bool drop_routes(std::vector<route>& routes, const hop_answer& why);
  chain_effects hold_route(instant now);
  chain_effects commit_route();
  chain_effects give_up(const hop_answer& why);
  chain_effects fail_renewal(const hop_answer& why, instant now);
  chain_effects renew_again(epoch current, instant now);
  chain_effects shorten(instant now);
  chain_effects granted(instant now);
  chain_effects yield_now(instant now);
  chain_effects yield_if_asked(instant now);
  chain_effects gave_back();
  chain_effects written(instant now);
  bool is_telling_terms() const noexcept;
  /// Does what was put off while terms were changing.
  chain_effects resume(instant now);
  chain_effects secure(instant now);
  chain_effects secure_after_telling(instant now);
  chain_effects switch_terms();
  chain_effects try_next_terms(const hop_answer& why, instant now);
  chain_effects fail_change(const hop_answer& why, instant now);
  chain_effects record_change(instant now);
  chain_effects changing(const hop_answer& answer, instant now);
  chain_effects abandon_change();
  chain_effects leave_rest(instant now);
  void left(const hop_answer& answer);
  bool is_changing() const noexcept;
  chain_effects record_renewal(instant now);
  chain_effects tell_terms(instant now);
  chain_effects aligned(const hop_answer& answer, instant now);
  chain_effects settle_release(const hop_answer& answer);
  chain_effects release_rest(instant now);
  chain_effects release_missing() const;
  chain_change change(event_kind kind, event_reason reason, instant now);
  epoch next_epoch(epoch after) const noexcept {
    return std::max(next(after), least_);
  }
  chain_effects confirm() const;
  chain_effects terms_for_hops() const;
  std::vector<pledge> pledges_at(const gateway_name& gateway) const;
  hop_key key(const route_hop& hop) const;
  hop_key key(const gateway_name& gateway) const;
  const route& current_route() const;
  void expect(const route& path);
  void expect_all_hops();
  instant warning_at() const;

  chain_timing timing_;
  /// As written last, or being written.
  lease_record record_;
  chain_phase phase_;
  /// Routes not tried yet, the best last.
  std::vector<route> routes_;
  /// The terms as they were told last; none before it is granted.
  struct told_terms {
    amounts amount;
    instant end;
  };
  std::optional<told_terms> told_;
  /// The highest epoch ever sent to a hop.
  epoch sent_;
  epoch least_;
  /// Gateways whose answer at `sent_` is missing.
  std::set<gateway_name> missing_;
  /// Resources that refused: no route through them is tried again.
  std::set<resource_name> refused_;
  /// In this change, gateways were told which terms count.
  bool told_again_ = false;
  /// When to stop waiting for `missing_`, or to send again.
  instant patience_ = forever;
  std::optional<renewal> renewal_;
  /// What the lease changes to, with routes not tried yet, the best last.
  std::optional<new_terms> change_;
  /// The route of these terms that is being secured.
  route target_;
  /// A renewal that came meanwhile.
  std::optional<renewal> queued_;
  /// When to tell gateways again that the lease left.
  instant leave_again_ = forever;
  /// Whether the renewal that is being written takes time away.
  enum class renewal_order { hops_first, lease_first };
  renewal_order order_ = renewal_order::hops_first;
  pledge_map pledges_;
  /// What is to be given up once nothing else changes.
  std::optional<yield_terms> asked_;
  /// What is being given up.
  enum class giving { nothing, terms, route };
  giving giving_ = giving::nothing;
  /// How long the lessee may take to acknowledge what is being written.
  duration ack_within_{};
  event_origin origin_;
};

} // namespace leasehold
