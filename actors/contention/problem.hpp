// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"

// Which terms change when not everything fits: one question, whether a
// newcomer asks for more than is free or a capacity has shrunk. The question
// and its answer; `planner.hpp` answers it.
namespace leasehold {

/// How a lease shares what there is with others of its hold and scheme.
struct share_terms {
  share_scheme scheme = share_scheme::oldest_first;
  share_weight weight = 1;
  /// What it has at least and at most, in the first dimension in which it could
  /// have more.
  std::int64_t minimum = 0;
  std::int64_t desired = 0;
};

/// A lease as contention sees it.
struct standing_lease {
  lease_id id;
  priority hold = 4;
  /// When it was granted.
  instant since;
  /// What remains of its term; it may begin later.
  window term;
  /// What it takes of each resource, over all its hops, and what it would take
  /// at its minimum: never more. `least` is empty where it has none.
  std::vector<resource_use> uses;
  std::vector<resource_use> least;
  share_terms sharing;
  /// What it would take on other routes, the best first. Whoever asks finds
  /// them; some.
  std::vector<std::vector<resource_use>> ways;
  /// Of its class. What comes after `terminate`, or twice, says nothing.
  std::vector<remedy> remedies;
  duration tenure_min{};
  duration notice{};
};

/// What is to fit besides: every resource that it names, in every dimension,
/// at every instant of its term from now on. What is short elsewhere or then
/// is none of its business.
struct newcomer {
  priority setup = 4;
  window term;
  std::vector<resource_use> uses;
  victim_objective victims = victim_objective::weakest;
};

struct contention {
  instant now;
  /// Of every resource that the newcomer, a short resource's leases, or one of
  /// the ways take. One that is not here is nobody's business: it never is
  /// short. With a newcomer, those that it does not take are only not to become
  /// short.
  std::map<resource_name, amounts> capacities;
  /// What is booked of them by others that can't be touched, such as holds,
  /// is no part of this: the ledgers have the last word.
  std::vector<standing_lease> leases;
  std::optional<leasehold::newcomer> asked;
};

/// What a lease that is reduced keeps of what is between its minimum and all
/// that it has, in parts of this. so small that no amount that there is room
/// for falls between two of them.
inline constexpr std::int64_t kept_all = 1'000'000'000'000;

/// `part` of what is between, rounded up or down.
amounts between(const amounts& least, const amounts& all, std::int64_t part,
                std::int64_t rounding);
inline constexpr std::int64_t rounded_down = 0;
inline constexpr std::int64_t rounded_up = kept_all - 1;

/// The largest part, `kept_all` at most, with which it fits; the more, the
/// less it does.
/// @pre it fits with `lower`
template <class Fits>
std::int64_t largest_part(std::int64_t lower, Fits fits) {
  auto upper = kept_all + 1;
  while (upper - lower > 1) {
    const auto part = lower + (upper - lower) / 2;
    (fits(part) ? lower : upper) = part;
  }
  return lower;
}

/// The strongest is the least: of one hold the oldest, then the smallest id.
template <class Lease>
auto strength_of(const Lease& x) {
  return std::make_tuple(x.hold, x.since, x.id.value());
}

/// New terms for one lease.
struct term_change {
  lease_id lease;
  remedy what = remedy::terminate;
  /// Of `kept_all`, for `shrink`.
  std::int64_t kept = 0;
  /// Which of its ways, for `reroute`.
  std::size_t way = 0;
  /// From when on it takes `uses`: now for all but `shorten`. For
  /// `shorten` the end of its notice, or of its minimum tenure if that is
  /// later; until then it takes what it took.
  instant takes_effect;
  /// Empty unless it moves or shrinks.
  std::vector<resource_use> uses;
};

struct contention_plan {
  /// Each lease at most once, by growing id. None: it fits as it is.
  std::vector<term_change> changes;
  /// The resources that were short without them. Each changed lease takes some
  /// of one at least.
  std::set<resource_name> short_of;
};

} // namespace leasehold
