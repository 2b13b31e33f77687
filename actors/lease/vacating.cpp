// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/vacating.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "actors/contention/fates.hpp"
#include "actors/contention/regrowth.hpp"
#include "actors/contention/standing.hpp"
#include "actors/lease/owed_work.hpp"
#include "actors/route/route_uses.hpp"
#include "messages/bounds.hpp"

namespace leasehold {

namespace {

/// Leases that grow back in one go; others do in the next.
constexpr std::size_t regrown_max = 64;

/// A quota that is not told again for so long no longer holds.
constexpr duration quota_lasts = std::chrono::seconds{10};

/// Resources of which there is less than before, or will be from some moment
/// on; all where nothing is known of before.
std::set<resource_name> shrunk(const region_map* before, const region_map& next,
                               instant now) {
  std::set<resource_name> result;
  for (auto& resource : next.graph->resources()) {
    auto old = before == nullptr ? nullptr
                                 : before->graph->find_resource(resource.name);
    if (old == nullptr || !old->capacity.fits(resource.capacity))
      result.insert(resource.name);
  }
  for (auto& [resource, limit] : next.limits)
    if (now < limit.until && limit.until < forever
        && (before == nullptr
            || limit.until < before->limit_of(resource).until))
      result.insert(resource);
  return result;
}

/// A lease that can't move keeps what it has until then.
planned_change until(instant end, planned_change change,
                     const lease_info& lease) {
  if (change.terms.what == remedy::reroute)
    return change;
  change.terms.what =
      lease.term.start < end ? remedy::shorten : remedy::terminate;
  change.terms.takes_effect = end;
  change.after.reset();
  return change;
}

/// How much is lost: the least for what is worst.
int loss(fate x) {
  switch (x) {
  case fate::terminated:
    return 0;
  case fate::shortened:
    return 1;
  case fate::shrunk:
    return 2;
  default:
    return 3;
  }
}

} // namespace

// -- planning -----------------------------------------------------------------

whole_plan vacating::plan_loss(const region_map& in,
                               const std::set<resource_name>& where) const {
  contention problem;
  problem.now = x_.now();
  std::map<instant, amount_map> later;
  for (auto& name : where) {
    auto resource = in.graph->find_resource(name);
    // Leases on what can't be reached are not short of it: see losses.hpp.
    if (resource == nullptr || in.lost.count(resource->gateway) > 0)
      continue;
    // What fits in sum fits at every instant, and costs no plan.
    if (!x_.book.taken(name).fits(resource->capacity))
      problem.capacities.emplace(name, resource->capacity);
    auto limit = in.limit_of(name).until;
    if (problem.now < limit && limit < forever)
      later[limit].emplace(name, amounts{});
  }
  for (auto& [resource, quota] : x_.quotas) {
    auto& to =
        quota.from <= problem.now ? problem.capacities : later[quota.from];
    auto [i, added] = to.emplace(resource, quota.amount);
    if (!added)
      i->second = min(i->second, quota.amount);
  }
  auto result = plan_whole(x_, in, problem, unmoved_).value_or(whole_plan{});
  std::set<lease_id> planned;
  for (auto& change : result.changes)
    planned.insert(change.terms.lease);
  for (auto& [end, gone] : later) {
    contention then;
    then.now = end;
    then.capacities = gone;
    auto found = plan_whole(x_, in, std::move(then), unmoved_);
    if (!found)
      continue;
    for (auto& change : found->changes)
      if (planned.insert(change.terms.lease).second)
        result.changes.push_back(until(
            end, std::move(change), x_.book.record(change.terms.lease)->info));
    result.short_of.merge(found->short_of);
  }
  return result;
}

void vacating::plan() {
  auto found = plan_loss(*x_.region, watched_);
  forgive_others(found);
  order(found);
  unmoved_.clear();
  if (!found.changes.empty() || !latecomers_.empty())
    return;
  watched_.clear();
  unanswered_.clear();
}

void vacating::order(const whole_plan& found) {
  for (auto& change : found.changes) {
    // One that is leaving counts where it goes; it is looked at again there.
    if (x_.book.find(change.terms.lease)->doing<rerouting>() != nullptr)
      continue;
    owe(x_, change, found.short_of, {}, duration::zero());
    owing_.insert(change.terms.lease);
  }
}

/// What is there again need not be left.
void vacating::forgive_others(const whole_plan& found) {
  std::set<lease_id> still;
  for (auto& change : found.changes)
    still.insert(change.terms.lease);
  for (auto i = owing_.begin(); i != owing_.end();) {
    if (still.count(*i) > 0) {
      ++i;
      continue;
    }
    forgive(x_, *i, {});
    i = owing_.erase(i);
  }
}

void vacating::note_under_way() {
  for (auto& [id, entry] : x_.book.all())
    if (!entry.is_idle())
      latecomers_.insert(id);
}

/// Those that have their terms by now, or never will, are seen in the book.
void vacating::drop_settled() {
  for (auto i = latecomers_.begin(); i != latecomers_.end();) {
    auto entry = x_.book.find(*i);
    i = entry == nullptr || entry->is_idle() ? latecomers_.erase(i)
                                             : std::next(i);
  }
}

void vacating::region_changed(const region_map* before) {
  auto lost = shrunk(before, *x_.region, x_.now());
  if (before != nullptr && !lost.empty())
    note_under_way();
  watched_.merge(lost);
  plan();
}

void vacating::look_around() {
  if (!x_.region)
    return;
  for (auto i = x_.quotas.begin(); i != x_.quotas.end();)
    i = i->second.until <= x_.now() ? x_.quotas.erase(i) : std::next(i);
  drop_settled();
  if (!watched_.empty() || !owing_.empty())
    plan();
  grow_back();
}

void vacating::not_moved(lease_id lease, errc why) {
  auto& owed = x_.book.owed_change_of(lease);
  if (owed)
    watched_.insert(owed->short_of.begin(), owed->short_of.end());
  owed.reset();
  if (why != errc::timed_out || !unanswered_.insert(lease).second)
    unmoved_.insert(lease);
}

curtailment vacating::plan_for(const region_map& next) const {
  auto found = plan_loss(next, shrunk(x_.region.get(), next, x_.now()));
  curtailment answer;
  for (auto& change : found.changes) {
    auto& info = x_.book.record(change.terms.lease)->info;
    answer.leases.push_back({info.id, info.lessee, fate_of(change.terms.what)});
  }
  std::sort(answer.leases.begin(), answer.leases.end(), [](auto& a, auto& b) {
    return std::make_pair(loss(a.what), a.lease)
        < std::make_pair(loss(b.what), b.lease);
  });
  answer.count = answer.leases.size();
  if (answer.count > bounds::curtailed)
    answer.leases.resize(bounds::curtailed);
  return answer;
}

/// Whether the region has no more of it than it has by its own account.
bool vacating::is_known(const shortage& what) const {
  auto resource = x_.region->graph->find_resource(what.resource);
  return resource != nullptr && resource->capacity.fits(what.capacity);
}

// -- several nodes ------------------------------------------------------------

void vacating::ration(const gateway_name& gateway, const shortage& what) {
  if (!x_.region)
    return;
  const node_name here;
  quota_map taken;
  for (auto& [root, amount] : what.taken) {
    auto node = x_.region->node_of(root);
    taken[node == nullptr ? here : *node] += amount;
  }
  // What only leases of roots here take is known by the region as it is, where
  // that is all there is of it: a NIC that has lost its cable gives out less.
  const auto only_here = taken.size() == 1 && taken.count(here) > 0;
  if (taken.empty() || (only_here && is_known(what)))
    return;
  for (auto& [node, most] : division_.quotas(what, taken, x_.now())) {
    curtail_leases quota{gateway, what.resource, most, what.from};
    if (node == here)
      curtail(quota);
    else
      x_.emit(ration_node{node, std::move(quota)});
  }
}

void vacating::curtail(const curtail_leases& msg) {
  auto resource =
      x_.region ? x_.region->graph->find_resource(msg.resource) : nullptr;
  if (resource == nullptr || resource->gateway != msg.gateway)
    return;
  x_.quotas[msg.resource] = {msg.most, msg.from,
                             saturating_add(x_.now(), quota_lasts)};
  plan();
}

// -- when there is more -------------------------------------------------------

void vacating::grow_back() {
  auto& graph = *x_.region->graph;
  std::vector<restricted_lease> able;
  for (auto id : x_.book.restricted()) {
    auto entry = x_.book.find(id);
    auto& work = entry->work();
    if (!entry->is_idle() || work.next || work.change || work.end
        || !takes_orders(entry->root))
      continue;
    auto& info = entry->record()->info;
    if (!lasts(*x_.region, info.route, info.term.end, x_.now()))
      continue;
    if (auto most = route_with(graph, info, info.asked))
      able.push_back({id, info.hold, info.since,
                      sharing_of(class_of(x_.laws->classes, info), info.amount,
                                 info.asked),
                      total_uses(info.route), total_uses(*most)});
    if (able.size() == regrown_max)
      break;
  }
  if (able.empty())
    return;
  for (auto& growth : regrow(std::move(able), free_of_all(x_, graph)))
    regrow_lease(growth.lease, growth.part);
}

void vacating::regrow_lease(lease_id lease, std::int64_t part) {
  auto& info = x_.book.record(lease)->info;
  auto grown =
      portion_of(*x_.region->graph, info, info.amount, info.asked, part);
  if (!grown.path)
    return;
  new_terms terms;
  terms.amount = grown.amount;
  terms.routes = {std::move(*grown.path)};
  terms.state = *terms.amount == info.asked ? lease_state::active
                                            : lease_state::restricted;
  terms.kind = event_kind::restored;
  terms.reason = event_reason::contention;
  x_.tell(lease, change_chain{std::move(terms), {}});
  x_.book.exchange(lease, regrowing{});
}

} // namespace leasehold
