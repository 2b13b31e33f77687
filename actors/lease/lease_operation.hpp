// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "actors/contention/standing.hpp"
#include "actors/lease/admission.hpp"
#include "actors/lease/batch_reply.hpp"
#include "actors/lease/lease_terms.hpp"
#include "actors/route/route_values.hpp"
#include "messages/decision.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "messages/time.hpp"

// What may be under way for one lease, and what it owes. Values only: the book
// keeps them, the machines beside it change them.
namespace leasehold {

using outcome_slot = batch_reply<lease_outcome>::slot;
using release_slot = batch_reply<release_outcome>::slot;

/// Read before any hop was told of a term: owners on other nodes count the
/// term from this moment or later, on their own clocks.
struct belief_origin {
  instant at;
  /// The same moment on the believer's clock.
  instant believed;
};

/// Leases that were looked at for capacity, to be named in an explanation.
struct considered {
  std::vector<considered_lease> leases;
  std::uint64_t count = 0;
  /// One resource that was short.
  resource_name resource;
};

// -- operations ---------------------------------------------------------------

/// Nothing is under way.
struct idle {};

/// A request until it is granted or refused. Its entry has no record.
struct setting_up {
  admission admitted;
  std::vector<outcome_slot> callers;
  /// Why it does not fit as things are, while preemption is looked into.
  std::optional<refusal> first_refusal;
  belief_origin believed;
  considered others;
  /// How many routes there were to choose from, and who was asked for them.
  std::uint32_t routes = 0;
  search_scope searched = search_scope::kept_paths;
  /// A chain before this one used the epochs below for holds that were refused;
  /// a late answer to one of those is no answer to the next.
  epoch epochs_from;
};

/// The lessee asked for another end.
struct renewing {
  /// What a gateway refused is explained by what the lease could have instead,
  /// which is asked for.
  enum class stage : std::uint8_t { ordered, explaining };
  renewal_request asked;
  std::optional<shortened_by> shortened;
  std::vector<outcome_slot> callers;
  belief_origin believed;
  stage at = stage::ordered;
  /// Of the new terms.
  instant end{};
  /// The gateway's word.
  hop_answer why{};
};

/// The lessee asked for other terms: first a route is searched for them, where
/// they need one, then the chain is told.
struct changing {
  enum class stage : std::uint8_t { searching, ordered };
  stage at = stage::searching;
  change_request asked;
  new_terms terms;
  std::optional<shortened_by> shortened;
  outcome_slot caller;
};

/// The lease moves to another route before it leaves its own.
struct rerouting {
  /// The request that preempts it; none where capacity is gone.
  lease_id newcomer;
  /// What it takes where it goes.
  route to;
};

/// The lease gets back what it was asked for and lacks.
struct regrowing {};

/// The lease gives up part of its terms for others.
struct yielding {
  /// Once its new terms are durable it waits for its lessee to acknowledge
  /// them, where its class says so.
  enum class stage : std::uint8_t { recording, acknowledging };
  stage at = stage::recording;
  duration ack_within{};
};

/// Exactly one is under way for each lease.
using lease_operation = std::variant<idle, setting_up, renewing, changing,
                                     rerouting, regrowing, yielding>;

// -- what a lease owes --------------------------------------------------------

/// The end of a lease. It is begun whatever else is under way.
struct owed_end {
  event_reason reason = event_reason::requested;
  event_origin origin;
  duration ack_within{};
  /// The request that preempts it; none otherwise.
  lease_id newcomer;
  std::vector<release_slot> callers;
};

/// Terms that a lease has to give up: another route, less, or an earlier end.
/// It stays owed until the record shows it, whichever actor dies meanwhile.
struct owed_change {
  planned_change plan;
  /// The resources that are short, which the lease has to leave or take less
  /// of.
  std::set<resource_name> short_of;
  event_origin origin;
  duration ack_within{};
  /// The request that preempts it; none where capacity is gone.
  lease_id newcomer;
  /// Of the event.
  event_reason reason = event_reason::contention;
  /// `refuse_renewal`: it keeps what it has, and is not renewed.
  bool only_marks() const {
    return plan.terms.what == remedy::refuse_renewal;
  }
};

/// What is under way or owed; an idle lease that owes nothing has none of it.
struct lease_work {
  lease_operation operation;
  /// A renewal that came while something else was under way.
  std::optional<renewing> next;
  std::optional<owed_change> change;
  std::optional<owed_end> end;

  bool empty() const {
    return std::holds_alternative<idle>(operation) && !next && !change && !end;
  }
};

/// The root of a lease.
enum class root_condition : std::uint8_t {
  /// Not spawned yet, or it has quit.
  absent,
  /// It died: what it had asked to record is on its way to the disk.
  settling,
  alive,
  /// Alive, and told to end the lease.
  ending,
  /// Nothing happens to the lease: it is given a root when it is told
  /// something.
  asleep,
};

/// Whether the lease can be told something.
constexpr bool takes_orders(root_condition x) noexcept {
  return x == root_condition::alive || x == root_condition::asleep;
}

} // namespace leasehold
