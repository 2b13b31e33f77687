// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// The planner against a search of every combination, on regions so small that
// one can look at every instant.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "actors/contention/planner.hpp"
#include "actors/contention/problem.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"

namespace leasehold {
namespace {

constexpr int length = 9;
constexpr int resource_count = 3;

instant at(int x) {
  return instant{duration{x}};
}

resource_name resource(int x) {
  return resource_name{"R/" + std::to_string(x)};
}

/// From the whole range in the first runs already: small problems are dull.
int any(int from, int to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
}

// -- problems -----------------------------------------------------------------

window any_term() {
  const auto start = any(0, 1) * any(0, length - 2);
  const auto end = any(start + 1, length);
  return {at(start), end == length ? forever : at(end)};
}

amounts any_amount(int bits, int counts) {
  amounts result{unit::bit_per_second, any(0, bits)};
  if (any(0, 3) == 0)
    result.set(unit::count, any(0, counts));
  return result;
}

std::vector<resource_use> any_uses() {
  std::vector<resource_use> result;
  for (int i = 0; i < resource_count; ++i)
    if (any(0, 2) > 0)
      result.push_back({resource(i), any_amount(6, 2)});
  return result;
}

/// Mostly mildest first, sometimes in another order or with doubles.
std::vector<remedy> any_remedies() {
  if (any(0, 3) == 0)
    return {remedy::shrink, remedy::shorten};
  std::vector<remedy> result;
  for (const auto x : {remedy::reroute, remedy::shrink, remedy::shorten,
                       remedy::refuse_renewal, remedy::terminate})
    if (any(0, 3) > 0)
      result.push_back(x);
  if (any(0, 4) == 0 && !result.empty()) {
    result.push_back(result.front());
    result.erase(result.begin(), result.begin() + any(0, 1));
  }
  return result;
}

/// Sometimes other routes.
std::vector<std::vector<resource_use>> any_ways() {
  std::vector<std::vector<resource_use>> result;
  if (any(0, 2) == 0)
    for (auto i = any(1, 2); i > 0; --i)
      result.push_back(any_uses());
  return result;
}

standing_lease any_lease(int id) {
  standing_lease result;
  result.id = lease_id{static_cast<std::uint64_t>(id)};
  result.hold = static_cast<priority>(any(0, 4) == 0 ? any(0, 3) : any(4, 7));
  result.since = at(any(0, 3));
  result.term = any_term();
  result.uses = any_uses();
  if (any(0, 3) > 0)
    for (const auto& use : result.uses) {
      amounts least{unit::bit_per_second,
                    any(0, static_cast<int>(use.amount[unit::bit_per_second]))};
      least.set(unit::count, any(0, static_cast<int>(use.amount[unit::count])));
      result.least.push_back({use.resource, least});
    }
  result.ways = any_ways();
  result.remedies = any_remedies();
  if (!result.least.empty() && any(0, 1) == 0) {
    result.sharing.scheme =
        any(0, 1) == 0 ? share_scheme::max_min : share_scheme::proportional;
    result.sharing.weight = static_cast<share_weight>(any(1, 3));
    result.sharing.minimum = any(0, 3);
    result.sharing.desired = result.sharing.minimum + any(0, 6);
  }
  result.tenure_min = duration{any(0, 1) * any(0, 5)};
  result.notice = duration{any(0, 3)};
  return result;
}

contention any_problem() {
  contention result;
  result.now = at(3);
  for (int i = 0; i < resource_count; ++i)
    if (any(0, 7) > 0) {
      result.capacities[resource(i)] = {unit::bit_per_second, any(4, 12)};
      result.capacities[resource(i)].set(unit::count, any(1, 4));
    }
  const auto count = any(3, 6);
  for (int i = 1; i <= count; ++i)
    result.leases.push_back(any_lease(i));
  return result;
}

contention any_request() {
  auto result = any_problem();
  const auto start = any(2, length - 3);
  const auto uses = any_uses();
  result.asked = newcomer{static_cast<priority>(any(0, 4)),
                          {at(start), at(any(start + 2, length))},
                          uses.empty() ? any_uses() : uses,
                          all_victim_objectives[any(0, 3)]};
  return result;
}

contention any_loss_or_request() {
  return any(0, 1) == 0 ? any_problem() : any_request();
}

// -- what is allowed, and what it gives ---------------------------------------

/// Nothing, or a remedy with all that it needs to be told.
using choice = std::optional<term_change>;

instant earlier_end(const contention& problem, const standing_lease& lease) {
  return std::max(problem.now + lease.notice, lease.since + lease.tenure_min);
}

bool allowed(const contention& problem, const standing_lease& lease,
             remedy what) {
  if (problem.asked && lease.hold <= problem.asked->setup)
    return false;
  const auto& list = lease.remedies;
  if (std::find(list.begin(), list.end(), what) == list.end())
    return false;
  if (what == remedy::shorten) {
    const auto end = earlier_end(problem, lease);
    return end < lease.term.end
        && (lease.term.start <= problem.now || lease.term.start < end);
  }
  if (what == remedy::reroute)
    return !lease.ways.empty();
  if (what == remedy::refuse_renewal)
    return false;
  const bool settled = problem.now >= lease.since + lease.tenure_min;
  return settled && (what == remedy::terminate || !lease.least.empty());
}

/// What is taken of each resource at each instant, in both dimensions.
using takings = std::vector<std::int64_t>;

std::size_t place(int resource, int time, int dimension) {
  return static_cast<std::size_t>((resource * (length + 1) + time) * 2
                                  + dimension);
}

void take(takings& to, const std::vector<resource_use>& uses,
          const window& over) {
  for (const auto& use : uses)
    for (int i = 0; i < resource_count; ++i)
      for (int t = 0; t <= length; ++t)
        if (use.resource == resource(i) && at(t) >= over.start
            && at(t) < over.end) {
          to[place(i, t, 0)] += use.amount[unit::bit_per_second];
          to[place(i, t, 1)] += use.amount[unit::count];
        }
}

const takings nothing(place(resource_count, 0, 0), 0);

takings taken(const contention& problem, const standing_lease& lease,
              const choice& what) {
  auto result = nothing;
  auto term = lease.term;
  if (what && what->what == remedy::terminate)
    return result;
  if (what && what->what == remedy::shorten)
    term.end = std::min(term.end, earlier_end(problem, lease));
  const auto same = !what || what->what == remedy::shorten;
  take(result, same ? lease.uses : what->uses, term);
  return result;
}

takings newcomer_takes(const contention& problem) {
  auto result = nothing;
  if (problem.asked)
    take(result, problem.asked->uses, problem.asked->term);
  return result;
}

/// What is taken at most where the newcomer wants to be in time.
std::int64_t most_before(const contention& problem, int resource,
                         int dimension) {
  auto all = nothing;
  for (const auto& lease : problem.leases) {
    const auto some = taken(problem, lease, std::nullopt);
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] += some[i];
  }
  std::int64_t most = 0;
  const auto& term = problem.asked->term;
  for (int t = 0; t <= length; ++t)
    if (at(t) >= problem.now && at(t) >= term.start && at(t) < term.end)
      most = std::max(most, all[place(resource, t, dimension)]);
  return most;
}

/// The bounds that have to be kept; far away where nobody asks. What the
/// newcomer does not take must not become short by a move.
takings bounds(const contention& problem) {
  takings result(nothing.size(), 1'000'000);
  for (int i = 0; i < resource_count; ++i) {
    const auto capacity = problem.capacities.find(resource(i));
    if (capacity == problem.capacities.end())
      continue;
    for (int t = 0; t <= length; ++t) {
      bool looked_at = at(t) >= problem.now;
      bool asked = true;
      if (problem.asked) {
        const auto& x = *problem.asked;
        looked_at = looked_at && at(t) >= x.term.start && at(t) < x.term.end;
        asked = std::any_of(x.uses.begin(), x.uses.end(), [i](const auto& use) {
          return use.resource == resource(i);
        });
      }
      if (!looked_at)
        continue;
      result[place(i, t, 0)] = capacity->second[unit::bit_per_second];
      result[place(i, t, 1)] = capacity->second[unit::count];
      if (!asked)
        for (int d = 0; d < 2; ++d)
          result[place(i, t, d)] =
              std::max(result[place(i, t, d)], most_before(problem, i, d));
    }
  }
  return result;
}

takings sum(takings x, const takings& y) {
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] += y[i];
  return x;
}

