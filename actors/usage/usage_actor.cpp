// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/usage/usage_actor.hpp"

#include <utility>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/record/records.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using usage_pointer = role_pointer<usage_actor, usage_state>;

void ask_for_changes(usage_pointer self) {
  self->send(self->state.config.events, hand_over_changes{account_actor{self}});
}

// -- writing -----------------------------------------------------------------

template <class Changes>
void add(const Changes& changes, record_group& to) {
  for (auto& x : changes.put)
    to.push_back(to_record(x));
  for (auto& x : changes.erased)
    to.push_back(erasure_of(x));
}

void answer(std::vector<settle_usage>& all) {
  for (auto& each : std::exchange(all, {}))
    each.reply({});
}

/// One write at a time: a slow disk is given no more to do.
void write_if_due(usage_pointer self) {
  auto& state = self->state;
  if (state.write != usage_state::turn::due || state.durable < state.token)
    return;
  state.write = usage_state::turn::none;
  const auto base = state.config.clock->base();
  record_group records;
  add(state.meters.take_changes(base.now), records);
  add(state.accounts->take_changes(base), records);
  state.settled_by_write = std::exchange(state.settling, {});
  if (records.empty()) {
    answer(state.settled_by_write);
    return;
  }
  self->send(state.config.store,
             append_records{std::move(records), ++state.token, self});
}

void arm(usage_pointer self) {
  auto& state = self->state;
  wake_at(self, state.timer, state.write_at, state.config.clock->now());
}

void look_at_time(usage_pointer self) {
  auto& state = self->state;
  const auto now = state.config.clock->now();
  if (state.write_at <= now) {
    state.write_at = saturating_add(now, usage_state::write_every);
    state.write = usage_state::turn::due;
    ask_for_changes(self);
  }
  arm(self);
}

// -- counting ----------------------------------------------------------------

void deliver(usage_pointer self, const meter_book::deliveries& all) {
  auto& state = self->state;
  const auto base = state.config.clock->base();
  for (auto& each : all)
    if (!each.lessee.empty())
      state.accounts->delivered(each.lessee, each.bytes, base);
}

void take_in(usage_pointer self, const changes_noted& msg) {
  auto& state = self->state;
  auto& accounts = *state.accounts;
  const auto base = state.config.clock->base();
  for (auto& x : msg.changes)
    accounts.note(x.record, x.what, x.at, base);
  for (auto& who : msg.denied)
    accounts.denied(who, base);
  if (msg.sent != changes_noted::why::asked)
    return;
  accounts.advance(base);
  for (auto& each : std::exchange(state.questions, {}))
    each.reply(accounts.tell(each.question, each.who, base));
  write_if_due(self);
}

void start(usage_pointer self, usage_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.accounts.emplace(state.config.rows_max);
  const auto base = state.config.clock->base();
  for (auto& x : std::exchange(state.config.meters, {}))
    state.meters.restore(x, base.now);
  for (auto& x : std::exchange(state.config.usage, {}))
    state.accounts->restore(x);
  for (auto& x : std::exchange(state.config.leases, {}))
    state.accounts->restore(x, base);
  // Nothing has happened yet: it is told from now on.
  ask_for_changes(self);
  state.write_at = saturating_add(base.now, usage_state::write_every);
  arm(self);
}

} // namespace

std::string usage_state::in_words() const {
  return fmt::format("keeps {} for {}", counted(accounts->rows(), "account"),
                     counted(accounts->leases(), "lease"));
}

usage_actor::behavior_type usage(usage_pointer self, usage_config config) {
  start(self, std::move(config));
  return {
      [self](const note_traffic& msg) {
        auto& state = self->state;
        deliver(self, state.meters.note(msg, state.config.clock->now()));
      },
      [self](const note_last_traffic& msg) {
        auto& state = self->state;
        deliver(self, state.meters.note(msg, state.config.clock->now()));
      },
      [self](const changes_noted& msg) { take_in(self, msg); },
      [self](const read_traffic& msg) {
        msg.reply(self->state.meters.tell(msg.question, msg.who));
      },
      [self](read_usage& msg) {
        self->state.questions.push_back(std::move(msg));
        ask_for_changes(self);
      },
      [self](settle_usage& msg) {
        self->state.settling.push_back(std::move(msg));
        self->state.write = usage_state::turn::due;
        ask_for_changes(self);
      },
      [self](const records_durable& msg) {
        self->state.durable = msg.token;
        answer(self->state.settled_by_write);
        // What was due while this one was under way has been advanced to then.
        if (self->state.write == usage_state::turn::due)
          ask_for_changes(self);
      },
      [self](const wake_up& msg) {
        self->state.timer.fired(msg);
        look_at_time(self);
      },
  };
}

} // namespace leasehold
