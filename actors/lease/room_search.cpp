// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/room_search.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "actors/contention/standing.hpp"
#include "actors/lease/owed_work.hpp"
#include "messages/service_class.hpp"

namespace leasehold {

namespace {

/// So many weaker leases are looked at one by one. Of more, what all of them
/// take is summed up from the book, whatever their terms and classes are.
constexpr std::size_t relieving_max = 4096;

bool overlap(const window& x, const window& y) {
  return x.start < y.end && y.start < x.end;
}

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
  if (!why.offer.earliest_start || why.resource.empty())
    return;
  planned_change mark;
  mark.terms.what = remedy::refuse_renewal;
  // Orders may change what is owed, but not who takes of the resource.
  for (auto id : x.book.on_resource(why.resource)) {
    auto entry = x.book.find(id);
    auto& info = entry->record()->info;
    if (info.hold <= request.setup || info.next == lease_info::renewals::refused
        || *why.offer.earliest_start < info.term.end || entry->work().change
        || !has_remedy(class_of(x.laws->classes, info), remedy::refuse_renewal))
      continue;
    mark.terms.lease = id;
    owe(x, mark, {why.resource}, {}, duration::zero());
  }
}

} // namespace leasehold
