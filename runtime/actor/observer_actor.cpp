// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/actor/observer_actor.hpp"

#include <utility>

#include <caf/abstract_actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/message_id.hpp>
#include <caf/message_priority.hpp>
#include <caf/system_messages.hpp>
#include <fmt/format.h>

namespace leasehold {

namespace {

using pointer = role_pointer<observer_actor, observer_state>;
using walk = observer_state::walk;
using walk_place = std::map<std::uint64_t, walk>::iterator;

/// Before all that waits there.
template <class Msg>
void send_urgently(const caf::strong_actor_ptr& to, Msg msg) {
  to->enqueue(nullptr, caf::make_message_id(caf::message_priority::high),
              caf::make_message(std::move(msg)), nullptr);
}

void be_patient(pointer self, std::uint64_t number, std::uint64_t round) {
  self->delayed_send(self, self->state.config.answer_within,
                     patience_is_over{number, round});
}

/// Ends the walk with a failure.
void fail(pointer self, walk_place at, failure why) {
  std::visit([&why](auto& reply) { reply(std::move(why)); }, at->second.reply);
  self->state.walks.erase(at);
}

/// Kills whom the walk has found; the answer waits for its end.
void kill(pointer self, walk_place at) {
  auto target = at->second.steps.target();
  if (!target)
    return fail(self, at, target.error());
  at->second.dying = (*target)->address();
  self->monitor(at->second.dying);
  be_patient(self, at->first, at->second.steps.round() + 1);
  send_urgently(*target,
                caf::exit_msg{(*target)->address(),
                              caf::exit_reason::unhandled_exception});
}

void go_on(pointer self, walk_place at, actor_walk::questions questions) {
  auto& steps = at->second.steps;
  if (steps.done()) {
    if (auto reply =
            std::get_if<reply_to<result<actor_page>>>(&at->second.reply)) {
      (*reply)(steps.page());
      self->state.walks.erase(at);
    } else if (!at->second.dying) {
      kill(self, at);
    }
    return;
  }
  if (questions.empty())
    return;
  be_patient(self, at->first, steps.round());
  for (auto& each : questions)
    send_urgently(
        each.to,
        describe_actor{at->first, each.token, std::move(each.children), self});
}

template <class Reply>
void begin(pointer self, actor_query query, Reply reply) {
  auto& state = self->state;
  if (state.walks.size() >= state.config.walks_max)
    return reply(failure{errc::too_much,
                         "the node is asked for its actors by too many at "
                         "once; ask again"});
  const auto number = ++state.last;
  auto at = state.walks
                .emplace(number,
                         walk{actor_walk{std::move(query), state.config.roots},
                              std::move(reply),
                              {}})
                .first;
  auto questions = at->second.steps.begin();
  go_on(self, at, std::move(questions));
}

void begin_kill(pointer self, kill_actor& msg) {
  if (self->state.config.killing == observer_config::kills::refused)
    return msg.reply(failure{errc::permission_denied,
                             "this node lets no actor be killed; start it "
                             "with --allow-kill, which is for scenarios"});
  actor_query query;
  query.path = std::move(msg.path);
  query.depth = 0;
  if (query.path.empty())
    return msg.reply(failure{errc::invalid_request,
                             "name the actor to kill: `leasehold actor tree` "
                             "shows who is there"});
  begin(self, std::move(query), std::move(msg.reply));
}

void someone_ended(pointer self, const caf::down_msg& msg) {
  auto& walks = self->state.walks;
  for (auto i = walks.begin(); i != walks.end();)
    if (i->second.dying == msg.source) {
      std::get<reply_to<status>>(i->second.reply)(success());
      i = walks.erase(i);
    } else {
      ++i;
    }
}

void lose_patience(pointer self, const patience_is_over& msg) {
  auto at = self->state.walks.find(msg.walk);
  if (at == self->state.walks.end())
    return;
  if (at->second.dying)
    return fail(self, at,
                {errc::timed_out,
                 "the actor was told to end, and will when the turn that it "
                 "has is over"});
  if (at->second.steps.round() == msg.round)
    go_on(self, at, at->second.steps.give_up());
}

} // namespace

std::string observer_state::in_words() const {
  return fmt::format("answers {} question{}", walks.size(),
                     walks.size() == 1 ? "" : "s");
}

observer_actor::behavior_type observer(pointer self, observer_config config) {
  self->state.config = std::move(config);
  self->set_down_handler(
      [self](caf::down_msg& msg) { someone_ended(self, msg); });
  return {
      [self](read_actors& msg) {
        begin(self, std::move(msg.query), std::move(msg.reply));
      },
      [self](kill_actor& msg) { begin_kill(self, msg); },
      [self](actor_report& msg) {
        auto at = self->state.walks.find(msg.walk);
        if (at == self->state.walks.end())
          return;
        auto questions = at->second.steps.told(std::move(msg));
        go_on(self, at, std::move(questions));
      },
      [self](const patience_is_over& msg) { lose_patience(self, msg); },
  };
}

} // namespace leasehold
