// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/contention/standing.hpp"
#include "actors/lease/manager_parts.hpp"

// Leases that change while they run. The chain holds and commits the new terms
// beside the old ones, so a lease has one or the other, and what both need is
// there already.
namespace leasehold::manager {

namespace {

using slot = manager_state::outcome_slot;
using cause = manager_state::change_cause;

refusal invalid(std::string message) {
  return refuse(errc::invalid_request, std::move(message));
}

std::optional<refusal> check_amount(const lease_info& info,
                                    const amounts& amount) {
  if (amount.zero() || amount.negative())
    return invalid("a lease of nothing is none: release it");
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

/// The terms that are asked for, without routes.
std::variant<manager_state::pending_change, refusal>
terms_of(const manager_state& state, const change_request& asked,
         const lease_record& record) {
  auto& info = record.info;
  if (!asked.amount && !asked.wanted && !asked.constraints)
    return invalid("a change needs an amount, a period or a route");
  if (asked.amount)
    if (auto no = check_amount(info, *asked.amount))
      return std::move(*no);
  manager_state::pending_change result;
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
  auto now = state.config.clock->base();
  auto judged = judge(state, info, asked.amount.value_or(info.amount),
                      asked.wanted.value_or(info.granted), now);
  if (auto no = std::get_if<refusal>(&judged))
    return std::move(*no);
  if (!asked.wanted)
    return result;
  auto& verdict = std::get<limit_verdict>(judged);
  if (auto no = check_terms(record, verdict.given, now.now))
    return std::move(*no);
  auto start = std::max(now.now, info.term.start);
  auto dated = date_term(verdict.given, start, now.now, state.config.terms);
  if (auto no = check_renewable(record, dated.term.end))
    return std::move(*no);
  result.shortened = verdict.shortened;
  terms.end = renewal{{}, verdict.given, dated.term.end, dated.deadline};
  return result;
}

/// The same path, with what the lease takes there then.
std::optional<route> same_path(const manager_state& state,
                               const lease_info& info, const new_terms& terms) {
  if (!terms.amount)
    return info.route;
  return route_with(*state.region->graph, info, *terms.amount);
}

/// Whether nothing more is asked for, anywhere or at any time.
bool only_less(const lease_info& info, const new_terms& terms) {
  return !terms.constraints
      && (!terms.amount || terms.amount->fits(info.amount))
      && (!terms.end || terms.end->end <= info.term.end);
}

/// What the lease has is as good as free to itself.
plan_route plan_for(pointer self, const lease_record& record,
                    const new_terms& terms) {
  auto& state = self->state;
  auto& info = record.info;
  plan_route question;
  question.token = info.id.value();
  question.client = self;
  question.wish.query.source = info.source;
  question.wish.query.target = info.target;
  question.wish.query.amount = terms.amount.value_or(info.amount);
  question.wish.query.constraints =
      terms.constraints.value_or(record.constraints);
  question.wish.term = {std::max(info.term.start, state.config.clock->now()),
                        terms.end ? terms.end->end : info.term.end};
  for (auto& use : total_uses(info.route))
    question.relief.emplace(use.resource, use.amount);
  return question;
}

void change_one(pointer self, const change_request& asked, const principal& who,
                slot to) {
  auto& state = self->state;
  if (!state.region)
    return to(not_yet(state, asked.lease));
  auto record = state.table.find(asked.lease, who);
  if (record == nullptr || record->phase != lease_phase::granted)
    return to(absent(state, asked.lease, who));
  if (state.chains.count(asked.lease) == 0)
    return to(not_yet(state, asked.lease));
  if (state.changes.count(asked.lease) > 0
      || state.changing.count(asked.lease) > 0)
    return to(refuse(errc::conflict,
                     fmt::format("lease {} is being changed; wait for that",
                                 to_string(asked.lease))));
  auto wanted = terms_of(state, asked, *record);
  if (auto no = std::get_if<refusal>(&wanted))
    return to(std::move(*no));
  auto& pending = std::get<manager_state::pending_change>(wanted);
  pending.answer = std::move(to);
  auto same = same_path(state, record->info, pending.terms);
  if (only_less(record->info, pending.terms) && same) {
    auto terms = pending.terms;
    terms.routes = {std::move(*same)};
    state.changes.insert_or_assign(asked.lease, std::move(pending));
    return send_change(self, asked.lease, std::move(terms), cause::asked);
  }
  self->send(state.config.planner, plan_for(self, *record, pending.terms));
  state.changes.insert_or_assign(asked.lease, std::move(pending));
}

refusal explain(const change_failed& msg) {
  auto id = to_string(msg.lease);
  auto& gateway = msg.why.key.gateway;
  return keeps_terms(
      msg.lease, msg.why,
      fmt::format("{} at {} has only {} left besides; the terms of lease {} "
                  "are as they were",
                  msg.why.resource.str(), gateway.str(),
                  to_string(msg.why.free), id),
      fmt::format("{} did not take the new terms of lease {} ({}); they are as "
                  "they were: try again",
                  gateway.str(), id, to_string(msg.why.code)));
}

} // namespace

void change(pointer self, change_leases& msg) {
  auto slots =
      batch_reply<lease_outcome>::open(msg.batch.size(), std::move(msg.reply));
  for (std::size_t i = 0; i < msg.batch.size(); ++i)
    change_one(self, msg.batch[i], msg.who, std::move(slots[i]));
}

void change_planned(pointer self, route_plan& msg) {
  auto& state = self->state;
  auto id = lease_id{msg.token};
  auto i = state.changes.find(id);
  auto record = state.table.find(id);
  if (i == state.changes.end() || record == nullptr)
    return;
  if (auto no = std::get_if<refusal>(&msg.plan))
    return answer_pending_change(self, id, std::move(*no));
  auto terms = i->second.terms;
  terms.routes = std::move(std::get<std::vector<route>>(msg.plan));
  // Where no other way was asked for, the one that it has comes first.
  if (auto same = same_path(state, record->info, terms);
      same && !terms.constraints)
    terms.routes.insert(terms.routes.begin(), std::move(*same));
  send_change(self, id, std::move(terms), cause::asked);
}

void send_change(pointer self, lease_id lease, new_terms terms,
                 manager_state::change_cause cause, pledge_map pledges) {
  auto& state = self->state;
  auto chain = state.chains.find(lease);
  if (chain == state.chains.end())
    return answer_pending_change(self, lease, not_yet(state, lease));
  state.changing[lease] = cause;
  self->send(chain->second, change_chain{std::move(terms), std::move(pledges)});
}

void change_refused(pointer self, const change_failed& msg) {
  auto& state = self->state;
  auto why = state.changing.find(msg.lease);
  if (why == state.changing.end())
    return;
  auto began = why->second;
  state.changing.erase(why);
  switch (began) {
  case cause::asked:
    answer_pending_change(self, msg.lease, explain(msg));
    break;
  case cause::displaced:
    not_moved(self, msg.lease);
    break;
  case cause::absorbed:
    state.unmoved.insert(msg.lease);
    break;
  case cause::regrown:
    break; // It is tried again.
  }
  if (auto record = state.table.find(msg.lease))
    keep(self, *record);
}

void change_settled(pointer self, const lease_recorded& msg) {
  switch (msg.event.kind) {
  case event_kind::moved:
  case event_kind::changed:
  case event_kind::restored:
    break;
  default:
    return;
  }
  auto& state = self->state;
  auto id = msg.record->info.id;
  state.changing.erase(id);
  auto i = state.changes.find(id);
  if (i == state.changes.end())
    return;
  auto grant = grant_of(state, *msg.record);
  grant.shortened = i->second.shortened;
  answer_pending_change(self, id, std::move(grant));
}

void answer_pending_change(pointer self, lease_id lease,
                           const lease_outcome& outcome) {
  auto& changes = self->state.changes;
  auto i = changes.find(lease);
  if (i == changes.end())
    return;
  auto answer = std::move(i->second.answer);
  changes.erase(i);
  answer(outcome);
}

} // namespace leasehold::manager
