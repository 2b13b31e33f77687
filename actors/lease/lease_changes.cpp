// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_changes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "actors/contention/standing.hpp"
#include "actors/lease/lease_judgement.hpp"
#include "actors/lease/lease_view.hpp"
#include "actors/route/offer_text.hpp"

namespace leasehold {

namespace {

refusal invalid(std::string message) {
  return refuse(errc::invalid_request, std::move(message));
}

std::optional<refusal> check_amount(const lease_info& info,
                                    const amounts& amount) {
  if (amount.zero() || amount.negative())
    return invalid("a lease needs an amount above 0; to give the lease back, "
                   "release it");
  for (auto u : all_units)
    if ((amount[u] == 0) != (info.amount[u] == 0))
      return invalid(fmt::format(
          "lease {} has {}, so {} names other dimensions; name the same",
          to_string(info.id), to_string(info.amount), to_string(amount)));
  if (!info.minimum.fits(amount))
    return invalid(fmt::format(
        "{} is below {}, the least that lease {} was asked with; ask for no "
        "less, or request another lease",
        to_string(amount), to_string(info.minimum), to_string(info.id)));
  return std::nullopt;
}

/// Whether nothing more is asked for, anywhere or at any time.
bool only_less(const lease_info& info, const new_terms& terms) {
  return !terms.constraints
      && (!terms.amount || terms.amount->fits(info.amount))
      && (!terms.end || terms.end->end <= info.term.end);
}

} // namespace

/// The terms that are asked for, without routes.
std::variant<changing, refusal>
lease_changes::terms_of(const change_request& asked,
                        const lease_record& record) const {
  auto& info = record.info;
  if (!asked.amount && !asked.wanted && !asked.constraints)
    return invalid("a change needs an amount, a period or a route");
  if (asked.amount)
    if (auto no = check_amount(info, *asked.amount))
      return std::move(*no);
  changing result;
  result.asked = asked;
  auto& terms = result.terms;
  terms.kind = event_kind::changed;
  terms.constraints = asked.constraints;
  if (asked.amount) {
    terms.amount = asked.amount;
    terms.asked = asked.amount;
    terms.state = lease_state::active;
  }
  if (!asked.amount && !asked.wanted)
    return result;
  auto judged = judge(x_, info, asked.amount.value_or(info.amount),
                      asked.wanted.value_or(info.granted));
  if (auto no = std::get_if<refusal>(&judged))
    return std::move(*no);
  if (!asked.wanted)
    return result;
  auto dated = date_period(x_, record, std::get<limit_verdict>(judged));
  if (auto no = std::get_if<refusal>(&dated))
    return std::move(*no);
  auto& given = std::get<dated_period>(dated);
  result.shortened = given.shortened;
  terms.end =
      renewal{{}, given.given, given.dated.term.end, given.dated.deadline};
  return result;
}

/// The same path, with what the lease takes there then.
std::optional<route> lease_changes::same_path(const lease_info& info,
                                              const new_terms& terms) const {
  if (!terms.amount)
    return info.route;
  return route_with(*x_.region->graph, info, *terms.amount);
}

search_routes lease_changes::search_for(const lease_record& record,
                                        const new_terms& terms) const {
  auto& info = record.info;
  search_routes question;
  question.token = info.id;
  question.scope = search_scope::whole_region;
  auto& query = question.wish.query;
  query.source = info.source;
  query.target = info.target;
  query.amount = terms.amount.value_or(info.amount);
  query.constraints = terms.constraints.value_or(record.constraints);
  question.wish.term = {std::max(info.term.start, x_.now()),
                        terms.end ? terms.end->end : info.term.end};
  question.wish.own = holding{total_uses(info.route), info.term};
  return question;
}

/// Takes out of an offer what the lease's own terms or the rules forbid.
void lease_changes::keep_allowed(const change_request& asked,
                                 const lease_record& record,
                                 refusal& no) const {
  auto allowed = [&](const change_request& other) {
    auto wanted = terms_of(other, record);
    auto next = std::get_if<changing>(&wanted);
    auto given = next != nullptr ? next->terms.end : std::nullopt;
    return next != nullptr && (!given || given->given == *other.wanted);
  };
  auto other = asked;
  if (auto& largest = no.offer.largest_amount) {
    other.amount = *largest;
    if (!allowed(other))
      largest.reset();
  }
  other = asked;
  if (auto& longest = no.offer.longest_period) {
    other.wanted = period::finite(*longest);
    if (!allowed(other))
      longest.reset();
  }
}

void lease_changes::change(change_leases& msg) {
  batch_reply<lease_outcome>::for_each(
      msg.batch, std::move(msg.reply), [&](auto& item, auto caller) {
        change_one(item, msg.who, std::move(caller));
      });
}

void lease_changes::change_one(const change_request& asked,
                               const principal& who, outcome_slot caller) {
  if (!x_.region)
    return caller(not_yet(x_, asked.lease));
  auto entry = x_.book.find(asked.lease, who);
  if (entry == nullptr || !entry->granted())
    return caller(absent(x_, asked.lease, who));
  if (!takes_orders(entry->root))
    return caller(not_yet(x_, asked.lease));
  if (!entry->is_idle() || entry->work().change)
    return caller(refuse(errc::conflict,
                         fmt::format("lease {} is being changed; wait for that",
                                     to_string(asked.lease))));
  auto& record = *entry->record();
  if (auto no = check_serving(x_, record.info))
    return caller(std::move(*no));
  auto wanted = terms_of(asked, record);
  if (auto no = std::get_if<refusal>(&wanted))
    return caller(std::move(*no));
  auto& next = std::get<changing>(wanted);
  next.caller = std::move(caller);
  auto same = same_path(record.info, next.terms);
  if (only_less(record.info, next.terms) && same) {
    auto terms = next.terms;
    terms.routes = {std::move(*same)};
    x_.tell(asked.lease, change_chain{std::move(terms), {}});
    next.at = changing::stage::ordered;
  } else {
    x_.emit(search_for(record, next.terms));
  }
  x_.book.exchange(asked.lease, std::move(next));
}

void lease_changes::routes_found(
    lease_id lease, std::variant<std::vector<route>, refusal>& plan) {
  auto work = x_.book.doing<changing>(lease);
  auto entry = x_.book.find(lease);
  if (work == nullptr || work->at != changing::stage::searching)
    return;
  x_.touch(lease);
  if (auto no = std::get_if<refusal>(&plan)) {
    keep_allowed(work->asked, *entry->record(), *no);
    name_offer(*no, x_.time.base);
    work->caller(std::move(*no));
    x_.book.exchange(lease, idle{});
    return;
  }
  if (!takes_orders(entry->root)) {
    work->caller(not_yet(x_, lease));
    x_.book.exchange(lease, idle{});
    return;
  }
  auto terms = work->terms;
  terms.routes = std::move(std::get<std::vector<route>>(plan));
  // Where no other way was asked for, the one that it has comes first.
  if (auto same = same_path(entry->record()->info, terms);
      same && !terms.constraints)
    terms.routes.insert(terms.routes.begin(), std::move(*same));
  work->at = changing::stage::ordered;
  x_.tell(lease, change_chain{std::move(terms), {}});
}

void lease_changes::done(changing& work, const lease_record& record) const {
  auto grant = grant_of(x_, record);
  grant.shortened = work.shortened;
  work.caller(std::move(grant));
}

void lease_changes::failed(changing& work, const change_failed& msg) const {
  auto id = to_string(msg.lease);
  auto& gateway = msg.why.key.gateway;
  work.caller(keeps_terms(
      msg.lease, msg.why,
      fmt::format("{} at {} has only {} left besides; the terms of lease {} "
                  "are as they were",
                  msg.why.resource.str(), gateway.str(),
                  to_string(msg.why.free), id),
      fmt::format("{} did not take the new terms of lease {} ({}); they are as "
                  "they were: try again",
                  gateway.str(), id, to_string(msg.why.code))));
}

} // namespace leasehold
