// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <utility>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/lease/manager_parts.hpp"
#include "actors/route/limit_text.hpp"

namespace leasehold::manager {

namespace {

using slot = manager_state::outcome_slot;
using pending_release = manager_state::pending_release;

/// A number that stands for a renewal for another period already.
refusal taken_number(const renewal_request& asked) {
  return refuse(
      errc::conflict,
      fmt::format("renewal {} of lease {} is known, for another period; give "
                  "another renewal a number of its own",
                  asked.request.value(), to_string(asked.lease)));
}

/// The same answer as before to the renewal that made the present terms (R1).
lease_outcome answer_again(const manager_state& state,
                           const renewal_request& asked,
                           const lease_record& record) {
  auto past = state.renewed.find(asked.lease);
  if (past != state.renewed.end() && past->second.request == asked.request
      && !(past->second.wanted == asked.wanted))
    return taken_number(asked);
  return grant_of(state, record);
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

void renew_one(pointer self, const renewal_request& asked, const principal& who,
               slot to) {
  auto& state = self->state;
  auto record = state.table.find(asked.lease, who);
  auto chain = state.chains.find(asked.lease);
  if (!state.region)
    return to(not_yet(state, asked.lease));
  if (record == nullptr || record->phase != lease_phase::granted)
    return to(absent(state, asked.lease, who));
  if (asked.request.value() != 0 && asked.request == record->renewal)
    return to(answer_again(state, asked, *record));
  if (is_past(*record, asked.request))
    return to(overtaken(asked));
  if (chain == state.chains.end())
    return to(not_yet(state, asked.lease));
  auto under_way = state.renewals.find(asked.lease);
  if (under_way != state.renewals.end() && asked.request.value() != 0
      && asked.request == under_way->second.request) {
    if (!(asked.wanted == under_way->second.wanted))
      return to(taken_number(asked));
    return under_way->second.slots.push_back(std::move(to));
  }
  if (under_way != state.renewals.end())
    return to(refuse(errc::conflict,
                     fmt::format("lease {} is being renewed; wait for that",
                                 to_string(asked.lease))));
  auto now = state.config.clock->base();
  auto judged =
      judge(state, record->info, record->info.amount, asked.wanted, now);
  if (auto no = std::get_if<refusal>(&judged))
    return to(std::move(*no));
  auto& verdict = std::get<limit_verdict>(judged);
  if (auto no = check_terms(*record, verdict.given, now.now))
    return to(std::move(*no));
  auto start = std::max(now.now, record->info.term.start);
  auto dated = date_term(verdict.given, start, now.now, state.config.terms);
  if (auto no = check_renewable(*record, dated.term.end))
    return to(std::move(*no));
  self->send(chain->second,
             renew_chain{{asked.request, verdict.given, dated.term.end,
                          dated.deadline}});
  state.renewals.insert_or_assign(
      asked.lease,
      manager_state::pending_renewal{asked.request,
                                     asked.wanted,
                                     verdict.shortened,
                                     {std::move(to)},
                                     begin_to_count(state)});
}

release_outcome released(lease_id lease, errc code, std::string message) {
  return {lease, code, std::move(message)};
}

void release_one(pointer self, const release_request& asked,
                 const principal& who, manager_state::release_slot to) {
  auto& state = self->state;
  if (!state.region) {
    auto why = not_yet(state, asked.lease);
    return to(released(asked.lease, why.code, why.message));
  }
  auto record = state.table.find(asked.lease, who);
  if (record == nullptr && !state.table.was(asked.lease, who)) {
    auto why = absent(state, asked.lease, who);
    return to(released(asked.lease, why.code, why.message));
  }
  if (record == nullptr || record->phase == lease_phase::over)
    return to(released(asked.lease, errc::none, {}));
  if (asked.epoch.value() != 0 && asked.epoch != record->info.epoch)
    return to(released(
        asked.lease, errc::stale_epoch,
        fmt::format("lease {} is at epoch {} now, not {}; look at it again",
                    to_string(asked.lease), record->info.epoch.value(),
                    asked.epoch.value())));
  auto reason = who.name == record->info.lessee ? event_reason::requested
                                                : event_reason::administrative;
  auto& waiting =
      state.releases.try_emplace(asked.lease, pending_release{reason, {}})
          .first->second;
  waiting.slots.push_back(std::move(to));
  if (auto chain = state.chains.find(asked.lease); chain != state.chains.end())
    self->send(chain->second, end_chain{reason});
}

/// Where it is a gateway's limit, the lease may last until that.
bool explain_limit(const manager_state& state, const renewal_failed& msg,
                   refusal& answer) {
  auto limit = state.region->limit_of(msg.why.resource);
  auto now = state.config.clock->now();
  auto text = limit_text(answer.gateway, limit, forever, now);
  auto record = state.table.find(msg.lease);
  if (text.empty() || !msg.why.free.zero() || record == nullptr)
    return false;
  auto& term = record->info.term;
  auto end = std::max(term.end, limit.latest_end(now));
  answer.offer.longest_period = end - std::max(now, term.start);
  answer.message = fmt::format("{}; the terms of lease {} are as they were",
                               text, to_string(msg.lease));
  return true;
}

refusal explain(const manager_state& state, const renewal_failed& msg) {
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
  if (msg.why.code == errc::insufficient_capacity
      && explain_limit(state, msg, answer))
    return answer;
  if (auto record = state.table.find(msg.lease))
    answer.offer.longest_period = record->info.term.end
        - std::max(state.config.clock->now(), record->info.term.start);
  return answer;
}

} // namespace

refusal not_yet(const manager_state& state, lease_id lease) {
  if (!state.region)
    return refuse(errc::unavailable, "the node is still starting; try again");
  return refuse(
      errc::unavailable,
      fmt::format("lease {} is being recovered; try again", to_string(lease)));
}

refusal absent(const manager_state& state, lease_id lease,
               const principal& who) {
  if (state.table.find(lease, who) != nullptr || state.table.was(lease, who))
    return refuse(
        errc::lease_over,
        fmt::format("lease {} is over; request a new one", to_string(lease)));
  return refuse(errc::unknown_lease,
                fmt::format("there is no lease {} of yours: `leasehold lease "
                            "list` shows them",
                            to_string(lease)));
}

refusal keeps_terms(lease_id lease, const hop_answer& why, std::string booked,
                    std::string otherwise) {
  auto id = to_string(lease);
  auto answer = refuse(why.code, {});
  answer.resource = why.resource;
  answer.gateway = why.key.gateway;
  switch (why.code) {
  case errc::lease_over:
    answer.message = fmt::format("lease {} is over; request a new one", id);
    break;
  case errc::conflict:
    answer.message = fmt::format("lease {} is being changed; try again", id);
    break;
  case errc::insufficient_capacity:
    answer.message = std::move(booked);
    break;
  default:
    answer.message = std::move(otherwise);
  }
  return answer;
}

std::variant<limit_verdict, refusal> judge(const manager_state& state,
                                           const lease_info& info,
                                           const amounts& amount, period wanted,
                                           const time_base& now) {
  limit_query query;
  query.subject =
      subject_of(*state.region->graph, info.lessee, info.target, info.source);
  query.amount = amount;
  query.wanted = wanted;
  query.at = now.wall;
  query.any_period = state.config.terms.any_period;
  // It has its place among the lessee's leases already.
  return apply_limits(state.laws->rules, query,
                      [](const limit_rule&) { return 0u; });
}

std::optional<refusal> check_renewable(const lease_record& record,
                                       instant end) {
  auto& info = record.info;
  if (info.next == lease_info::renewals::allowed || end <= info.term.end)
    return std::nullopt;
  return refuse(errc::insufficient_capacity,
                fmt::format("lease {} was told that it is not renewed, since "
                            "others wait for what it has: let it end, and "
                            "request a new one",
                            to_string(info.id)));
}

std::optional<refusal> check_terms(const lease_record& record, period given,
                                   instant now) {
  auto was_infinite = record.info.term.end == forever;
  auto is_infinite = given.type() == period::kind::infinite;
  if (given.type() == period::kind::zero)
    return refuse(errc::period_unacceptable,
                  "a renewal for zero would end the lease: release it");
  if (now < record.info.term.start && is_infinite && !was_infinite)
    return refuse(errc::invalid_request,
                  "a lease that begins later can't become infinite");
  return std::nullopt;
}

void renew(pointer self, renew_leases& msg) {
  auto slots =
      batch_reply<lease_outcome>::open(msg.batch.size(), std::move(msg.reply));
  for (std::size_t i = 0; i < msg.batch.size(); ++i)
    renew_one(self, msg.batch[i], msg.who, std::move(slots[i]));
}

void renewal_refused(pointer self, const renewal_failed& msg) {
  auto& state = self->state;
  auto i = state.renewals.find(msg.lease);
  if (i == state.renewals.end() || i->second.request != msg.request)
    return;
  auto waiting = std::move(i->second);
  state.renewals.erase(i);
  waiting.answer(explain(state, msg));
  if (auto record = state.table.find(msg.lease))
    keep(self, *record);
}

void acknowledge(pointer self, const acknowledge_lease& msg) {
  auto& state = self->state;
  auto record = state.table.find(msg.lease, msg.who);
  if (record == nullptr && !state.table.was(msg.lease, msg.who)) {
    auto why = state.region ? absent(state, msg.lease, msg.who)
                            : not_yet(state, msg.lease);
    return msg.reply(failure{why.code, why.message});
  }
  if (auto chain = state.chains.find(msg.lease); chain != state.chains.end())
    self->send(chain->second, lease_acknowledged{msg.sequence});
  msg.reply(success());
}

void release(pointer self, release_leases& msg) {
  auto slots = batch_reply<release_outcome>::open(msg.batch.size(),
                                                  std::move(msg.reply));
  for (std::size_t i = 0; i < msg.batch.size(); ++i)
    release_one(self, msg.batch[i], msg.who, std::move(slots[i]));
}

void holder_lives(pointer self, const holder_seen& msg) {
  auto& state = self->state;
  auto until =
      saturating_add(state.config.clock->now(), state.config.terms.liveness);
  state.holders[msg.lessee] = until;
  for (auto id : state.table.of_lessee(msg.lessee))
    keep(self, *state.table.find(id));
}

void keep(pointer self, const lease_record& record) {
  auto& state = self->state;
  auto holder = state.holders.find(record.info.lessee);
  auto chain = state.chains.find(record.info.id);
  if (record.info.term.end == forever && holder != state.holders.end()
      && chain != state.chains.end())
    self->send(chain->second, keep_chain{holder->second});
}

void forget_holders(pointer self) {
  auto& holders = self->state.holders;
  auto now = self->state.config.clock->now();
  for (auto i = holders.begin(); i != holders.end();)
    i = i->second <= now ? holders.erase(i) : std::next(i);
}

void answer_change(pointer self, const lease_recorded& msg) {
  auto& state = self->state;
  auto& record = *msg.record;
  auto id = record.info.id;
  if (msg.event.kind == event_kind::renewed) {
    if (auto i = state.renewals.find(id); i != state.renewals.end()) {
      auto grant = grant_of(state, record);
      grant.shortened = i->second.shortened;
      if (i->second.request.value() != 0)
        state.renewed[id] = {i->second.request, i->second.wanted};
      i->second.answer(std::move(grant));
      state.renewals.erase(i);
    }
  } else if (msg.event.kind == event_kind::ended) {
    state.renewed.erase(id);
    state.changing.erase(id);
    answer_pending_change(
        self, id,
        refuse(errc::lease_over,
               fmt::format("lease {} is over", to_string(id))));
    if (auto i = state.renewals.find(id); i != state.renewals.end()) {
      i->second.answer(refuse(errc::lease_over,
                              fmt::format("lease {} is over", to_string(id))));
      state.renewals.erase(i);
    }
    if (auto i = state.releases.find(id); i != state.releases.end()) {
      for (auto& waiting : i->second.slots)
        waiting(released(id, errc::none, {}));
      state.releases.erase(i);
    }
  }
}

} // namespace leasehold::manager
