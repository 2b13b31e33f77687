// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/ledger_machine.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <utility>

#include "actors/gateway/local_term.hpp"

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

bool same(const std::vector<resource_use>& x,
          const std::vector<resource_use>& y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [](auto& a, auto& b) {
                      return a.resource == b.resource && a.amount == b.amount;
                    });
}

bool any_negative(const std::vector<resource_use>& uses) {
  return std::any_of(uses.begin(), uses.end(),
                     [](auto& use) { return use.amount.negative(); });
}

/// The first of the uses, of nothing even, that the ledger has no resource for.
const resource_use* stranger_among(const ledger_machine& ledger,
                                   const std::vector<resource_use>& uses) {
  auto i = std::find_if(uses.begin(), uses.end(), [&ledger](auto& use) {
    return !ledger.has(use.resource);
  });
  return i == uses.end() ? nullptr : &*i;
}

/// Whether a lease that has these terms may be told to take what is ordered:
/// nothing more.
bool leads_to(const hop_terms& terms, const renew_hop& order) {
  return within(order.uses, {{&terms.uses, terms.term}});
}

/// Whether it is more of anything at any time.
bool is_more(const claim& after, const claim& before) {
  auto steps = difference(before, after);
  return std::any_of(steps.begin(), steps.end(), [](const claim_step& x) {
    return !x.after.fits(x.before);
  });
}

} // namespace

ledger_machine::ledger_machine(gateway_name self, ledger_limits limits)
    : self_(std::move(self)), limits_(limits) {}

hop_answer ledger_machine::hold(const hold_hop& order, instant now) {
  auto answer = answer_to(order.key, hop_step::hold);
  if (order.term.start >= order.term.end || order.term.end <= now
      || order.hold_until <= now || any_negative(order.uses))
    return refused(answer, errc::invalid_request);
  if (auto i = hops_.find(order.key.lease); i != hops_.end()) {
    auto known = newest(i->second);
    if (known == order.key.epoch)
      return answer;
    if (order.key.epoch < known)
      return stale(answer, known);
    if (is_active(i->second.record))
      return hold_beside(i->second, order, std::move(answer), now);
    forget(order.key.lease);
  }
  if (hops_.size() >= limits_.hops_max)
    return refused(answer, errc::too_much);
  auto carries = enforced_part(order.carries);
  if (in_the_way(order.key, carries, order.term, answer))
    return answer;
  auto backing = book_hold({}, {{&order.uses, order.term}}, order, now, answer);
  if (!backing)
    return answer;
  auto& entry = hops_[order.key.lease];
  entry.record = {order.key,    order.root,      hop_state::held,
                  order.uses,   order.term,      order.hold_until,
                  std::nullopt, order.key.epoch, {}};
  entry.record.carries = std::move(carries);
  held_.insert(order.key.lease);
  entry.rests_on = *backing;
  settle(entry);
  return answer;
}

hop_answer ledger_machine::hold_beside(hop_entry& entry, const hold_hop& order,
                                       hop_answer answer, instant now) {
  auto& known = entry.record;
  if (known.deadline <= now)
    return refused(std::move(answer), errc::lease_over);
  if (known.next)
    return refused(std::move(answer), errc::conflict);
  drop_beside(entry);
  const auto here = localise(known, order.term, order.counts);
  auto carries = enforced_part(order.carries);
  if (in_the_way(order.key, carries, here.over, answer)) {
    arm(entry);
    return answer;
  }
  auto before = claim_of(entry);
  auto after = before;
  after.push_back({&order.uses, here.over});
  auto backing = book_hold(before, after, order, now, answer);
  if (backing)
    entry.beside = held_terms{order.key.epoch,
                              order.hold_until,
                              {order.uses, here.over, here.shift, carries},
                              *backing};
  settle(entry);
  return answer;
}

