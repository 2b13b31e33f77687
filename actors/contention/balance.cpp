// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/balance.hpp"

#include <algorithm>
#include <utility>

namespace leasehold {

namespace {

bool empty(const window& x) {
  return x.end <= x.start;
}

/// The instants that can matter.
window horizon(const contention& problem) {
  if (!problem.asked)
    return {problem.now, forever};
  const auto& term = problem.asked->term;
  return {std::max(problem.now, term.start), term.end};
}

/// The resources that can be short, numbered.
std::map<resource_name, std::size_t> scarce(const contention& problem) {
  std::map<resource_name, std::size_t> result;
  const auto add = [&problem, &result](const resource_name& name) {
    if (problem.capacities.count(name) > 0)
      result.emplace(name, result.size());
  };
  if (problem.asked) {
    for (const auto& use : problem.asked->uses)
      add(use.resource);
    for (const auto& lease : problem.leases)
      for (const auto& way : lease.ways)
        for (const auto& use : way)
          add(use.resource);
  } else {
    for (const auto& capacity : problem.capacities)
      add(capacity.first);
  }
  return result;
}

} // namespace

instant earlier_end(const standing_lease& lease, instant now) {
  return std::max(saturating_add(now, lease.notice),
                  saturating_add(lease.since, lease.tenure_min));
}

balance::balance(const contention& problem)
    : over_{horizon(problem)}, numbers_{scarce(problem)} {
  if (empty(over_))
    numbers_.clear();
  std::vector<std::vector<instant>> cuts(numbers_.size(),
                                         {over_.start, over_.end});
  accounts_.reserve(problem.leases.size());
  for (const auto& lease : problem.leases) {
    accounts_.push_back(account_of(problem, lease));
    for (const auto& share : accounts_.back().shares)
      for (const auto& phase : accounts_.back().phases)
        cuts[share.resource].insert(cuts[share.resource].end(),
                                    {phase.start, phase.end});
  }
  sums_.reserve(cuts.size());
  // Numbers were given in the order of first mention.
  std::vector<amounts> capacities(numbers_.size());
  for (const auto& [name, number] : numbers_)
    capacities[number] = problem.capacities.at(name);
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    std::sort(cuts[i].begin(), cuts[i].end());
    cuts[i].erase(std::unique(cuts[i].begin(), cuts[i].end()), cuts[i].end());
    sums_.emplace_back(std::move(cuts[i]), capacities[i]);
  }
  for (const auto& account : accounts_)
    for (const auto& share : account.shares)
      for (const auto& phase : account.phases)
        sums_[share.resource].change(phase, {}, share.all);
  if (problem.asked)
    ask(*problem.asked);
  for (const auto& sums : sums_)
    short_count_ += sums.fits() ? 0 : 1;
}

void balance::ask(const newcomer& asked) {
  std::vector<bool> taken(sums_.size());
  for (const auto& use : asked.uses)
    if (const auto i = numbers_.find(use.resource); i != numbers_.end()) {
      sums_[i->second].change(over_, {}, use.amount);
      taken[i->second] = true;
    }
  for (std::size_t i = 0; i < sums_.size(); ++i)
    if (!taken[i])
      sums_[i].accept();
}

balance::account balance::account_of(const contention& problem,
                                     const standing_lease& lease) const {
  account result;
  const window term{std::max(lease.term.start, over_.start),
                    std::min(lease.term.end, over_.end)};
  if (empty(term))
    return result;
  const auto turn =
      std::clamp(earlier_end(lease, problem.now), term.start, term.end);
  result.phases = {window{term.start, turn}, window{turn, term.end}};
  const auto ways = lease.ways.size();
  const auto share_of = [this, &result,
                         ways](const resource_use& use) -> share* {
    const auto number = numbers_.find(use.resource);
    if (number == numbers_.end())
      return nullptr;
    for (auto& x : result.shares)
      if (x.resource == number->second)
        return &x;
    result.shares.push_back(
        {number->second, {}, {}, std::vector<amounts>(ways)});
    return &result.shares.back();
  };
  for (const auto& use : lease.uses)
    if (auto* x = share_of(use))
      x->all += use.amount;
  for (const auto& use : lease.least)
    if (auto* x = share_of(use))
      x->least += use.amount;
  for (std::size_t i = 0; i < ways; ++i)
    for (const auto& use : lease.ways[i])
      if (auto* x = share_of(use))
        x->elsewhere[i] += use.amount;
  return result;
}

amounts balance::taken(const share& of, const concession& given,
                       std::size_t phase) {
  switch (given.what) {
  case relief::none:
    return of.all;
  case relief::reroute:
    return of.elsewhere[given.way];
  case relief::shrink:
    return between(of.least, of.all, given.kept, rounded_up);
  case relief::shorten:
    return phase == early ? of.all : amounts{};
  case relief::shrink_and_shorten:
    return phase == early ? of.least : amounts{};
  case relief::terminate:
    break;
  }
  return {};
}

std::set<resource_name> balance::short_of() const {
  std::set<resource_name> result;
  for (const auto& [name, number] : numbers_)
    if (!sums_[number].fits())
      result.insert(name);
  return result;
}

std::map<resource_name, amounts> balance::room() const {
  std::map<resource_name, amounts> result;
  for (const auto& [resource, number] : numbers_)
    result.emplace(resource, sums_[number].room());
  return result;
}

bool balance::helps(std::size_t lease, const concession& given) const {
  const auto& x = accounts_[lease];
  for (const auto& share : x.shares) {
    const auto& sums = sums_[share.resource];
    if (sums.fits())
      continue;
    for (std::size_t i = 0; i < phase_count; ++i)
      if (sums.relieves(x.phases[i], taken(share, x.given, i),
                        taken(share, given, i)))
        return true;
  }
  return false;
}

bool balance::spoils(std::size_t lease, const concession& given) {
  const auto before = accounts_[lease].given;
  give(lease, given);
  const auto& shares = accounts_[lease].shares;
  const auto spoilt =
      std::any_of(shares.begin(), shares.end(), [&](const share& x) {
        return !sums_[x.resource].fits()
            && (!taken(x, given, early).fits(taken(x, before, early))
                || !taken(x, given, late).fits(taken(x, before, late)));
      });
  give(lease, before);
  return spoilt;
}

void balance::give(std::size_t lease, const concession& given) {
  auto& x = accounts_[lease];
  for (const auto& share : x.shares) {
    auto& sums = sums_[share.resource];
    short_count_ -= sums.fits() ? 0 : 1;
    for (std::size_t i = 0; i < phase_count; ++i)
      sums.change(x.phases[i], taken(share, x.given, i),
                  taken(share, given, i));
    short_count_ += sums.fits() ? 0 : 1;
  }
  x.given = given;
}

} // namespace leasehold
