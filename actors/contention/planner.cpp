// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/planner.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "actors/contention/balance.hpp"
#include "actors/contention/ladder.hpp"
#include "actors/contention/sharing.hpp"
#include "actors/route/route_uses.hpp"
#include "messages/service_class.hpp"

namespace leasehold {

namespace {

/// What a lease takes that keeps a part of what it could lose.
std::vector<resource_use> kept_of(const standing_lease& lease,
                                  std::int64_t part) {
  auto least = sums_of(lease.least);
  std::vector<resource_use> result;
  for (const auto& [resource, amount] : sums_of(lease.uses))
    if (const auto kept = between(least[resource], amount, part, rounded_up);
        !kept.zero())
      result.push_back({resource, kept});
  return result;
}

/// What a lease takes of some resources, in millionths of their capacities.
std::int64_t part_of(const std::map<resource_name, amounts>& capacities,
                     const standing_lease& lease,
                     const std::set<resource_name>& resources) {
  constexpr __int128 whole = 1'000'000;
  __int128 sum = 0;
  for (const auto& use : lease.uses)
    if (resources.count(use.resource) > 0)
      for (const auto u : all_units)
        if (const auto there_is = capacities.at(use.resource)[u]; there_is > 0)
          sum += use.amount[u] * whole / there_is;
  return static_cast<std::int64_t>(
      std::min<__int128>(sum, std::numeric_limits<std::int64_t>::max()));
}

/// Climbs the ladders until everything fits, then steps down again wherever
/// that does no harm.
class planning {
public:
  explicit planning(const contention& problem)
      : problem_{problem}, balance_{problem} {}

  std::optional<contention_plan> run();

private:
  void find_ladders(const std::set<resource_name>& short_of);
  std::int64_t preference(const standing_lease& lease,
                          const std::set<resource_name>& short_of) const;
  void move(ladder& x, std::size_t rung);
  /// Takes the steps that help, until it fits. Does it then?
  bool climb(const std::vector<step>& steps);
  /// As much as the classes allow, even where `climb` went past it. Does it
  /// fit then? If not, everything is as it was.
  bool settle();
  bool choose(const std::vector<std::size_t>& open);
  /// Leaves no change that is harsher than it has to be.
  void relax();
  /// Leaves those that are reduced as much as there is: their shares of it, and
  /// what is left to the strongest first.
  void ease();
  /// The strongest first.
  std::vector<ladder*> reduced();
  /// Where one is reduced, those of its hold and scheme are: what is left is
  /// theirs together.
  void join();
  void share(const std::vector<ladder*>& reduced);
  contention_plan written() const;

