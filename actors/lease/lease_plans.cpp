// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_plans.hpp"

#include <algorithm>

#include "actors/contention/balance.hpp"
#include "actors/contention/planner.hpp"
#include "actors/lease/explanation.hpp"
#include "actors/route/route_uses.hpp"
#include "actors/route/search.hpp"

namespace leasehold {

namespace {

/// At most so many routes are searched for each lease.
constexpr std::size_t ways_max = 2;

/// What it takes, beside waiting for lessees, until a newcomer is committed.
constexpr duration carrying_out = std::chrono::seconds{1};

using record_map = std::map<lease_id, const lease_record*>;

/// Living leases that take something of the resources from then on.
record_map leases_on(const lease_book& book, const amount_map& resources,
                     instant from) {
  record_map result;
  for (auto& [resource, capacity] : resources)
    for (auto id : book.on_resource(resource))
      if (auto record = book.record(id); from < record->info.term.end)
        result.emplace(id, record);
  return result;
}

bool may_move(const lease_context& x, const lease_info& lease,
              const contention& problem, const std::set<lease_id>& unmoved) {
  if (!x.book.find(lease.id)->is_idle() || unmoved.count(lease.id) > 0)
    return false;
  // Where what it has is gone, a move is no harm to anybody.
  if (!problem.asked)
    return true;
  auto& remedies = class_of(x.laws->classes, lease).remedies;
  return lease.hold > problem.asked->setup
      && std::find(remedies.begin(), remedies.end(), remedy::reroute)
      != remedies.end();
}

/// Other routes for one lease, around all of what is short.
std::vector<route> ways_of(const region_map& in, const lease_record& record,
                           const amount_map& free,
                           const std::set<resource_name>& short_of,
                           instant now) {
  auto& info = record.info;
  const auto own = sums_of(total_uses(info.route));
  route_query query{info.source,        info.target, info.amount,
                    record.constraints, {},          {}};
  query.excluded_resources.assign(short_of.begin(), short_of.end());
  auto room = [&](const resource_name& resource) {
    auto i = free.find(resource);
    auto has = own.find(resource);
    if (i == free.end()
        || (has == own.end()
            && in.limit_of(resource).latest_end(now) < info.term.end))
      return amounts{};
    return has == own.end() ? max(i->second, {})
                            : max(i->second + has->second, {});
  };
  auto found = find_routes(*in.graph, query, room, ways_max);
  auto routes = std::get_if<route_search>(&found);
  return routes == nullptr ? std::vector<route>{} : std::move(routes->routes);
}

way_map ways_around(const lease_context& x, const region_map& in,
                    const record_map& leases, const contention& problem,
                    const std::set<resource_name>& short_of,
                    const std::set<lease_id>& unmoved) {
  way_map result;
  auto free = free_of_all(x, *in.graph);
  auto is_short = [&short_of](const resource_name& resource) {
    return short_of.count(resource) > 0;
  };
  for (auto& [id, record] : leases) {
    if (!may_move(x, record->info, problem, unmoved)
        || !takes_any(record->info.route, is_short))
      continue;
    auto ways = ways_of(in, *record, free, short_of, x.now());
    if (!ways.empty())
      result.emplace(id, std::move(ways));
    if (result.size() == moved_at_once_max)
      break;
  }
  return result;
}

/// What a lessee may keep until it knows that it is taken (N3), a newcomer has
/// only after that: one that is over by then would have it taken in vain (P1).
/// Nobody waits for a move.
void spare(standing_lease& lease, duration ack_within,
           const contention& problem) {
  auto outlasts =
      problem.now + ack_within + carrying_out < problem.asked->term.end;
  if (ack_within == duration::zero() || outlasts)
    return;
  auto& all = lease.remedies;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [](remedy what) { return what != remedy::reroute; }),
            all.end());
}

/// Where the lease is about to be, if that is elsewhere.
const route* destination(const lease_entry& entry, event_reason why) {
  if (auto leaving = entry.doing<rerouting>())
    return &leaving->to;
  auto& owed = entry.work().change;
  return owed && owed->reason != why && owed->plan.after ? &*owed->plan.after
                                                         : nullptr;
}

void stand_all(const lease_context& x, const route_graph& graph,
               const record_map& leases, const way_map& ways, event_reason why,
               contention& problem) {
  problem.leases.clear();
  for (auto& [id, record] : leases) {
    auto lease = stand(graph, x.laws->classes, record->info, problem.now);
    if (auto to = destination(*x.book.find(id), why)) {
      lease.uses = total_uses(*to);
      lease.least.clear();
    }
    if (auto i = ways.find(id); i != ways.end()) {
      for (auto& path : i->second)
        lease.ways.push_back(total_uses(path));
      if (!problem.asked)
        lease.remedies.insert(lease.remedies.begin(), remedy::reroute);
    }
    if (problem.asked)
      spare(lease, class_of(x.laws->classes, record->info).ack_within, problem);
    problem.leases.push_back(std::move(lease));
  }
}

} // namespace

std::pair<std::size_t, std::size_t> whole_plan::harm() const {
  auto moves = std::count_if(changes.begin(), changes.end(), [](auto& change) {
    return change.terms.what == remedy::reroute;
  });
  return {changes.size() - static_cast<std::size_t>(moves), changes.size()};
}

void add_capacities(const route_graph& graph, const route& path,
                    amount_map& to) {
  for (auto& hop : path.hops)
    for (auto& use : hop.uses)
      if (auto resource = graph.find_resource(use.resource))
        to.emplace(use.resource, resource->capacity);
}

amount_map free_of_all(const lease_context& x, const route_graph& graph) {
  amount_map free;
  for (auto& resource : graph.resources())
    free[resource.name] = resource.capacity;
  for (auto& [resource, most] : x.quotas)
    if (auto i = free.find(resource); i != free.end())
      i->second = min(i->second, most.amount);
  for (auto& [resource, amount] : free)
    amount -= x.book.taken(resource);
  return free;
}

bool lasts(const region_map& in, const route& path, instant end, instant now) {
  return !takes_any(path, [&](const resource_name& resource) {
    return in.limit_of(resource).latest_end(now) < end;
  });
}

event_origin origin_of(const lease_info& lease,
                       const std::set<resource_name>& short_of) {
  for (auto& hop : lease.route.hops)
    for (auto& use : hop.uses)
      if (short_of.count(use.resource) > 0)
        return {use.resource, hop.gateway};
  return {};
}

std::optional<whole_plan> plan_whole(const lease_context& x,
                                     const region_map& in, contention problem,
                                     const std::set<lease_id>& unmoved,
                                     event_reason why) {
  auto& graph = *in.graph;
  auto leases = leases_on(x.book, problem.capacities, problem.now);
  stand_all(x, graph, leases, {}, why, problem);
  balance now{problem};
  if (now.fits())
    return whole_plan{};
  auto ways = ways_around(x, in, leases, problem, now.short_of(), unmoved);
  if (!ways.empty()) {
    for (auto& [id, routes] : ways)
      for (auto& path : routes)
        add_capacities(graph, path, problem.capacities);
    leases = leases_on(x.book, problem.capacities, problem.now);
    stand_all(x, graph, leases, ways, why, problem);
  }
  auto found = plan(problem);
  if (!found)
    return std::nullopt;
  whole_plan result;
  for (auto& change : found->changes)
    result.changes.push_back(
        with_route(graph, change, leases.at(change.lease)->info, ways));
  if (problem.asked)
    result.others = consider(x.book, problem, found, found->short_of);
  result.short_of = std::move(found->short_of);
  return result;
}

} // namespace leasehold
