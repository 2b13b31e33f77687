// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_renewals.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "actors/lease/lease_judgement.hpp"
#include "actors/lease/lease_view.hpp"
#include "actors/route/limit_text.hpp"
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

void lease_renewals::failed(renewing& work, const renewal_failed& msg) {
  answer_all(work, explain(msg));
}

/// Where it is a gateway's limit, the lease may last until that.
bool lease_renewals::explain_limit(const renewal_failed& msg,
                                   refusal& answer) const {
  auto limit = x_.region->limit_of(msg.why.resource);
  auto text = limit_text(answer.gateway, limit, forever, x_.now());
  auto record = x_.book.record(msg.lease);
  if (text.empty() || !msg.why.free.zero() || record == nullptr)
    return false;
  auto& term = record->info.term;
  auto end = std::max(term.end, limit.latest_end(x_.now()));
  answer.offer.longest_period = end - std::max(x_.now(), term.start);
  answer.message = fmt::format("{}; the terms of lease {} are as they were",
                               text, to_string(msg.lease));
  return true;
}

refusal lease_renewals::explain(const renewal_failed& msg) const {
  auto id = to_string(msg.lease);
  auto& gateway = msg.why.key.gateway;
  auto answer = keeps_terms(
      msg.lease, msg.why,
      fmt::format("{} at {} is booked by others after the present end, with {} "
                  "left; the terms of lease {} are as they were",
                  msg.why.resource.str(), gateway.str(),
                  to_string(msg.why.free), id),
      fmt::format("{} did not extend lease {} ({}); its terms are as they "
                  "were: try again",
                  gateway.str(), id, to_string(msg.why.code)));
  if (msg.why.code == errc::insufficient_capacity && explain_limit(msg, answer))
    return answer;
  if (auto record = x_.book.record(msg.lease))
    answer.offer.longest_period =
        record->info.term.end - std::max(x_.now(), record->info.term.start);
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
