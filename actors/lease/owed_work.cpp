// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/owed_work.hpp"

#include <algorithm>
#include <utility>

#include "actors/lease/explanation.hpp"
#include "actors/lease/lease_plans.hpp"
#include "actors/lease/lease_view.hpp"
#include "actors/route/route_uses.hpp"
#include "runtime/check.hpp"

namespace leasehold {

namespace {

/// Whether the lease owes the same already.
bool same_work(const owed_change& x, const planned_change& change,
               lease_id newcomer) {
  return x.newcomer == newcomer && x.plan.terms.what == change.terms.what
      && x.plan.amount == change.amount;
}

void owe_end(lease_context& x, const lease_record& record, owed_end end) {
  auto id = record.info.id;
  auto& owed = x.book.owed_end_of(id);
  if (owed)
    return;
  explain_changed(x, record, end.origin, remedy::terminate, end.newcomer);
  owed = std::move(end);
  x.touch(id);
}

new_terms terms_of_move(const owed_change& owed) {
  new_terms terms;
  terms.routes = {*owed.plan.after};
  terms.reason = owed.reason;
  terms.origin = owed.origin;
  return terms;
}

yield_terms terms_of_yield(const lease_context& x, const lease_record& record,
                           const owed_change& owed) {
  yield_terms terms;
  terms.origin = owed.origin;
  terms.ack_within = owed.ack_within;
  switch (owed.plan.terms.what) {
  case remedy::refuse_renewal:
    terms.next = lease_info::renewals::refused;
    break;
  case remedy::shorten:
    terms.end = owed.plan.terms.takes_effect;
    break;
  default:
    terms.amount = owed.plan.amount;
    terms.smaller = owed.plan.after;
  }
  terms.sooner =
      ends_sooner(x, record, terms.end.value_or(record.info.term.end));
  return terms;
}

} // namespace

bool shows(const lease_record& record, const owed_change& owed) {
  auto& info = record.info;
  if (owed.only_marks())
    return info.next == lease_info::renewals::refused;
  if (owed.plan.terms.what == remedy::shorten
      && info.term.end <= owed.plan.terms.takes_effect)
    return true;
  const auto has = sums_of(total_uses(info.route));
  const auto may_have = owed.plan.after ? sums_of(total_uses(*owed.plan.after))
                                        : std::map<resource_name, amounts>{};
  return std::all_of(
      owed.short_of.begin(), owed.short_of.end(), [&](auto& resource) {
        auto now = has.find(resource);
        auto then = may_have.find(resource);
        return now == has.end()
            || (then != may_have.end() && now->second.fits(then->second));
      });
}

void owe(lease_context& x, const planned_change& change,
         const std::set<resource_name>& short_of, lease_id newcomer,
         duration ack_within, event_reason reason) {
  auto id = change.terms.lease;
  auto record = x.book.record(id);
  LEASEHOLD_CHECK(record != nullptr, "a plan changes a lease without a record");
  auto origin = origin_of(record->info, short_of);
  if (change.terms.what == remedy::terminate)
    return owe_end(x, *record, {reason, origin, ack_within, newcomer, {}});
  auto& owed = x.book.owed_change_of(id);
  if (x.book.find(id)->work().end
      || (owed && same_work(*owed, change, newcomer)))
    return;
  explain_changed(x, *record, origin, change.terms.what, newcomer);
  owed = owed_change{change, short_of, origin, ack_within, newcomer, reason};
  x.touch(id);
}

void forgive(lease_context& x, lease_id lease, lease_id newcomer) {
  auto entry = x.book.find(lease);
  if (entry == nullptr)
    return;
  auto& work = entry->work();
  if (work.change && work.change->newcomer == newcomer
      && !work.change->only_marks() && entry->is_idle())
    x.book.owed_change_of(lease).reset();
  if (work.end && work.end->reason == event_reason::contention
      && work.end->newcomer == newcomer && work.end->callers.empty()
      && entry->root != root_condition::ending)
    x.book.owed_end_of(lease).reset();
  x.touch(lease);
}

bool begin_owed(lease_context& x, lease_id lease) {
  auto entry = x.book.find(lease);
  LEASEHOLD_CHECK(entry->granted() && entry->is_idle(),
                  "owed work begins beside another operation");
  auto& work = entry->work();
  if (!work.change)
    return false;
  auto& record = *entry->record();
  const auto& owed = *work.change;
  const auto what = owed.plan.terms.what;
  const auto in_vain = what == remedy::shrink
      && !is_part_of(*owed.plan.after, record.info.route);
  // A lease that has changed since then is planned for again.
  if (in_vain || shows(record, owed)) {
    // Once its hops are in step with its record, the chain says so.
    if (owed.newcomer != lease_id{})
      x.tell(lease, align_chain{});
    x.book.owed_change_of(lease).reset();
    return false;
  }
  if (what == remedy::reroute) {
    x.tell(lease, change_chain{terms_of_move(owed), {}});
    x.book.exchange(lease, rerouting{{}, *owed.plan.after});
  } else {
    x.tell(lease, yield_chain{terms_of_yield(x, record, owed)});
    x.book.exchange(lease,
                    yielding{yielding::stage::recording, owed.ack_within});
  }
  return true;
}

} // namespace leasehold