bool within(const takings& x, const takings& limit) {
  return std::equal(x.begin(), x.end(), limit.begin(),
                    [](auto a, auto b) { return a <= b; });
}

/// Whether it takes some of what is short: nobody else is asked, not even to
/// make room for one that moves.
bool concerned(const contention& problem, const standing_lease& lease) {
  auto all = newcomer_takes(problem);
  for (const auto& other : problem.leases)
    all = sum(all, taken(problem, other, std::nullopt));
  const auto limit = bounds(problem);
  const auto own = taken(problem, lease, std::nullopt);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] > limit[i] && own[i] > 0)
      return true;
  return false;
}

/// From the ground up, in the order of the class.
std::vector<choice> choices(const contention& problem,
                            const standing_lease& lease) {
  std::vector<choice> result{std::nullopt};
  if (!concerned(problem, lease))
    return result;
  const auto known = [&result](remedy x) {
    return std::any_of(result.begin(), result.end(),
                       [x](const choice& y) { return y && y->what == x; });
  };
  for (const auto x : lease.remedies) {
    if (!allowed(problem, lease, x) || known(x))
      continue;
    term_change change;
    change.lease = lease.id;
    change.what = x;
    if (x == remedy::shrink)
      change.uses = lease.least;
    if (x != remedy::reroute)
      result.emplace_back(change);
    else
      for (change.way = 0; change.way < lease.ways.size(); ++change.way) {
        change.uses = lease.ways[change.way];
        result.emplace_back(change);
      }
  }
  return result;
}

