// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/ledger_machine.hpp"

#include <algorithm>
#include <cassert>

namespace leasehold {

namespace {

hop_answer answer_to(const hop_key& key, hop_step step) {
  hop_answer answer;
  answer.key = key;
  answer.step = step;
  answer.current = key.epoch;
  return answer;
}

hop_answer refused(hop_answer answer, errc code) {
  answer.code = code;
  return answer;
}

hop_answer stale(hop_answer answer, epoch current) {
  answer.current = current;
  return refused(std::move(answer), errc::stale_epoch);
}

bool taken(const hop_record& record) {
  return record.state == hop_state::active
      || record.state == hop_state::restricted;
}

const amounts* find_use(const std::vector<resource_use>& uses,
                        const resource_name& resource) {
  auto i = std::find_if(uses.begin(), uses.end(), [&](const resource_use& x) {
    return x.resource == resource;
  });
  return i == uses.end() ? nullptr : &i->amount;
}

/// Whether `after` takes nothing that `before` did not.
bool within(const std::vector<resource_use>& after,
            const std::vector<resource_use>& before) {
  return std::all_of(after.begin(), after.end(), [&](const resource_use& use) {
    auto old = find_use(before, use.resource);
    return old != nullptr && !use.amount.negative() && use.amount.fits(*old);
  });
}

} // namespace

ledger_machine::ledger_machine(gateway_name self, ledger_limits limits)
    : self_(std::move(self)), limits_(limits) {}

void ledger_machine::set_capacity(const resource_name& resource,
                                  const amounts& capacity) {
  assert(!capacity.negative());
  auto i = resources_.find(resource);
  if (i == resources_.end())
    resources_.emplace(resource, resource_entry{calendar{capacity}});
  else
    i->second.booked.set_capacity(capacity);
}

bool ledger_machine::remove(const resource_name& resource) {
  auto i = resources_.find(resource);
  if (i != resources_.end() && i->second.hops > 0)
    return false;
  if (i != resources_.end())
    resources_.erase(i);
  return true;
}

bool ledger_machine::has(const resource_name& resource) const {
  return resources_.count(resource) > 0;
}

hop_answer ledger_machine::hold(const hold_hop& order, instant now) {
  auto answer = answer_to(order.key, hop_step::hold);
  if (order.term.start >= order.term.end || order.term.end <= now
      || order.hold_until <= now)
    return refused(answer, errc::invalid_request);
  if (auto i = hops_.find(order.key.lease); i != hops_.end()) {
    auto& known = i->second.record;
    if (known.key.epoch == order.key.epoch)
      return answer;
    if (order.key.epoch < known.key.epoch)
      return stale(answer, known.key.epoch);
    if (taken(known))
      return refused(answer, errc::conflict);
    forget(order.key.lease);
  }
  if (hops_.size() >= limits_.hops_max)
    return refused(answer, errc::too_much);
  if (!book(order.uses, order.term, answer))
    return answer;
  count(order.uses, 1);
  auto& entry = hops_[order.key.lease];
  entry.record = {order.key,  order.root, hop_state::held,
                  order.uses, order.term, order.hold_until};
  ++held_;
  arm(entry);
  return answer;
}

ledger_change ledger_machine::commit(const commit_hop& order, instant now) {
  auto answer = answer_to(order.key, hop_step::commit);
  auto i = hops_.find(order.key.lease);
  if (i == hops_.end())
    return refuse(refused(answer, errc::hold_expired));
  auto& entry = i->second;
  if (order.key.epoch != entry.record.key.epoch)
    return refuse(stale(answer, entry.record.key.epoch));
  if (now >= entry.record.deadline)
    return refuse(refused(answer, errc::hold_expired));
  if (entry.record.state == hop_state::held) {
    entry.record.state = hop_state::active;
    --held_;
    entry.record.deadline = order.deadline;
    entry.confirm_by = saturating_add(now, limits_.confirm_within);
    arm(entry);
  }
  return {answer, ledger_change::write::put, entry.record};
}

ledger_change ledger_machine::renew(const renew_hop& order, instant now) {
  auto answer = answer_to(order.key, hop_step::renew);
  auto entry = find_active(order.key.lease, now);
  if (entry == nullptr)
    return refuse(refused(answer, errc::lease_over));
  auto& known = entry->record;
  if (order.key.epoch == known.key.epoch && order.term == known.term)
    return {answer, ledger_change::write::put, known};
  if (!(known.key.epoch < order.key.epoch))
    return refuse(stale(answer, known.key.epoch));
  if (order.term.start != known.term.start || order.term.end <= now)
    return refuse(refused(answer, errc::invalid_request));
  if (known.term.end < order.term.end) {
    if (!book(known.uses, {known.term.end, order.term.end}, answer))
      return refuse(answer);
  } else if (order.term.end < known.term.end) {
    unbook(known.uses, {order.term.end, known.term.end});
  }
  known.key.epoch = order.key.epoch;
  known.term.end = order.term.end;
  known.deadline = order.deadline;
  arm(*entry);
  return {answer, ledger_change::write::put, known};
}

ledger_change ledger_machine::restrict_(const restrict_hop& order,
                                        instant now) {
  auto answer = answer_to(order.key, hop_step::restrict_);
  auto entry = find_active(order.key.lease, now);
  if (entry == nullptr)
    return refuse(refused(answer, errc::lease_over));
  auto& known = entry->record;
  if (order.key.epoch == known.key.epoch)
    return {answer, ledger_change::write::put, known};
  if (order.key.epoch < known.key.epoch)
    return refuse(stale(answer, known.key.epoch));
  if (!within(order.uses, known.uses))
    return refuse(refused(answer, errc::invalid_request));
  unbook(known.uses, known.term);
  count(known.uses, -1);
  for (auto& use : order.uses)
    resources_.at(use.resource).booked.book(known.term, use.amount);
  count(order.uses, 1);
  known.key.epoch = order.key.epoch;
  known.uses = order.uses;
  known.state = hop_state::restricted;
  return {answer, ledger_change::write::put, known};
}

ledger_change ledger_machine::release(const release_hop& order, instant) {
  auto answer = answer_to(order.key, hop_step::release);
  auto i = hops_.find(order.key.lease);
  if (i == hops_.end())
    return refuse(answer);
  auto record = i->second.record;
  if (order.key.epoch < record.key.epoch)
    return refuse(stale(answer, record.key.epoch));
  forget(order.key.lease);
  auto journal =
      taken(record) ? ledger_change::write::erase : ledger_change::write::none;
  return {answer, journal, std::move(record)};
}

void ledger_machine::confirm(const confirm_hop& order, instant now) {
  auto entry = find_active(order.key.lease, now);
  if (entry == nullptr || order.key.epoch != entry->record.key.epoch)
    return;
  entry->confirm_by = forever;
  entry->record.deadline = order.deadline;
  arm(*entry);
}

std::vector<ledger_due> ledger_machine::expire(instant now,
                                               std::size_t count_max) {
  std::vector<ledger_due> result;
  for (auto lease : deadlines_.pop_due(now, count_max)) {
    auto& entry = hops_.at(lease);
    if (!taken(entry.record)) {
      result.push_back({ledger_due::what::hold_expired, entry.record});
      forget(lease);
    } else if (entry.record.deadline <= now) {
      result.push_back({ledger_due::what::ended, entry.record});
      forget(lease);
    } else {
      result.push_back({ledger_due::what::unconfirmed, entry.record});
      entry.confirm_by = saturating_add(now, limits_.confirm_within);
      arm(entry);
    }
  }
  return result;
}

std::optional<instant> ledger_machine::next_deadline() const {
  return deadlines_.next();
}

void ledger_machine::restore(const hop_record& record, instant now) {
  assert(taken(record));
  for (auto& use : record.uses)
    resources_.at(use.resource).booked.book(record.term, use.amount);
  count(record.uses, 1);
  auto& entry = hops_[record.key.lease];
  entry = {record, now};
  arm(entry);
}

ledger_machine::hop_entry* ledger_machine::find_active(lease_id lease,
                                                       instant now) {
  auto i = hops_.find(lease);
  if (i == hops_.end() || !taken(i->second.record)
      || i->second.record.deadline <= now)
    return nullptr;
  return &i->second;
}

ledger_change ledger_machine::refuse(hop_answer answer) const {
  return {std::move(answer), ledger_change::write::none, {}};
}

bool ledger_machine::book(const std::vector<resource_use>& uses,
                          const window& over, hop_answer& answer) {
  for (auto use = uses.begin(); use != uses.end(); ++use) {
    auto i = resources_.find(use->resource);
    auto known = i != resources_.end();
    if (known && !use->amount.negative()
        && i->second.booked.fits(over, use->amount)) {
      i->second.booked.book(over, use->amount);
      continue;
    }
    unbook({uses.begin(), use}, over);
    answer.resource = use->resource;
    answer.code = known ? errc::insufficient_capacity : errc::unknown_name;
    if (known)
      answer.free = i->second.booked.free_over(over);
    return false;
  }
  return true;
}

void ledger_machine::unbook(const std::vector<resource_use>& uses,
                            const window& over) {
  for (auto& use : uses)
    resources_.at(use.resource).booked.unbook(over, use.amount);
}

void ledger_machine::count(const std::vector<resource_use>& uses,
                           int difference) {
  for (auto& use : uses)
    resources_.at(use.resource).hops += difference;
}

void ledger_machine::forget(lease_id lease) {
  auto i = hops_.find(lease);
  unbook(i->second.record.uses, i->second.record.term);
  count(i->second.record.uses, -1);
  if (!taken(i->second.record))
    --held_;
  deadlines_.disarm(lease);
  hops_.erase(i);
}

void ledger_machine::arm(const hop_entry& entry) {
  deadlines_.arm(entry.record.key.lease,
                 std::min(entry.record.deadline, entry.confirm_by));
}

} // namespace leasehold
