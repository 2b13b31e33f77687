// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_renewals.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "actors/contention/standing.hpp"
#include "actors/lease/lease_judgement.hpp"
#include "actors/lease/lease_view.hpp"
#include "actors/route/limit_text.hpp"
#include "actors/route/offer_text.hpp"
#include "runtime/check.hpp"

namespace leasehold {

namespace {

/// A number that stands for a renewal for another period already.
refusal taken_number(const renewal_request& asked) {
  return refuse(
      errc::conflict,
      fmt::format("renewal {} of lease {} is known, for another period; give "
                  "another renewal a number of its own",
                  asked.request.value(), to_string(asked.lease)));
}

bool is_past(const lease_record& record, request_id number) {
  auto& past = record.past_renewals;
  return number.value() != 0
      && std::find(past.begin(), past.end(), number) != past.end();
}

/// It was carried out, and then another was: its terms must not come back (R1).
refusal overtaken(const renewal_request& asked) {
  return refuse(
      errc::stale_epoch,
      fmt::format("renewal {} of lease {} was carried out, and others after "
                  "it; look at the lease",
                  asked.request.value(), to_string(asked.lease)));
}

void answer_all(const renewing& work, const lease_outcome& outcome) {
  for (auto& caller : work.callers)
    caller(outcome);
}

} // namespace

void lease_renewals::renew(renew_leases& msg) {
  batch_reply<lease_outcome>::for_each(
      msg.batch, std::move(msg.reply), [&](auto& item, auto caller) {
        renew_one(item, msg.who, std::move(caller));
      });
}

/// The same answer as before to the renewal that made the present terms (R1).
lease_outcome lease_renewals::answer_again(const renewal_request& asked,
                                           const lease_entry& entry) const {
  auto& past = entry.renewed;
  if (past && past->request == asked.request && !(past->wanted == asked.wanted))
    return taken_number(asked);
  return grant_of(x_, *entry.record());
}

void lease_renewals::renew_one(const renewal_request& asked,
                               const principal& who, outcome_slot caller) {
  if (!x_.region)
    return caller(not_yet(x_, asked.lease));
  auto entry = x_.book.find(asked.lease, who);
  if (entry == nullptr || !entry->granted())
    return caller(absent(x_, asked.lease, who));
  auto& record = *entry->record();
  if (asked.request.value() != 0 && asked.request == record.renewal)
    return caller(answer_again(asked, *entry));
  if (is_past(record, asked.request))
    return caller(overtaken(asked));
  auto under_way = x_.book.doing<renewing>(asked.lease);
  auto& next = x_.book.next_renewal(asked.lease);
  if (auto other = under_way != nullptr ? under_way : next ? &*next : nullptr) {
    auto same =
        asked.request.value() != 0 && asked.request == other->asked.request;
    if (!same)
      return caller(
          refuse(errc::conflict,
                 fmt::format("lease {} is being renewed; wait for that",
                             to_string(asked.lease))));
    if (!(asked.wanted == other->asked.wanted))
      return caller(taken_number(asked));
    return other->callers.push_back(std::move(caller));
  }
  next = renewing{asked, {}, {std::move(caller)}, x_.begin_to_believe()};
  x_.touch(asked.lease);
}

bool lease_renewals::begin_next(lease_id lease) {
  auto entry = x_.book.find(lease);
  LEASEHOLD_CHECK(entry->granted() && entry->is_idle(),
                  "a renewal begins beside another operation");
  if (!entry->work().next)
    return false;
  auto work = std::move(*std::exchange(x_.book.next_renewal(lease), {}));
  auto& record = *entry->record();
  if (auto no = check_serving(x_, record.info)) {
    answer_all(work, std::move(*no));
    return false;
  }
  auto judged = judge(x_, record.info, record.info.amount, work.asked.wanted);
  if (auto no = std::get_if<refusal>(&judged)) {
    answer_all(work, std::move(*no));
    return false;
  }
  auto dated = date_period(x_, record, std::get<limit_verdict>(judged));
  if (auto no = std::get_if<refusal>(&dated)) {
    answer_all(work, std::move(*no));
    return false;
  }
  auto& given = std::get<dated_period>(dated);
  work.shortened = given.shortened;
  work.end = given.dated.term.end;
  x_.tell(lease,
          renew_chain{{work.asked.request, given.given, given.dated.term.end,
                       given.dated.deadline}});
  x_.book.exchange(lease, std::move(work));
  return true;
}

void lease_renewals::done(renewing& work, const lease_record& record) {
  auto grant = grant_of(x_, record);
  grant.shortened = work.shortened;
  if (work.asked.request.value() != 0)
    x_.book.find(record.info.id)->renewed =
        past_renewal{work.asked.request, work.asked.wanted};
  answer_all(work, grant);
}

// -- what is said where a gateway refuses -------------------------------------

/// Asks how long the lease could last where it is.
bool lease_renewals::seek_offer(renewing& work, const renewal_failed& msg) {
  auto record = x_.book.record(msg.lease);
  if (msg.why.code != errc::insufficient_capacity || record == nullptr)
    return false;
  auto& info = record->info;
  work.at = renewing::stage::explaining;
  work.why = msg.why;
  search_offer question{msg.lease, {}, msg.why};
  auto& query = question.wish.query;
  query.source = info.source;
  query.target = info.target;
  query.amount = info.amount;
  question.wish.term = {std::max(info.term.start, x_.now()), work.end};
  question.wish.own =
      holding{total_uses(info.route), info.term, holding::way::same};
  x_.emit(std::move(question));
  return true;
}

void lease_renewals::failed(renewing& work, const renewal_failed& msg) {
  auto id = to_string(msg.lease);
  auto& gateway = msg.why.key.gateway;
  answer_all(
      work,
      keeps_terms(
          msg.lease, msg.why,
          fmt::format("{} at {} has no room after the present end; the terms "
                      "of lease {} are as they were",
                      msg.why.resource.str(), gateway.str(), id),
          fmt::format("{} did not extend lease {} ({}); its terms are as they "
                      "were: try again",
                      gateway.str(), id, to_string(msg.why.code))));
}

void lease_renewals::offer_found(lease_id lease, const refusal& found) {
  auto under_way = x_.book.doing<renewing>(lease);
  if (under_way == nullptr || under_way->at != renewing::stage::explaining)
    return;
  auto done = x_.book.exchange(lease, idle{});
  auto& work = std::get<renewing>(done);
  answer_all(work, explain(work, *x_.book.record(lease), found));
  x_.touch(lease);
}

/// A period is offered where it is more than the lease has, and the rules allow
/// it.
void lease_renewals::keep_useful(const lease_record& record,
                                 counter_offer& offer) const {
  auto& longest = offer.longest_period;
  if (!longest)
    return;
  auto& info = record.info;
  auto end = saturating_add(std::max(x_.now(), info.term.start), *longest);
  auto judged = judge(x_, info, info.amount, period::finite(*longest));
  auto verdict = std::get_if<limit_verdict>(&judged);
  if (end <= info.term.end || verdict == nullptr
      || !(verdict->given == period::finite(*longest)))
    longest.reset();
}

refusal lease_renewals::explain(const renewing& work,
                                const lease_record& record,
                                const refusal& found) const {
  auto id = to_string(record.info.id);
  auto& why = work.why;
  auto text = limit_text(*x_.region, why.resource, work.end, x_.now());
  if (text.empty() || !why.free.zero())
    text = fmt::format("{} at {} is booked by others after the present end, "
                       "with {} left",
                       why.resource.str(), why.key.gateway.str(),
                       to_string(why.free));
  refusal answer;
  answer.code = why.code;
  answer.message =
      fmt::format("{}; the terms of lease {} are as they were", text, id);
  answer.resource = why.resource;
  answer.gateway = why.key.gateway;
  answer.short_of = found.short_of;
  answer.offer.longest_period = found.offer.longest_period;
  keep_useful(record, answer.offer);
  name_offer(answer, x_.time.base);
  return answer;
}

// -- holders of infinite leases -----------------------------------------------

void lease_renewals::holder_seen(const lessee_name& lessee) {
  x_.holders[lessee] = saturating_add(x_.now(), x_.settings.terms.liveness);
  for (auto id : x_.book.of_lessee(lessee))
    keep(id);
}

void lease_renewals::keep(lease_id lease) {
  auto entry = x_.book.find(lease);
  if (entry == nullptr || !entry->granted()
      || entry->root != root_condition::alive
      || entry->record()->info.term.end != forever)
    return;
  auto holder = x_.holders.find(entry->record()->info.lessee);
  if (holder != x_.holders.end())
    x_.tell(lease, keep_chain{holder->second});
}

void lease_renewals::forget_holders() {
  auto& all = x_.holders;
  for (auto i = all.begin(); i != all.end();)
    i = i->second <= x_.now() ? all.erase(i) : std::next(i);
}

} // namespace leasehold
