// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/event/event_actor.hpp"

#include <algorithm>
#include <utility>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/record/records.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using log_pointer = role_pointer<event_log_actor, event_log_state>;

// -- writing -----------------------------------------------------------------

void append(log_pointer self, record_group records) {
  auto& state = self->state;
  self->send(state.config.store,
             append_records{std::move(records), ++state.token, self});
}

/// Gives the event its place, and the oldest its end.
void add_event(event_log_state& state, lease_event& event, record_group& to) {
  event.number = ++state.number;
  event.recorded = state.config.clock->base().wall;
  to.push_back(to_record(event));
  if (event.number > state.config.kept_max)
    to.push_back(erasure_of_event(event.number - state.config.kept_max));
}

/// Takes a decision in, and its record into the group. It may be read at once:
/// one that is read and lost again has promised nothing.
void add_decision(event_log_state& state, decision x, record_group& to) {
  x.number = ++state.last_decision;
  x.made = state.config.clock->base().wall;
  to.push_back(to_record(x));
  if (auto dropped = state.decisions->append(std::move(x)))
    to.push_back(erasure_of_decision(dropped));
}

/// The reason for this change, if it was told: the lease gets something new,
/// loses something to others, or is ended by somebody else than its lessee.
void add_reason(event_log_state& state, const lease_event& event,
                record_group& to) {
  auto i = state.reasons.find(event.lease);
  if (i == state.reasons.end())
    return;
  auto fits = event.kind == event_kind::granted
      || event.reason == event_reason::contention
      || event.reason == event_reason::administrative;
  if (fits)
    add_decision(state, std::move(i->second), to);
  if (fits || event.kind == event_kind::ended)
    state.reasons.erase(i);
}

// -- accounts ----------------------------------------------------------------

/// So many changes are handed over at once.
constexpr std::size_t handed_over_max = 1024;

void hand_over(log_pointer self, changes_noted::why why) {
  auto& state = self->state;
  auto all = std::exchange(state.for_account, {});
  all.sent = why;
  self->send(state.account, std::move(all));
}

void hand_over_if_many(log_pointer self) {
  auto& all = self->state.for_account;
  if (all.changes.size() + all.denied.size() >= handed_over_max)
    hand_over(self, changes_noted::why::many);
}

void account_for(log_pointer self, const lease_change& change) {
  auto& state = self->state;
  if (!state.account)
    return;
  state.for_account.changes.push_back(
      {change.record, change.event.kind, change.event.takes_effect});
  hand_over_if_many(self);
}

void account_for(log_pointer self, const record_refusal& msg) {
  auto& state = self->state;
  if (!state.account)
    return;
  state.for_account.denied.push_back(msg.why.lessee);
  hand_over_if_many(self);
}

void write_refusal(log_pointer self, record_refusal& msg) {
  auto& state = self->state;
  account_for(self, msg);
  state.reasons.erase(msg.setup);
  if (!state.refusals.spend(state.config.clock->now()))
    return;
  record_group records;
  add_decision(state, std::move(msg.why), records);
  append(self, std::move(records));
}

void explain(const event_log_state& state, const read_decisions& msg) {
  msg.reply(msg.lease != lease_id{}
                ? state.decisions->of_lease(msg.lease, msg.who)
                : state.decisions->of_request(msg.who, msg.request));
}

void write_notice(log_pointer self, record_notice& msg) {
  auto& state = self->state;
  record_group records;
  add_event(state, msg.event, records);
  append(self, std::move(records));
  state.waiting.push_back({state.token, {}, std::move(msg)});
}

void write_changes(log_pointer self, record_changes& msg) {
  auto& state = self->state;
  record_group records;
  for (auto& change : msg.changes) {
    records.push_back(to_record(*change.record));
    add_event(state, change.event, records);
    add_reason(state, change.event, records);
  }
  append(self, std::move(records));
  state.waiting.push_back({state.token, std::move(msg.listener),
                           changes_recorded{std::move(msg.changes)}});
}

void answer_readers(event_log_state& state, const lease_event& event) {
  for (auto i = state.readers.begin(); i != state.readers.end();) {
    auto& question = i->question;
    if (!event_log::concerns(question.query, question.who, event)) {
      ++i;
      continue;
    }
    question.reply(state.log->read(question.query, question.who));
    i = state.readers.erase(i);
  }
}

void count(const event_log_state& state, const lease_change& change) {
  auto& counts = state.config.counts;
  if (!counts)
    return;
  auto& event = change.event;
  counts->add(event.kind, event.reason);
  if (event.kind == event_kind::ended && event.reason == event_reason::expired)
    counts->lateness.add(state.config.clock->now()
                         - change.record->info.term.end);
}

