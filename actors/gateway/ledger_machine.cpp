// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/ledger_machine.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <utility>

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

bool same(const std::vector<resource_use>& x,
          const std::vector<resource_use>& y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [](auto& a, auto& b) {
                      return a.resource == b.resource && a.amount == b.amount;
                    });
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
  auto room = book(order.uses, order.term, answer);
  if (!room && !book_on_pledges(order, answer))
    return answer;
  count(order.uses, 1);
  auto& entry = hops_[order.key.lease];
  entry.record = {order.key,  order.root, hop_state::held,
                  order.uses, order.term, order.hold_until};
  ++held_;
  entry.rests_on = room ? backing::room : backing::pledges;
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
    if (entry.rests_on == backing::pledges && !all_fits(entry, answer))
      return refuse(answer);
    entry.rests_on = backing::room;
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
  if (order.term.start != known.term.start || order.term.end <= now
      || order.term.end <= order.term.start || !within(order.uses, known.uses))
    return refuse(refused(answer, errc::invalid_request));
  auto& uses = order.uses.empty() ? known.uses : order.uses;
  if (known.term.end < order.term.end) {
    if (!book(uses, {known.term.end, order.term.end}, answer))
      return refuse(answer);
  } else if (order.term.end < known.term.end) {
    unbook(known.uses, {order.term.end, known.term.end});
  }
  auto before = std::exchange(known.term.end, order.term.end);
  if (!order.uses.empty())
    take_less(*entry, order.uses, std::min(before, order.term.end));
  known.key.epoch = order.key.epoch;
  known.deadline = order.deadline;
  arm(*entry);
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
  book_all(record.uses, record.term);
  count(record.uses, 1);
  auto& entry = hops_[record.key.lease];
  entry = {record, now, backing::room};
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

bool ledger_machine::book_on_pledges(const hold_hop& order,
                                     hop_answer& answer) {
  // Books as if the pledges were kept, then puts back what others have.
  std::vector<std::tuple<const hop_record*, const pledge*, window>> kept;
  for (auto& x : order.pledges) {
    auto i = hops_.find(x.lease);
    if (i == hops_.end() || !taken(i->second.record)
        || !within(x.uses, i->second.record.uses))
      continue;
    auto& record = i->second.record;
    const window rest{std::max(x.from, record.term.start), record.term.end};
    if (rest.start >= rest.end)
      continue;
    unbook(record.uses, rest);
    book_all(x.uses, rest);
    kept.emplace_back(&record, &x, rest);
  }
  auto fits = book(order.uses, order.term, answer);
  for (auto& [record, x, rest] : kept) {
    unbook(x->uses, rest);
    book_all(record->uses, rest);
  }
  if (fits)
    answer = answer_to(order.key, hop_step::hold);
  return fits;
}

bool ledger_machine::all_fits(const hop_entry& entry,
                              hop_answer& answer) const {
  for (auto& use : entry.record.uses) {
    auto free = resources_.at(use.resource).booked.free_over(entry.record.term);
    if (free.negative()) {
      answer.code = errc::insufficient_capacity;
      answer.resource = use.resource;
      answer.free = free + use.amount;
      return false;
    }
  }
  return true;
}

void ledger_machine::take_less(hop_entry& entry,
                               const std::vector<resource_use>& uses,
                               instant until) {
  auto& known = entry.record;
  const window booked{known.term.start, until};
  unbook(known.uses, booked);
  book_all(uses, booked);
  count(known.uses, -1);
  count(uses, 1);
  if (!same(uses, known.uses))
    known.state = hop_state::restricted;
  known.uses = uses;
}

void ledger_machine::book_all(const std::vector<resource_use>& uses,
                              const window& over) {
  for (auto& use : uses)
    resources_.at(use.resource).booked.book(over, use.amount);
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