using all_choices = std::vector<std::vector<choice>>;

/// Whether leases from `next` on can choose so that it fits.
bool some_choice_fits(const contention& problem, const all_choices& open,
                      std::size_t next, const takings& before,
                      const takings& limit) {
  if (!within(before, limit))
    return false;
  if (next == problem.leases.size())
    return true;
  for (const auto& x : open[next])
    if (some_choice_fits(problem, open, next + 1,
                         sum(before, taken(problem, problem.leases[next], x)),
                         limit))
      return true;
  return false;
}

bool some_choice_fits(const contention& problem) {
  all_choices open;
  for (const auto& lease : problem.leases)
    open.push_back(choices(problem, lease));
  return some_choice_fits(problem, open, 0, newcomer_takes(problem),
                          bounds(problem));
}

using chosen = std::map<lease_id, choice>;

chosen by_lease(const contention_plan& x) {
  chosen result;
  for (const auto& change : x.changes)
    result[change.lease] = change;
  return result;
}

bool fits(const contention& problem, const chosen& what) {
  auto all = newcomer_takes(problem);
  for (const auto& lease : problem.leases) {
    const auto i = what.find(lease.id);
    all = sum(
        all, taken(problem, lease, i == what.end() ? std::nullopt : i->second));
  }
  return within(all, bounds(problem));
}

bool mildest_first(const std::vector<remedy>& list) {
  const auto place_of = [](remedy x) {
    return std::find(std::begin(all_remedies), std::end(all_remedies), x);
  };
  return std::is_sorted(
      list.begin(), list.end(),
      [&place_of](remedy x, remedy y) { return place_of(x) < place_of(y); });
}