void tell(log_pointer self, const change_listener_actor& listener,
          const changes_recorded& word) {
  self->send(listener, word);
  for (auto& change : word.changes) {
    count(self->state, change);
    account_for(self, change);
    self->state.log->append(change.event);
    answer_readers(self->state, change.event);
  }
}

void tell(log_pointer self, const change_listener_actor& listener,
          const lease_settled& word) {
  self->send(listener, word);
}

void tell(log_pointer self, const change_listener_actor&,
          const record_notice& word) {
  self->state.log->append(word.event);
  answer_readers(self->state, word.event);
}

void settle(log_pointer self, const records_durable& report) {
  auto& waiting = self->state.waiting;
  while (!waiting.empty() && waiting.front().token <= report.token) {
    auto entry = std::move(waiting.front());
    waiting.pop_front();
    std::visit([&](auto& word) { tell(self, entry.listener, word); },
               entry.word);
  }
}

/// A run that keeps fewer events than the one before drops the rest for good:
/// else the journal would have a gap behind them.
void restore(log_pointer self) {
  auto& state = self->state;
  record_group dropped;
  for (auto& event : std::exchange(state.config.restored, {}))
    if (auto number = state.log->append(std::move(event)))
      dropped.push_back(erasure_of_event(number));
  state.number = state.log->next() - 1;
  for (auto& x : std::exchange(state.config.decisions, {})) {
    state.last_decision = x.number;
    if (auto number = state.decisions->append(std::move(x)))
      dropped.push_back(erasure_of_decision(number));
  }
  if (!dropped.empty())
    append(self, std::move(dropped));
}

// -- reading -----------------------------------------------------------------

void arm(log_pointer self) {
  auto& state = self->state;
  auto soonest =
      std::min_element(state.readers.begin(), state.readers.end(),
                       [](auto& x, auto& y) { return x.until < y.until; });
  if (soonest != state.readers.end())
    wake_at(self, state.timer, soonest->until, state.config.clock->now());
}

void read(log_pointer self, read_events& msg) {
  auto& state = self->state;
  auto page = state.log->read(msg.query, msg.who);
  auto wait = std::min(msg.wait, state.config.wait_max);
  if (!page.events.empty() || wait <= duration::zero()
      || state.readers.size() >= state.config.readers_max) {
    msg.reply(std::move(page));
    return;
  }
  // It has seen that nothing before `next` is for it.
  msg.query.from = std::max(msg.query.from, page.next);
  state.readers.push_back(
      {std::move(msg), saturating_add(state.config.clock->now(), wait)});
  arm(self);
}

void give_up_waiting(log_pointer self) {
  auto& state = self->state;
  auto now = state.config.clock->now();
  state.readers.remove_if([&state, now](auto& x) {
    if (now < x.until && x.question.reply.is_open())
      return false;
    x.question.reply(state.log->read(x.question.query, x.question.who));
    return true;
  });
  arm(self);
}

} // namespace

std::string event_log_state::in_words() const {
  return fmt::format("has {}, writes {}, {} waiting",
                     counted(log->next() - log->oldest(), "event"),
                     counted(waiting.size(), "change"),
                     counted(readers.size(), "reader"));
}

event_log_actor::behavior_type event_log_keeper(log_pointer self,
                                                event_log_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.log.emplace(state.config.kept_max);
  state.decisions.emplace(state.config.decisions_max);
  state.refusals = refusal_budget{state.config.refusals_per_second};
  restore(self);
  return {
      [self](record_changes& msg) { write_changes(self, msg); },
      [self](record_notice& msg) { write_notice(self, msg); },
      [self](note_decision& msg) {
        auto lease = msg.why.lease;
        self->state.reasons.insert_or_assign(lease, std::move(msg.why));
      },
      [self](record_refusal& msg) { write_refusal(self, msg); },
      [self](const read_decisions& msg) { explain(self->state, msg); },
      [self](const forget_leases& msg) {
        record_group gone;
        for (auto lease : msg.leases)
          gone.push_back(erasure_of_lease(lease));
        append(self, std::move(gone));
      },
      [self](const settle_lease& msg) {
        append(self, {});
        self->state.waiting.push_back(
            {self->state.token, msg.listener, lease_settled{msg.lease}});
      },
      [self](read_events& msg) { read(self, msg); },
      [self](const hand_over_changes& msg) {
        self->state.account = msg.to;
        hand_over(self, changes_noted::why::asked);
      },
      [self](const records_durable& msg) { settle(self, msg); },
      [self](const wake_up& msg) {
        self->state.timer.fired(msg);
        give_up_waiting(self);
      },
  };
}

} // namespace leasehold