ledger_change ledger_machine::commit(const commit_hop& order, instant now) {
  auto answer = answer_to(order.key, hop_step::commit);
  auto i = hops_.find(order.key.lease);
  if (i == hops_.end())
    return refuse(refused(answer, errc::hold_expired));
  auto& entry = i->second;
  if (entry.beside && entry.beside->epoch == order.key.epoch)
    return commit_beside(entry, order, std::move(answer), now);
  if (order.key.epoch < entry.record.key.epoch)
    return refuse(stale(answer, entry.record.key.epoch));
  // While the root slept, the term itself may have passed here.
  if (order.key.epoch != entry.record.key.epoch || now >= entry.record.deadline
      || now >= entry.record.term.end)
    return refuse(refused(answer, errc::hold_expired));
  if (entry.record.state == hop_state::held) {
    if (entry.rests_on == backing::pledges
        && !all_fits({entry.record.uses, entry.record.term, {}}, now, answer))
      return refuse(answer);
    entry.rests_on = backing::room;
    entry.record.state = hop_state::active;
    held_.erase(order.key.lease);
    entry.record.deadline = deadline_of(entry.record, order.deadline);
    entry.confirm_by = saturating_add(now, limits_.confirm_within);
    arm(entry);
  }
  return {answer, ledger_change::write::put, entry.record};
}

ledger_change ledger_machine::commit_beside(hop_entry& entry,
                                            const commit_hop& order,
                                            hop_answer answer, instant now) {
  auto& known = entry.record;
  auto& held = *entry.beside;
  if (now >= held.until || now >= known.deadline)
    return refuse(refused(std::move(answer), errc::hold_expired));
  // What it has already is not asked of anybody.
  if (held.rests_on == backing::pledges
      && is_more(claim_of(entry), claim_of(known))
      && !all_fits(held.terms, now, answer))
    return refuse(std::move(answer));
  known.key.epoch = held.epoch;
  known.next = std::move(held.terms);
  known.deadline = deadline_of(known, std::max(known.deadline, order.deadline));
  entry.beside.reset();
  entry.confirm_by = saturating_add(now, limits_.confirm_within);
  settle(entry);
  return {std::move(answer), ledger_change::write::put, known};
}

ledger_change ledger_machine::renew(const renew_hop& order, instant now) {
  auto answer = answer_to(order.key, hop_step::renew);
  auto entry = find_active(order.key.lease, now);
  if (entry == nullptr)
    return refuse(refused(answer, errc::lease_over));
  auto& known = entry->record;
  if (order.term.end <= order.term.start)
    return refuse(refused(answer, errc::invalid_request));
  // An order that comes again is not asked for once more.
  const auto counts =
      order.key.epoch == known.key.epoch ? reckoning::as_before : order.counts;
  const auto [term, shift] = localise(known, order.term, counts);
  if (order.key.epoch == known.key.epoch && term == known.term && !known.next)
    return {answer, ledger_change::write::put, known};
  if (!(newest(*entry) < order.key.epoch))
    return refuse(stale(answer, newest(*entry)));
  hop_terms own{known.uses, known.term, known.shift, known.carries};
  auto from_next = known.next && leads_to(*known.next, order);
  if (term.end <= now || !(from_next || leads_to(own, order)))
    return refuse(refused(answer, errc::invalid_request));
  if (auto* stranger = stranger_among(*this, order.uses)) {
    answer.resource = stranger->resource;
    return refuse(refused(answer, errc::unknown_name));
  }
  auto& base = from_next ? *known.next : own;
  auto& uses = order.uses.empty() ? own.uses : order.uses;
  auto carries = order.uses.empty() ? own.carries : base.carries;
  if (in_the_way(order.key, carries, term, answer)
      || !exchange(claim_of(*entry), {{&uses, term}}, now, answer))
    return refuse(answer);
  if (from_next)
    known.state = hop_state::active;
  if (!same(uses, order.uses.empty() ? own.uses : base.uses))
    known.state = hop_state::restricted;
  if (!same(uses, own.uses))
    known.fence = order.key.epoch;
  known.uses = std::vector<resource_use>(uses);
  known.carries = std::move(carries);
  known.term = term;
  known.shift = shift;
  known.next.reset();
  entry->beside.reset();
  known.key.epoch = order.key.epoch;
  if (known.lost.from.value() != 0 && known.lost.until.value() == 0)
    known.lost.until = order.key.epoch;
  known.deadline = deadline_of(known, order.deadline);
  settle(*entry);
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
  auto journal = is_active(record) ? ledger_change::write::erase
                                   : ledger_change::write::none;
  return {answer, journal, std::move(record)};
}