const standing_lease& lease_of(const contention& problem, lease_id id) {
  return *std::find_if(problem.leases.begin(), problem.leases.end(),
                       [id](const auto& x) { return x.id == id; });
}

bool same(const contention_plan& x, const contention_plan& y) {
  return std::equal(x.changes.begin(), x.changes.end(), y.changes.begin(),
                    y.changes.end(), [](const auto& a, const auto& b) {
                      return a.lease == b.lease && a.what == b.what
                          && a.takes_effect == b.takes_effect && a.way == b.way
                          && a.kept == b.kept && a.uses.size() == b.uses.size();
                    });
}

// -- properties ---------------------------------------------------------------

RC_GTEST_PROP(Planner, FindsAPlanExactlyWhereOneExists, ()) {
  const auto problem = any_request();
  const auto found = plan(problem);
  RC_TAG(found ? found->changes.size() : std::size_t{99});
  RC_ASSERT(found.has_value() == some_choice_fits(problem));
}

RC_GTEST_PROP(Planner, AlwaysFindsAPlanForALostCapacity, ()) {
  const auto problem = any_problem();
  const auto found = plan(problem);
  RC_ASSERT(found.has_value());
  RC_ASSERT(fits(problem, by_lease(*found)));
}

RC_GTEST_PROP(Planner, ForcesNobodyWhereTheClassesDo, ()) {
  const auto problem = any_problem();
  RC_PRE(some_choice_fits(problem));
  const auto found = plan(problem);
  RC_ASSERT(found.has_value());
  for (const auto& x : found->changes)
    RC_ASSERT(allowed(problem, lease_of(problem, x.lease), x.what));
}

RC_GTEST_PROP(Planner, MakesTheNewcomerFit, ()) {
  const auto problem = any_request();
  if (const auto found = plan(problem))
    RC_ASSERT(fits(problem, by_lease(*found)));
}

RC_GTEST_PROP(Planner, LeavesNoChangeThatCouldBeMilder, ()) {
  const auto problem = any_loss_or_request();
  const auto found = plan(problem);
  if (!found)
    return;
  const auto what = by_lease(*found);
  for (const auto& change : found->changes) {
    for (const auto& x : choices(problem, lease_of(problem, change.lease))) {
      if (x && x->what == change.what && x->way == change.way)
        break;
      // It may share what somebody else has to give up.
      if (!x && change.what == remedy::shrink
          && lease_of(problem, change.lease).sharing.scheme
              != share_scheme::oldest_first)
        continue;
      auto milder = what;
      milder[change.lease] = x;
      RC_ASSERT(!fits(problem, milder));
    }
  }
}

RC_GTEST_PROP(Planner, TouchesOnlyWhomItMay, ()) {
  const auto problem = any_request();
  const auto found = plan(problem);
  if (!found)
    return;
  for (const auto& x : found->changes) {
    const auto& lease = lease_of(problem, x.lease);
    RC_ASSERT(lease.hold > problem.asked->setup);
    RC_ASSERT(allowed(problem, lease, x.what));
    if (x.what != remedy::reroute)
      RC_ASSERT(x.takes_effect >= lease.since + lease.tenure_min);
  }
}

RC_GTEST_PROP(Planner, SaysNewTermsInFull, ()) {
  const auto problem = any_loss_or_request();
  const auto found = plan(problem);
  if (!found)
    return;
  const auto& changes = found->changes;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& lease = lease_of(problem, changes[i].lease);
    const bool later = changes[i].what == remedy::shorten;
    const bool shrinks = changes[i].what == remedy::shrink;
    if (i > 0)
      RC_ASSERT(changes[i - 1].lease < changes[i].lease);
    RC_ASSERT(changes[i].takes_effect
              == (later ? earlier_end(problem, lease) : problem.now));
    if (!shrinks && changes[i].what != remedy::reroute)
      RC_ASSERT(changes[i].uses.empty());
    if (shrinks)
      RC_ASSERT(changes[i].kept >= 0 && changes[i].kept < kept_all);
    if (changes[i].what == remedy::reroute)
      RC_ASSERT(changes[i].way < lease.ways.size());
  }
}

