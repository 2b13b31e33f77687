// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/room_search.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "actors/contention/planner.hpp"
#include "actors/contention/standing.hpp"
#include "actors/lease/owed_work.hpp"
#include "messages/overlap.hpp"
#include "messages/service_class.hpp"

namespace leasehold {

namespace {

/// So many weaker leases are looked at one by one. Of more, what all of them
/// take is summed up from the book, whatever their terms and classes are.
constexpr std::size_t relieving_max = 4096;

/// Where more leases take of what is short, a plan would cost more than it is
/// worth to a request that was refused: no lease is marked.
constexpr std::size_t marked_among_max = 4096;

/// From whom the request takes, as its class says now.
victim_objective victims_of(const lease_context& x, const admission& request) {
  auto i = x.laws->classes.find(request.request.service);
  return i == x.laws->classes.end() ? victim_objective::weakest
                                    : i->second.victims;
}

bool has_remedy(const service_class& level, remedy what) {
  auto& all = level.remedies;
  return std::find(all.begin(), all.end(), what) != all.end();
}

std::size_t count_weaker(const lease_book& book, priority setup) {
  std::size_t count = 0;
  for (auto hold = setup + 1; hold <= priority_weakest; ++hold)
    count += book.of_hold(static_cast<priority>(hold)).size();
  return count;
}

amount_map all_that_is_taken(const lease_context& x) {
  amount_map result;
  for (auto& resource : x.region->graph->resources())
    if (auto amount = x.book.taken(resource.name); !amount.zero())
      result.emplace(resource.name, amount);
  return result;
}

/// Whether the lease can be marked as not to be renewed, for a request that
/// would fit at `start`.
bool can_mark(const lease_context& x, const lease_entry& entry, priority setup,
              instant start) {
  auto& info = entry.record()->info;
  return setup < info.hold && info.next == lease_info::renewals::allowed
      && info.term.end <= start && !entry.work().change
      && has_remedy(class_of(x.laws->classes, info), remedy::refuse_renewal);
}

/// What a request asks of one resource where it would fit once leases end. A
/// lease that can be marked may be renewed for ever if it is not; any other
/// ends as it says.
contention waiting_for_ends(const lease_context& x, const admission& request,
                            const refusal& why, const amounts& capacity) {
  const auto start = *why.offer.earliest_start;
  const auto end = request.term.end == forever
      ? forever
      : saturating_add(start, request.term.end - request.term.start);
  auto wanted = request.request.amount;
  for (auto u : all_units)
    if (capacity[u] == 0)
      wanted -= amounts{u, wanted[u]};
  contention problem;
  problem.now = start;
  problem.capacities.emplace(why.resource, capacity);
  problem.asked = newcomer{request.setup,
                           {start, end},
                           {{why.resource, wanted}},
                           victims_of(x, request)};
  for (auto id : x.book.on_resource(why.resource)) {
    auto& entry = *x.book.find(id);
    auto& info = entry.record()->info;
    auto lease = stand(*x.region->graph, x.laws->classes, info, problem.now);
    lease.remedies.clear();
    if (can_mark(x, entry, request.setup, start)) {
      lease.term.end = forever;
      lease.remedies = {remedy::terminate};
      lease.tenure_min = duration::zero();
    }
    if (overlap(lease.term, {start, end}))
      problem.leases.push_back(std::move(lease));
  }
  return problem;
}

} // namespace

amount_map relief_for(const lease_context& x, const admission& request) {
  auto& classes = x.laws->classes;
  auto gives = std::any_of(classes.begin(), classes.end(), [](auto& level) {
    return !level.second.remedies.empty();
  });
  const auto weaker = count_weaker(x.book, request.setup);
  if (!gives || weaker == 0)
    return {};
  if (weaker > relieving_max)
    return all_that_is_taken(x);
  amount_map result;
  for (auto hold = request.setup + 1; hold <= priority_weakest; ++hold)
    for (auto id : x.book.of_hold(static_cast<priority>(hold))) {
      auto& info = x.book.record(id)->info;
      if (class_of(classes, info).remedies.empty()
          || !overlap(info.term, request.term))
        continue;
      auto lease = stand(*x.region->graph, classes, info, x.now());
      for (auto& use : most_relief(lease))
        result[use.resource] += use.amount;
    }
  return result;
}

std::optional<room> find_room(const lease_context& x, const admission& request,
                              std::vector<route> routes) {
  std::optional<room> best;
  for (auto& path : routes) {
    if (!lasts(*x.region, path, request.term.end, x.now()))
      continue;
    contention problem;
    problem.now = x.now();
    add_capacities(*x.region->graph, path, problem.capacities);
    problem.asked = newcomer{request.setup, request.term, total_uses(path),
                             victims_of(x, request)};
    auto found = plan_whole(x, *x.region, std::move(problem), {});
    if (found && (!best || found->harm() < best->plan.harm()))
      best = room{std::move(path), std::move(*found)};
  }
  return best;
}

void refuse_renewals(lease_context& x, const admission& request,
                     const refusal& why) {
  auto& classes = x.laws->classes;
  auto marks = std::any_of(classes.begin(), classes.end(), [](auto& level) {
    return has_remedy(level.second, remedy::refuse_renewal);
  });
  auto resource = x.region->graph->find_resource(why.resource);
  if (!marks || !why.offer.earliest_start || resource == nullptr
      || x.book.on_resource(why.resource).size() > marked_among_max)
    return;
  auto found = plan(waiting_for_ends(x, request, why, resource->capacity));
  if (!found)
    return;
  planned_change mark;
  mark.terms.what = remedy::refuse_renewal;
  for (auto& change : found->changes) {
    mark.terms.lease = change.lease;
    owe(x, mark, {why.resource}, {}, duration::zero());
  }
}

} // namespace leasehold