void ledger_machine::confirm(const confirm_hop& order, instant now) {
  auto entry = find_active(order.key.lease, now);
  if (entry == nullptr || order.key.epoch != entry->record.key.epoch)
    return;
  // Which of two terms count is not said by this.
  if (!entry->record.next)
    entry->confirm_by = forever;
  entry->record.deadline = deadline_of(
      entry->record, std::max(entry->record.deadline, order.deadline));
  arm(*entry);
}

std::vector<ledger_due> ledger_machine::expire(instant now,
                                               std::size_t count_max) {
  std::vector<ledger_due> result;
  for (auto lease : deadlines_.pop_due(now, count_max)) {
    auto& entry = hops_.at(lease);
    if (entry.beside && entry.beside->until <= now)
      drop_beside(entry);
    if (!is_active(entry.record)) {
      result.push_back({ledger_due::what::hold_expired, entry.record});
      forget(lease);
      continue;
    }
    if (entry.record.deadline <= now) {
      result.push_back({ledger_due::what::ended, entry.record});
      forget(lease);
      continue;
    }
    if (entry.confirm_by <= now) {
      result.push_back({ledger_due::what::unconfirmed, entry.record});
      entry.confirm_by = saturating_add(now, limits_.confirm_within);
    }
    arm(entry);
  }
  return result;
}

std::optional<instant> ledger_machine::next_deadline() const {
  return deadlines_.next();
}

void ledger_machine::restore(const hop_record& record, instant now) {
  assert(is_active(record));
  auto& entry = hops_[record.key.lease];
  entry = {record, now, backing::room, std::nullopt};
  force({}, claim_of(entry));
  settle(entry);
}

ledger_machine::hop_entry* ledger_machine::find_active(lease_id lease,
                                                       instant now) {
  auto i = hops_.find(lease);
  if (i == hops_.end() || !is_active(i->second.record)
      || i->second.record.deadline <= now)
    return nullptr;
  return &i->second;
}

ledger_change ledger_machine::refuse(hop_answer answer) const {
  return {std::move(answer), ledger_change::write::none, {}};
}

claim ledger_machine::claim_of(const hop_record& record) {
  claim result{{&record.uses, record.term}};
  if (record.next)
    result.push_back({&record.next->uses, record.next->term});
  return result;
}

claim ledger_machine::claim_of(const hop_entry& entry) {
  auto result = claim_of(entry.record);
  if (entry.beside)
    result.push_back({&entry.beside->terms.uses, entry.beside->terms.term});
  return result;
}

epoch ledger_machine::newest(const hop_entry& entry) {
  return entry.beside ? std::max(entry.record.key.epoch, entry.beside->epoch)
                      : entry.record.key.epoch;
}

bool ledger_machine::exchange(const claim& before, const claim& after,
                              instant now, hop_answer& answer) {
  auto steps = difference(before, after);
  for (auto step = steps.begin(); step != steps.end(); ++step) {
    auto more = max(step->after - step->before, {});
    if (more.zero())
      continue;
    auto i = resources_.find(step->resource);
    auto known = i != resources_.end();
    auto promised = known && step->over.end <= i->second.limit.latest_end(now);
    if (promised && i->second.booked.fits(step->over, more)) {
      i->second.booked.book(step->over, more);
      continue;
    }
    answer.resource = step->resource;
    answer.code = known ? errc::insufficient_capacity : errc::unknown_name;
    if (promised)
      answer.free = i->second.booked.free_over(step->over);
    for (auto undone = steps.begin(); undone != step; ++undone)
      resources_.at(undone->resource)
          .booked.unbook(undone->over, max(undone->after - undone->before, {}));
    return false;
  }
  for (auto& step : steps)
    if (auto less = max(step.before - step.after, {}); !less.zero())
      resources_.at(step.resource).booked.unbook(step.over, less);
  count(before, after);
  return true;
}

