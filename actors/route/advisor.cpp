// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/advisor.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "messages/bounds.hpp"

namespace leasehold {

namespace {

/// A wish that does not fit, and by when an offer has been asked for.
struct request_in_vain {
  const route_graph& graph;
  const route_wish& wish;
  const free_view& free;
  std::vector<instant> changes;
  instant asked_by;
  plan_budget& budget;

  bool stays() const {
    return wish.own && wish.own->goes == holding::way::same;
  }

  /// A term from there on: it begins as late as it is asked for, and all that
  /// it could be has to fit.
  window all_of(instant start, duration length) const {
    return {start, saturating_add(std::max(start, asked_by), length)};
  }
  window all_of_wish() const {
    auto& [start, end] = wish.term;
    return end == forever ? wish.term : all_of(start, end - start);
  }

  bool fits(const route_query& query, const window& over) const {
    auto room = free.lookup(over);
    if (!stays())
      return has_route(graph, query, room, budget);
    auto& uses = wish.own->uses;
    return std::all_of(uses.begin(), uses.end(), [&](auto& use) {
      return use.amount.fits(room(use.resource));
    });
  }
  bool fits(const window& over) const {
    return fits(wish.query, over);
  }
};

std::optional<amounts> largest_amount(const request_in_vain& x) {
  if (x.stays())
    return std::nullopt;
  auto widest = widest_route(x.graph, x.wish.query,
                             x.free.lookup(x.all_of_wish()), x.budget);
  return widest ? std::optional{widest->amount} : std::nullopt;
}

/// What is free over [start, T) only shrinks as T grows, so the last T that
/// fits is found by halving.
std::optional<duration> longest_period(const request_in_vain& x) {
  auto start = x.wish.term.start;
  auto from = std::max(start, x.asked_by);
  std::vector<instant> ends;
  for (auto at : x.changes)
    if (at > start && at < x.wish.term.end)
      ends.push_back(at);
  auto last = std::partition_point(ends.begin(), ends.end(), [&](instant end) {
    return x.fits({start, end});
  });
  if (last == ends.begin() || *std::prev(last) <= from)
    return std::nullopt;
  return *std::prev(last) - from;
}

/// Something that was short can fit only once something free has changed.
std::optional<instant> earliest_start(const request_in_vain& x) {
  auto& [start, end] = x.wish.term;
  if (end == forever || x.wish.own)
    return std::nullopt;
  auto first = std::upper_bound(x.changes.begin(), x.changes.end(), start);
  for (std::size_t tried = 0; first != x.changes.end() && tried < starts_max;
       ++first, ++tried)
    if (x.fits(x.all_of(*first, end - start)))
      return *first;
  return std::nullopt;
}

std::vector<resource_name> alternatives(const request_in_vain& x) {
  std::vector<resource_name> result;
  auto resolved = x.graph.resolve_target(x.wish.query.target.str());
  auto target = resolved ? x.graph.find_resource(*resolved) : nullptr;
  if (target == nullptr || x.wish.own)
    return result;
  std::size_t tried = 0;
  for (auto& group : target->groups)
    for (auto& member : x.graph.members_of(group)) {
      if (++tried > others_max)
        return result;
      auto query = x.wish.query;
      query.target = member;
      auto known = std::find(result.begin(), result.end(), member);
      if (member != target->name && known == result.end()
          && result.size() < bounds::alternatives
          && x.fits(query, x.all_of_wish()))
        result.push_back(member);
    }
  return result;
}

} // namespace

counter_offer make_offer(const route_graph& graph, const route_wish& wish,
                         const free_view& free, instant now,
                         plan_budget& budget) {
  const request_in_vain x{
      graph, wish, free, free.changes(), saturating_add(now, offer_lasts),
      budget};
  counter_offer offer;
  offer.largest_amount = largest_amount(x);
  offer.longest_period = longest_period(x);
  offer.earliest_start = earliest_start(x);
  offer.alternatives = alternatives(x);
  return offer;
}

std::optional<window> shortage(const resource_view& view, const window& term,
                               const amounts& amount) {
  auto wanted = amount;
  for (auto u : all_units)
    if (view.capacity[u] == 0)
      wanted.set(u, 0);
  std::optional<window> result;
  for (std::size_t i = 0; i < view.steps.size(); ++i) {
    auto from = std::max(view.steps[i].from, term.start);
    auto last = i + 1 == view.steps.size();
    auto to = last ? term.end : std::min(view.steps[i + 1].from, term.end);
    if (from >= to)
      continue;
    auto enough = wanted.fits(view.steps[i].free) && !wanted.zero();
    if (enough && result)
      return result;
    if (!enough)
      result = window{result ? result->start : from, to};
  }
  return result;
}

} // namespace leasehold