// What is reduced keeps all that there is room for.
RC_GTEST_PROP(Planner, ReducesNoMoreThanItHasTo, ()) {
  const auto problem = any_loss_or_request();
  const auto found = plan(problem);
  if (!found)
    return;
  auto what = by_lease(*found);
  for (const auto& change : found->changes) {
    if (change.what != remedy::shrink)
      continue;
    const auto& lease = lease_of(problem, change.lease);
    auto more = what;
    auto& uses = more[change.lease]->uses;
    uses = lease.least;
    auto grows = false;
    for (auto& use : uses)
      for (const auto& all : lease.uses)
        if (all.resource == use.resource) {
          const auto next =
              between(use.amount, all.amount, change.kept + 1, rounded_up);
          const auto now =
              between(use.amount, all.amount, change.kept, rounded_up);
          grows = grows || next != now;
          use.amount = next;
        }
    RC_ASSERT(!grows || !fits(problem, more));
  }
}

RC_GTEST_PROP(Planner, ShrinksOnlyWhereShrinkingDoes, ()) {
  const auto problem = any_loss_or_request();
  chosen all;
  for (const auto& lease : problem.leases) {
    const auto& list = lease.remedies;
    RC_PRE(mildest_first(list));
    for (const auto& x : choices(problem, lease))
      if (x && x->what == remedy::shrink)
        all[lease.id] = x;
  }
  RC_PRE(fits(problem, all));
  const auto found = plan(problem);
  RC_ASSERT(found.has_value());
  for (const auto& x : found->changes)
    RC_ASSERT(x.what == remedy::shrink || x.what == remedy::reroute);
}

RC_GTEST_PROP(Planner, DoesNotDependOnTheOrderOfTheLeases, ()) {
  auto problem = any_loss_or_request();
  const auto found = plan(problem);
  std::minstd_rand random{static_cast<std::uint32_t>(any(1, 1000))};
  std::shuffle(problem.leases.begin(), problem.leases.end(), random);
  const auto again = plan(problem);
  RC_ASSERT(found.has_value() == again.has_value());
  if (found)
    RC_ASSERT(same(*found, *again));
}

// -- displacing each other ----------------------------------------------------

struct strength {
  priority setup;
  priority hold;
};

/// Whether the one takes the only place that the other has.
bool displaces(const strength& asks, const strength& has) {
  contention problem;
  problem.now = at(0);
  problem.capacities[resource(0)] = {unit::count, 1};
  const std::vector<resource_use> place{{resource(0), {unit::count, 1}}};
  standing_lease standing;
  standing.hold = has.hold;
  standing.term = {at(0), forever};
  standing.uses = place;
  standing.remedies = {remedy::terminate};
  problem.leases = {standing};
  problem.asked = newcomer{asks.setup, {at(0), forever}, place};
  return plan(problem).has_value();
}

TEST(Planner, ADisplacedLeaseNeverDisplacesItsDisplacer) {
  std::vector<strength> all;
  for (int setup = 0; setup <= priority_weakest; ++setup)
    for (int hold = 0; hold <= setup; ++hold)
      all.push_back(
          {static_cast<priority>(setup), static_cast<priority>(hold)});
  int displaced = 0;
  for (const auto& x : all) {
    for (const auto& y : all) {
      EXPECT_EQ(displaces(x, y), x.setup < y.hold);
      EXPECT_FALSE(displaces(x, y) && displaces(y, x));
      displaced += displaces(x, y) ? 1 : 0;
    }
  }
  EXPECT_GT(displaced, 0);
}

} // namespace
} // namespace leasehold
