// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/preemption.hpp"

#include <algorithm>
#include <utility>

#include "actors/contention/standing.hpp"
#include "actors/lease/explanation.hpp"
#include "actors/lease/lease_plans.hpp"
#include "actors/lease/owed_work.hpp"
#include "runtime/check.hpp"

namespace leasehold {

namespace {

bool moves(const planned_change& change) {
  return change.terms.what == remedy::reroute;
}

} // namespace

void preemptions::begin(lease_id newcomer, std::vector<planned_change> changes,
                        std::set<resource_name> short_of) {
  if (changes.empty())
    return;
  LEASEHOLD_CHECK(all_.count(newcomer) == 0,
                  "two preemption plans for one newcomer");
  for (auto& change : changes)
    newcomers_of_[change.terms.lease].insert(newcomer);
  all_.emplace(newcomer,
               preemption{std::move(changes), std::move(short_of), planned{}});
}

/// Has the lease hold the route that was found for it. What it finds there may
/// be what others give back.
bool preemptions::secure_move(lease_id newcomer, const preemption& of,
                              const planned_change& change) {
  auto id = change.terms.lease;
  auto entry = x_.book.find(id);
  if (entry == nullptr || !entry->granted() || !entry->is_idle()
      || !takes_orders(entry->root))
    return false;
  std::vector<planned_change> givers;
  std::map<lease_id, route> before;
  for (auto& other : of.changes)
    if (auto giver = x_.book.record(other.terms.lease);
        giver != nullptr && !moves(other)) {
      givers.push_back(other);
      before.emplace(other.terms.lease, giver->info.route);
    }
  new_terms terms;
  terms.routes = {*change.after};
  terms.reason = event_reason::contention;
  terms.origin = origin_of(entry->record()->info, of.short_of);
  terms.when = new_terms::commits::when_told;
  x_.tell(id,
          change_chain{std::move(terms),
                       pledges_for(givers, *change.after, before)});
  x_.book.exchange(id, rerouting{newcomer, *change.after});
  return true;
}

bool preemptions::secure_moves(lease_id newcomer, preemption& of) {
  securing next;
  for (auto& change : of.changes)
    if (moves(change))
      next.missing.insert(change.terms.lease);
  of.at = std::move(next);
  return std::all_of(of.changes.begin(), of.changes.end(), [&](auto& change) {
    return !moves(change) || secure_move(newcomer, of, change);
  });
}

void preemptions::notify(lease_id newcomer, preemption& of) {
  notifying next;
  for (auto& change : of.changes) {
    auto record = x_.book.record(change.terms.lease);
    if (moves(change) || record == nullptr
        || record->phase != lease_phase::granted)
      continue;
    owe(x_, change, of.short_of, newcomer,
        class_of(x_.laws->classes, record->info).ack_within);
    next.missing.insert(change.terms.lease);
  }
  of.at = std::move(next);
}

void preemptions::let_move(lease_id newcomer, preemption& of) {
  moving next;
  for (auto& change : of.changes) {
    auto id = change.terms.lease;
    auto entry = x_.book.find(id);
    auto under_way = entry == nullptr ? nullptr : entry->doing<rerouting>();
    if (!moves(change) || under_way == nullptr
        || under_way->newcomer != newcomer)
      continue;
    auto& record = *entry->record();
    explain_changed(x_, record, origin_of(record.info, of.short_of),
                    change.terms.what, newcomer);
    next.missing.insert(id);
    x_.tell(id, go_on_chain{});
  }
  of.at = std::move(next);
}

preemptions::preemption preemptions::take(lease_id newcomer) {
  auto of = std::move(all_.extract(newcomer).mapped());
  for (auto& change : of.changes) {
    auto i = newcomers_of_.find(change.terms.lease);
    i->second.erase(newcomer);
    if (i->second.empty())
      newcomers_of_.erase(i);
  }
  return of;
}

std::set<lease_id>& preemptions::missing_at(stage& at) {
  return std::visit([](waiting& x) -> std::set<lease_id>& { return x.missing; },
                    at);
}

/// Goes on to the next stage; answers whether there is one.
bool preemptions::next_stage(lease_id newcomer, preemption& of) {
  if (std::holds_alternative<planned>(of.at)) {
    if (secure_moves(newcomer, of))
      return true;
    abandon(newcomer);
    return false;
  }
  if (std::holds_alternative<securing>(of.at)) {
    notify(newcomer, of);
    return true;
  }
  if (std::holds_alternative<notifying>(of.at)) {
    let_move(newcomer, of);
    return true;
  }
  return false;
}

/// Goes from stage to stage as long as no lease is waited for.
void preemptions::advance(lease_id newcomer) {
  for (auto i = all_.find(newcomer); i != all_.end(); i = all_.find(newcomer)) {
    if (!missing_at(i->second.at).empty())
      return;
    if (std::holds_alternative<moving>(i->second.at)) {
      take(newcomer);
      x_.tell(newcomer, go_on_chain{});
      return;
    }
    if (!next_stage(newcomer, i->second))
      return;
  }
}

/// No newcomer waits for the lease any more.
void preemptions::done(lease_id lease) {
  auto of = newcomers_of_.find(lease);
  if (of == newcomers_of_.end())
    return;
  std::vector<lease_id> ready;
  for (auto newcomer : of->second) {
    auto& missing = missing_at(all_.at(newcomer).at);
    if (missing.erase(lease) > 0 && missing.empty())
      ready.push_back(newcomer);
  }
  for (auto newcomer : ready)
    advance(newcomer);
}

void preemptions::holds_all(lease_id lease) {
  if (all_.count(lease) > 0)
    advance(lease);
  else
    done(lease);
}

void preemptions::gave_back(lease_id lease) {
  auto entry = x_.book.find(lease);
  auto of = newcomers_of_.find(lease);
  if (entry == nullptr || of == newcomers_of_.end())
    return;
  // It may have said so of an older change.
  auto& work = entry->work();
  auto still_owes =
      work.end || (work.change && of->second.count(work.change->newcomer) > 0);
  if (still_owes || entry->doing<rerouting>() != nullptr)
    return;
  done(lease);
}

void preemptions::gone(lease_id lease) {
  done(lease);
}

void preemptions::not_moved(lease_id lease) {
  auto of = newcomers_of_.find(lease);
  if (of == newcomers_of_.end())
    return;
  std::vector<lease_id> lost;
  for (auto newcomer : of->second)
    for (auto& change : all_.at(newcomer).changes)
      if (change.terms.lease == lease && moves(change))
        lost.push_back(newcomer);
  for (auto newcomer : lost)
    abandon(newcomer);
}

void preemptions::abandon(lease_id newcomer) {
  if (all_.count(newcomer) == 0)
    return;
  for (auto& change : take(newcomer).changes) {
    auto id = change.terms.lease;
    auto under_way = x_.book.doing<rerouting>(id);
    if (under_way != nullptr && under_way->newcomer == newcomer)
      x_.tell(id, stay_chain{});
    else
      forgive(x_, id, newcomer);
  }
  x_.tell(newcomer, stay_chain{});
}

} // namespace leasehold
