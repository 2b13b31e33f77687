// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "actors/lease/chain_work.hpp"
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
/// over; or there was nothing to give up.
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

/// What a root is doing, in one word: for those who watch it.
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
  /// New terms are being written.
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
/// - R1: only a lease with nothing under way can be renewed, and one that is
///   over stays over;
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

  /// Its terms were said before this node began. The node's timeline may be
  /// behind those of hops on other nodes by as long as it was off, so what hops
  /// give up they give up no sooner than they are told, until they are told of
  /// more.
  void outlived_a_start() {
    said_again_ = reckoning::no_sooner;
  }

  /// Goes on where a root of the same lease came to rest.
  void resume_at(epoch sent) {
    sent_ = std::max(sent_, sent);
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

  /// Gives up terms. The lessee is told first, durably (N1); then the hops give
  /// back. Does nothing while something else is under way: who asked is told
  /// when that is over, and asks again.
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

  /// A gateway of its route can't be reached: the lessee is told not to count
  /// on it. Does nothing while something else is under way; who asked asks
  /// again.
  chain_effects suspend(const event_origin& origin, instant now);

  /// All gateways can be reached again: once every hop has said that it has the
  /// terms, the lessee is told. A lease that lost a hop meanwhile ends.
  chain_effects resume(instant now);

  /// Brings hops to the terms as written, and says when they are. A root that
  /// died in the middle of a change left some ahead of them or behind, and
  /// can't know which.
  chain_effects align(instant now);

  /// A deadline may have passed.
  chain_effects due(instant now);

  /// When to call `due` next.
  std::optional<instant> next_deadline() const;

  /// Whether another made from the record, as it is on the disk, that resumes
  /// at the same epoch would go on as this one. Never of an infinite lease: how
  /// long its holder is taken to live is in no record.
  bool rests() const;
  /// The highest epoch ever sent to a hop.
  epoch sent() const noexcept {
    return sent_;
  }

  chain_phase phase() const noexcept;
  const lease_record& record() const noexcept {
    return record_;
  }

private:
  using answers = chain_work::answers;
  using setting_up = chain_work::setting_up;
  using steady = chain_work::steady;
  using renewing = chain_work::renewing;
  using changing = chain_work::changing;
  using told_first = chain_work::told_first;
  using yielding = chain_work::yielding;
  using ending = chain_work::ending;
  using releasing = chain_work::releasing;
  using done = chain_work::done;
  using report = chain_work::report;

  template <class Operation>
  bool is() const noexcept {
    return std::holds_alternative<Operation>(operation_);
  }
  template <class Operation>
  Operation* doing() noexcept {
    return std::get_if<Operation>(&operation_);
  }
  /// Begins an operation; the one before is over.
  template <class Operation>
  Operation& become(Operation next) {
    return operation_.template emplace<Operation>(std::move(next));
  }

  // -- set-up
  chain_effects hear(setting_up& work, const hop_answer& answer, instant now);
  chain_effects try_next_route(setting_up& work, const hop_answer& why,
                               instant now);
  chain_effects hold_route(setting_up& work, instant now);
  chain_effects commit_route(setting_up& work);
  chain_effects give_up(const hop_answer& why);

  // -- terms that stand
  chain_effects hear(steady& work, const hop_answer& answer, instant now);
  chain_effects due(const steady& work, instant now);
  chain_effects tell_terms(instant now);
  chain_effects report_if_in_step(instant now);
  void report_at_least(report what) {
    report_ = std::max(report_, what);
  }

  chain_effects resumed(instant now);
  void serve_again();

  // -- other ends
  chain_effects hear(renewing& work, const hop_answer& answer, instant now);
  chain_effects extend_hops(renewing& work, epoch current, instant now);
  chain_effects shorten(instant now);
  chain_effects record_renewal(renewing& work, instant now);
  chain_effects fail_renewal(const hop_answer& why, instant now);

  // -- other terms
  chain_effects hear(changing& work, const hop_answer& answer, instant now);
  chain_effects secure(changing& work, instant now);
  chain_effects secure_after_telling(changing& work, instant now);
  chain_effects switch_terms(changing& work);
  chain_effects try_next_terms(changing& work, const hop_answer& why,
                               instant now);
  chain_effects fail_change(const hop_answer& why, instant now);
  chain_effects record_change(changing& work, instant now);
  chain_effects abandon_change();

  // -- less, and the end
  chain_effects written(instant now);
  chain_effects recorded(instant now);
  chain_effects hear(releasing& work, const hop_answer& answer, instant now);
  chain_effects release_all(instant now);
  chain_effects release_rest(releasing& work, instant now);
  chain_effects release_missing(const releasing& work) const;

  /// Operations that wait for no hop.
  template <class Operation>
  chain_effects hear(Operation&, const hop_answer&, instant) {
    return {};
  }

  void note_enforced(const hop_answer& answer);
  answers* awaited();
  std::optional<hop_step> awaited_step() const;
  chain_effects leave_rest(instant now);
  void left(const hop_answer& answer);
  void expect(answers& work, const route& path) const;
  chain_change change(event_kind kind, event_reason reason, instant now,
                      const event_origin& origin = {});
  epoch next_epoch(epoch after) const noexcept {
    return std::max(next(after), least_);
  }
  chain_effects confirm() const;
  chain_effects terms_for_hops() const;
  /// Whether hops count terms with that end from when they are told of them.
  bool counts_anew(instant end) const {
    return record_.info.term.end == forever || record_.info.term.end < end;
  }
  std::vector<pledge> pledges_at(const gateway_name& gateway) const;
  hop_key key(const route_hop& hop) const;
  hop_key key(const gateway_name& gateway) const;
  const route& current_route() const;
  instant warning_at() const;

  chain_timing timing_;
  /// As written last, or being written.
  lease_record record_;
  /// What is under way: exactly one thing.
  chain_work::operation operation_;
  /// The terms as they were told last; none before it is granted.
  struct told_terms {
    amounts amount;
    instant end;
  };
  std::optional<told_terms> told_;
  /// How hops count terms that they have been told before.
  reckoning said_again_ = reckoning::as_before;
  /// The highest epoch ever sent to a hop.
  epoch sent_;
  epoch least_;
  /// Of the newest change that is durable.
  std::uint32_t durable_ = 0;
  /// What others give up for this lease, while it is set up or changes.
  pledge_map pledges_;
  report report_ = report::none;
  /// A suspended lease serves again once its hops are in step.
  bool resuming_ = false;
  /// When to tell gateways again that the lease left.
  instant leave_again_ = forever;
};

} // namespace leasehold