void ledger_machine::force(const claim& before, const claim& after) {
  for (auto& step : difference(before, after)) {
    auto& booked = resources_.at(step.resource).booked;
    booked.book(step.over, max(step.after - step.before, {}));
    booked.unbook(step.over, max(step.before - step.after, {}));
  }
  count(before, after);
}

std::optional<ledger_machine::backing>
ledger_machine::book_hold(const claim& before, const claim& after,
                          const hold_hop& order, instant now,
                          hop_answer& answer) {
  if (auto* stranger = stranger_among(*this, order.uses)) {
    answer.resource = stranger->resource;
    answer.code = errc::unknown_name;
    return std::nullopt;
  }
  if (exchange(before, after, now, answer))
    return backing::room;
  if (!exchange_on_pledges(before, after, order.pledges, now, answer))
    return std::nullopt;
  answer = answer_to(order.key, hop_step::hold);
  return backing::pledges;
}

bool ledger_machine::exchange_on_pledges(const claim& before,
                                         const claim& after,
                                         const std::vector<pledge>& pledges,
                                         instant now, hop_answer& answer) {
  // Books as if the pledges were kept, then puts back what others have.
  std::vector<std::pair<claim, claim>> kept;
  for (auto& x : pledges) {
    auto i = hops_.find(x.lease);
    if (i == hops_.end() || !is_active(i->second.record))
      continue;
    auto has = claim_of(i->second);
    if (!within(x.uses, has) || stranger_among(*this, x.uses) != nullptr)
      continue;
    claim will;
    for (auto part : has) {
      will.push_back(
          {&x.uses, {std::max(x.from, part.over.start), part.over.end}});
      part.over.end = std::min(part.over.end, x.from);
      will.push_back(part);
    }
    force(has, will);
    kept.emplace_back(std::move(has), std::move(will));
  }
  auto fits = exchange(before, after, now, answer);
  for (auto& [has, will] : kept)
    force(will, has);
  return fits;
}

bool ledger_machine::all_fits(const hop_terms& terms, instant now,
                              hop_answer& answer) const {
  for (auto& use : terms.uses) {
    auto& resource = resources_.at(use.resource);
    auto free = resource.booked.free_over(terms.term);
    if (resource.limit.latest_end(now) < terms.term.end)
      free = min(free, amounts{} - use.amount);
    if (free.negative()) {
      answer.code = errc::insufficient_capacity;
      answer.resource = use.resource;
      answer.free = free + use.amount;
      return false;
    }
  }
  return true;
}

void ledger_machine::count(const claim& before, const claim& after) {
  auto gone = resources_of(before);
  auto come = resources_of(after);
  auto same = [](auto* x, auto* y) {
    return *x == *y;
  };
  // Most changes are of when and how much, not of what.
  if (std::equal(gone.begin(), gone.end(), come.begin(), come.end(), same))
    return;
  for (auto* resource : gone)
    --resources_.at(*resource).hops;
  for (auto* resource : come)
    ++resources_.at(*resource).hops;
}

void ledger_machine::drop_beside(hop_entry& entry) {
  auto before = claim_of(entry);
  auto dropped = std::exchange(entry.beside, std::nullopt);
  if (!dropped)
    return;
  before.back() = {&dropped->terms.uses, dropped->terms.term};
  force(before, claim_of(entry));
  note_flows(entry);
}

void ledger_machine::forget(lease_id lease) {
  auto i = hops_.find(lease);
  force(claim_of(i->second), {});
  flows_.erase(lease);
  held_.erase(lease);
  deadlines_.disarm(lease);
  hops_.erase(i);
}

void ledger_machine::settle(const hop_entry& entry) {
  note_flows(entry);
  arm(entry);
}

void ledger_machine::arm(const hop_entry& entry) {
  auto next = std::min(entry.record.deadline, entry.confirm_by);
  if (entry.beside)
    next = std::min(next, entry.beside->until);
  deadlines_.arm(entry.record.key.lease, next);
}

} // namespace leasehold
