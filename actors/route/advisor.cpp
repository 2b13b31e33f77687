// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/advisor.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/civil.hpp"
#include "messages/period.hpp"

namespace leasehold {

namespace {

bool fits(const route_graph& graph, const route_query& query,
          const free_view& free, const window& over, plan_budget& budget) {
  return has_route(graph, query, free.lookup(over), budget);
}

/// What is free over [start, T) only shrinks as T grows, so the last T that
/// fits is found by halving.
std::optional<duration> longest_period(const route_graph& graph,
                                       const route_wish& wish,
                                       const free_view& free,
                                       const std::vector<instant>& changes,
                                       plan_budget& budget) {
  auto start = wish.term.start;
  std::vector<instant> ends;
  for (auto at : changes)
    if (at > start && at < wish.term.end)
      ends.push_back(at);
  auto last = std::partition_point(ends.begin(), ends.end(), [&](instant end) {
    return fits(graph, wish.query, free, {start, end}, budget);
  });
  if (last == ends.begin())
    return std::nullopt;
  return *std::prev(last) - start;
}

/// Something that was short can fit only once something free has changed.
std::optional<instant> earliest_start(const route_graph& graph,
                                      const route_wish& wish,
                                      const free_view& free,
                                      const std::vector<instant>& changes,
                                      plan_budget& budget) {
  if (wish.term.end == forever)
    return std::nullopt;
  auto length = wish.term.end - wish.term.start;
  auto first =
      std::upper_bound(changes.begin(), changes.end(), wish.term.start);
  for (std::size_t tried = 0; first != changes.end() && tried < starts_max;
       ++first, ++tried)
    if (fits(graph, wish.query, free, {*first, saturating_add(*first, length)},
             budget))
      return *first;
  return std::nullopt;
}

std::vector<resource_name> alternatives(const route_graph& graph,
                                        const route_wish& wish,
                                        const free_view& free,
                                        plan_budget& budget) {
  std::vector<resource_name> result;
  auto resolved = graph.resolve_target(wish.query.target.str());
  auto target = resolved ? graph.find_resource(*resolved) : nullptr;
  if (target == nullptr)
    return result;
  std::size_t tried = 0;
  for (auto& group : target->groups)
    for (auto& member : graph.members_of(group)) {
      if (++tried > others_max)
        return result;
      auto query = wish.query;
      query.target = member;
      auto known = std::find(result.begin(), result.end(), member);
      if (member != target->name && known == result.end()
          && result.size() < bounds::alternatives
          && fits(graph, query, free, wish.term, budget))
        result.push_back(member);
    }
  return result;
}

bool is_short(errc code) noexcept {
  return code == errc::insufficient_capacity || code == errc::above_capacity;
}

/// For people, who would trip over milliseconds: whole seconds where there are
/// any, rounded so that what is offered still holds.
duration at_most(duration x) {
  auto whole = std::chrono::floor<std::chrono::seconds>(x);
  return whole.count() > 0 ? whole : x;
}
/// The last part of a message: what to ask for instead.
std::string way_out(const counter_offer& offer, const time_base& clock) {
  std::vector<std::string> ways;
  if (offer.largest_amount)
    ways.push_back("at most " + to_string(*offer.largest_amount));
  if (offer.longest_period)
    ways.push_back("at most " + to_string(at_most(*offer.longest_period)));
  if (offer.earliest_start)
    ways.push_back("a start at "
                   + format_time(clock.to_wall(*offer.earliest_start)));
  if (!offer.alternatives.empty())
    ways.push_back(offer.alternatives.front().str());
  return ways.empty() ? ""
                      : fmt::format("; ask for {}", fmt::join(ways, ", or "));
}

void explain(const route_graph& graph, const route_wish& wish,
             const free_view& free, const time_base& clock, plan_budget& budget,
             refusal& answer) {
  if (!is_short(answer.code))
    return;
  if (auto view = free.find(answer.resource))
    answer.short_of = shortage(*view, wish.term, wish.query.amount);
  answer.offer = make_offer(graph, wish, free, budget);
  auto ways = way_out(answer.offer, clock);
  // Better than what holds for all.
  if (!ways.empty())
    answer.message.resize(
        std::min(answer.message.size(), answer.message.rfind("; ")));
  answer.message += ways;
}

std::string message_for(const hop_answer& why) {
  auto& gateway = why.key.gateway.str();
  if (why.code == errc::insufficient_capacity)
    return fmt::format("{} at {} has {} free in the asked time",
                       why.resource.str(), gateway, to_string(why.free));
  if (why.code == errc::timed_out)
    return fmt::format("{} did not answer in time; try again", gateway);
  return fmt::format("{} refused: {}", gateway, to_string(why.code));
}

} // namespace

counter_offer make_offer(const route_graph& graph, const route_wish& wish,
                         const free_view& free, plan_budget& budget) {
  counter_offer offer;
  auto changes = free.changes();
  if (auto widest =
          widest_route(graph, wish.query, free.lookup(wish.term), budget))
    offer.largest_amount = widest->amount;
  offer.longest_period = longest_period(graph, wish, free, changes, budget);
  offer.earliest_start = earliest_start(graph, wish, free, changes, budget);
  offer.alternatives = alternatives(graph, wish, free, budget);
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

refusal refuse(const route_graph& graph, const route_wish& wish,
               const free_view& free, const route_failure& why,
               const time_base& clock, plan_budget& budget) {
  refusal answer;
  answer.code = why.code;
  answer.message = why.message;
  answer.resource = why.resource;
  answer.gateway = why.gateway;
  explain(graph, wish, free, clock, budget, answer);
  return answer;
}

refusal refuse(const route_graph& graph, const route_wish& wish,
               const free_view& free, const hop_answer& why,
               const time_base& clock, plan_budget& budget) {
  refusal answer;
  answer.code = why.code;
  answer.message = message_for(why);
  answer.resource = why.resource;
  answer.gateway = why.key.gateway;
  explain(graph, wish, free, clock, budget, answer);
  return answer;
}

} // namespace leasehold
