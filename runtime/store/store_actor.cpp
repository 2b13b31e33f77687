// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/store_actor.hpp"

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/sec.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/system_messages.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using turn = store_state::turn;
using store_pointer = role_pointer<store_actor, store_state>;

enum class next : std::uint8_t { go_on, ended };

// Nothing buffered is acknowledged any more: it is UNKNOWN (D2, D3).
next die(store_pointer self, const store_error& why) {
  auto& state = self->state;
  state.waiting.clear();
  state.groups.clear();
  state.config.on_fatal(why);
  self->quit(caf::make_error(caf::sec::runtime_error, why.message));
  return next::ended;
}

void fold_if_long(store_pointer self) {
  auto& state = self->state;
  if (state.fold == turn::asked
      || state.journal->figures().journal_rows <= state.config.journal_rows_max)
    return;
  state.fold = turn::asked;
  self->send(self, fold_journal{});
}

void ask_for_commit(store_pointer self) {
  if (self->state.commit == turn::asked)
    return;
  self->state.commit = turn::asked;
  self->send(self, commit_group{});
}

next commit(store_pointer self) {
  auto& state = self->state;
  if (state.groups.empty() && state.waiting.empty())
    return next::go_on;
  if (state.records_buffered > 0) {
    if (auto failed = state.journal->append(state.groups))
      return die(self, failed);
    ++state.status.commits;
    state.status.records_appended += state.records_buffered;
    state.status.records_last_group = state.records_buffered;
  }
  for (const auto& [client, token] : state.waiting)
    self->send(client, records_durable{token});
  state.waiting.clear();
  state.groups.clear();
  state.records_buffered = 0;
  return next::go_on;
}

void buffer(store_state& state, record_group records) {
  state.records_buffered += records.size();
  state.groups.push_back(std::move(records));
}

void take_append(store_pointer self, append_records& msg) {
  auto& state = self->state;
  buffer(state, std::move(msg.records));
  state.waiting.emplace_back(std::move(msg.client), msg.token);
  if (state.records_buffered < state.config.group_records_max)
    ask_for_commit(self);
  else if (commit(self) == next::go_on)
    fold_if_long(self);
}

void fold_chunk(store_pointer self) {
  auto& state = self->state;
  const auto before = state.journal->figures().journal_rows;
  state.fold = turn::idle;
  if (auto failed = state.journal->fold(state.config.fold_rows_max)) {
    die(self, failed);
    return;
  }
  state.status.rows_folded += before - state.journal->figures().journal_rows;
  fold_if_long(self);
}

void stamp(store_pointer self) {
  auto& state = self->state;
  buffer(state, {state.config.stamp()});
  ask_for_commit(self);
  self->delayed_send(self, state.config.stamp_every, stamp_time{});
}

void stop(store_pointer self, caf::exit_msg& msg) {
  auto& state = self->state;
  if (state.config.stamp)
    buffer(state, {state.config.stamp()});
  if (commit(self) == next::go_on)
    self->quit(std::move(msg.reason));
}

} // namespace

std::string store_state::in_words() const {
  return counted(records_buffered, "record") + " in the next of "
      + counted(status.commits + 1, "commit");
}

caf::error validate(const store_config& config) {
  const auto refuse = [](const char* what) {
    return caf::make_error(caf::sec::invalid_argument, what);
  };
  if (config.group_records_max == 0)
    return refuse("group_records_max must be at least 1");
  if (config.fold_rows_max == 0)
    return refuse("fold_rows_max must be at least 1");
  if (config.stamp_every <= duration::zero())
    return refuse("stamp_every must be positive");
  if (!config.on_fatal)
    return refuse("on_fatal must be given: it ends the process");
  return caf::none;
}

store_actor::behavior_type store(store_pointer self,
                                 std::shared_ptr<journal_backend> journal,
                                 store_config config) {
  self->state.journal = std::move(journal);
  self->state.config = std::move(config);
  self->set_exit_handler([self](caf::exit_msg& msg) { stop(self, msg); });
  if (self->state.config.stamp)
    stamp(self);
  return {
      [self](append_records& msg) { take_append(self, msg); },
      [self](read_store_status) {
        auto answer = self->state.status;
        answer.journal = self->state.journal->figures();
        return answer;
      },
      [self](commit_group) {
        self->state.commit = turn::idle;
        if (commit(self) == next::go_on)
          fold_if_long(self);
      },
      [self](fold_journal) { fold_chunk(self); },
      [self](stamp_time) { stamp(self); },
  };
}

} // namespace leasehold