  const contention& problem_;
  balance balance_;
  /// Whom to take from first is first.
  std::vector<ladder> ladders_;
  std::vector<step> steps_;
};

std::optional<contention_plan> planning::run() {
  if (balance_.fits())
    return contention_plan{};
  auto short_of = balance_.short_of();
  find_ladders(short_of);
  steps_ = escalation(ladders_);
  if (!climb(steps_) && !settle()) {
    if (problem_.asked)
      return std::nullopt;
    const auto forced = force(ladders_);
    steps_.insert(steps_.end(), forced.begin(), forced.end());
    climb(forced);
    assert(balance_.fits());
  }
  relax();
  ease();
  auto result = written();
  result.short_of = std::move(short_of);
  return result;
}

void planning::find_ladders(const std::set<resource_name>& short_of) {
  std::vector<std::int64_t> preferred(problem_.leases.size());
  for (std::size_t i = 0; i < problem_.leases.size(); ++i) {
    const auto& lease = problem_.leases[i];
    if (problem_.asked && lease.hold <= problem_.asked->setup)
      continue;
    if (!balance_.helps(i, relief::terminate))
      continue;
    preferred[i] = preference(lease, short_of);
    ladders_.push_back({i, rungs_of(lease, problem_.now)});
  }
  const auto place = [&](const ladder& x) {
    return std::make_pair(preferred[x.lease],
                          strength_of(problem_.leases[x.lease]));
  };
  std::sort(ladders_.begin(), ladders_.end(),
            [&place](const ladder& x, const ladder& y) {
              return place(x) > place(y);
            });
}

/// How gladly a lease is taken from, before its strength is looked at.
std::int64_t
planning::preference(const standing_lease& lease,
                     const std::set<resource_name>& short_of) const {
  switch (problem_.asked ? problem_.asked->victims
                         : victim_objective::weakest) {
  case victim_objective::weakest:
    break;
  case victim_objective::fewest:
    return part_of(problem_.capacities, lease, short_of);
  case victim_objective::least_waste:
    return -part_of(problem_.capacities, lease, short_of);
  case victim_objective::most_reroutable:
    return static_cast<std::int64_t>(lease.ways.size());
  }
  return 0;
}

void planning::move(ladder& x, std::size_t rung) {
  balance_.give(x.lease, x.given(rung));
  x.at = rung;
}

bool planning::climb(const std::vector<step>& steps) {
  for (const auto& next : steps) {
    if (balance_.fits())
      return true;
    auto& x = ladders_[next.ladder];
    const auto given = x.given(next.rung);
    if (balance_.helps(x.lease, given)
        && (given.what != relief::reroute || !balance_.spoils(x.lease, given)))
      move(x, next.rung);
  }
  return balance_.fits();
}

// A lease that is shortened instead of shrunk takes more until it ends, so a
// climb may pass by the answer. Where a ladder has a top, that gives the most.
bool planning::settle() {
  const auto before = ladders_;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < ladders_.size(); ++i) {
    auto& x = ladders_[i];
    if (x.has_top()) {
      move(x, x.rungs.size());
    } else {
      open.push_back(i);
      balance_.give(x.lease, x.given_at_most());
    }
  }
  if (balance_.fits() && choose(open))
    return true;
  for (std::size_t i = 0; i < ladders_.size(); ++i)
    move(ladders_[i], before[i].at);
  return false;
}

// Depth first: those that are not decided yet are taken to give both.
bool planning::choose(const std::vector<std::size_t>& open) {
  std::vector<std::size_t> tried(open.size());
  std::size_t depth = 0;
  for (int count = 0; depth < open.size(); ++count) {
    if (count == choices_max)
      return false;
    auto& x = ladders_[open[depth]];
    // A move takes something elsewhere, so to keep its terms may be better.
    const auto tries = x.rungs.size() + (x.may_move() ? 1 : 0);
    if (tried[depth] < tries) {
      move(x, ++tried[depth] % (x.rungs.size() + 1));
      if (balance_.fits())
        ++depth;
      continue;
    }
    if (depth == 0)
      return false;
    balance_.give(x.lease, x.given_at_most());
    tried[depth--] = 0;
  }
  return true;
}

// Whoever steps down from shortening to shrinking makes room for others, so
// this goes on until nobody can.
void planning::relax() {
  const auto step_down = [this](ladder& x) {
    const auto from = x.at;
    for (std::size_t rung = 0; rung < from; ++rung) {
      move(x, rung);
      if (balance_.fits())
        return true;
    }
    move(x, from);
    return false;
  };
  for (bool again = true; again;) {
    again = false;
    for (auto i = steps_.rbegin(); i != steps_.rend(); ++i)
      if (auto& x = ladders_[i->ladder]; x.at == i->rung)
        again = step_down(x) || again;
  }
}

std::vector<ladder*> planning::reduced() {
  std::vector<ladder*> result;
  for (auto& x : ladders_)
    if (x.at > 0 && x.rungs[x.at - 1].what == remedy::shrink)
      result.push_back(&x);
  std::sort(result.begin(), result.end(),
            [this](const ladder* x, const ladder* y) {
              return strength_of(problem_.leases[x->lease])
                  < strength_of(problem_.leases[y->lease]);
            });
  return result;
}

void planning::join() {
  const auto kind_of = [this](const ladder& x) {
    const auto& lease = problem_.leases[x.lease];
    return std::make_pair(lease.hold, lease.sharing.scheme);
  };
  std::set<std::pair<priority, share_scheme>> sharing;
  for (const auto* x : reduced())
    if (const auto kind = kind_of(*x);
        kind.second != share_scheme::oldest_first)
      sharing.insert(kind);
  for (auto& x : ladders_)
    if (x.at == 0 && sharing.count(kind_of(x)) > 0 && !x.rungs.empty()
        && x.rungs.front().what == remedy::shrink)
      move(x, 1);
}

void planning::share(const std::vector<ladder*>& reduced) {
  std::vector<claimant> claimants;
  for (const auto* x : reduced) {
    const auto& lease = problem_.leases[x->lease];
    claimants.push_back({lease.hold, lease.sharing, lease.least, lease.uses});
  }
  const auto parts = fair_parts(claimants, balance_.room());
  for (std::size_t i = 0; i < reduced.size(); ++i) {
    reduced[i]->kept = parts[i];
    move(*reduced[i], reduced[i]->at);
  }
  assert(balance_.fits());
}

void planning::ease() {
  join();
  const auto all = reduced();
  share(all);
  for (auto* x : all) {
    x->kept = largest_part(x->kept, [this, x](std::int64_t part) {
      x->kept = part;
      move(*x, x->at);
      return balance_.fits();
    });
    move(*x, x->kept == kept_all ? 0 : x->at);
  }
}

contention_plan planning::written() const {
  contention_plan result;
  for (const auto& x : ladders_) {
    if (x.at == 0)
      continue;
    const auto& lease = problem_.leases[x.lease];
    const auto& rung = x.rungs[x.at - 1];
    term_change change;
    change.lease = lease.id;
    change.what = rung.what;
    change.takes_effect = problem_.now;
    if (change.what == remedy::reroute) {
      change.way = rung.way;
      change.uses = lease.ways[rung.way];
    }
    if (change.what == remedy::shrink) {
      change.kept = x.kept;
      change.uses = kept_of(lease, x.kept);
    }
    if (change.what == remedy::shorten)
      change.takes_effect = earlier_end(lease, problem_.now);
    result.changes.push_back(std::move(change));
  }
  std::sort(result.changes.begin(), result.changes.end(),
            [](const term_change& x, const term_change& y) {
              return x.lease < y.lease;
            });
  return result;
}

} // namespace

std::optional<contention_plan> plan(const contention& problem) {
  return planning{problem}.run();
}

} // namespace leasehold
