// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/planner_keeper.hpp"

#include <utility>

#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>

#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using keeper_pointer = role_pointer<planner_keeper_actor, planner_keeper_state>;
using question = planner_keeper_state::question;

const planner_actor& planner_of(keeper_pointer self) {
  return self->state.planners.at(self->state.planner);
}

void pass_on(keeper_pointer self, std::uint64_t id, const question& x) {
  auto again = x.asked;
  std::visit(
      [&](auto& msg) {
        msg.token = id;
        msg.client = self;
        self->send(planner_of(self), std::move(msg));
      },
      again);
}

template <class Message>
void keep(keeper_pointer self, Message& msg) {
  auto& state = self->state;
  auto id = ++state.last_question;
  question x;
  x.token = msg.token;
  x.client = std::move(msg.client);
  x.asked = std::move(msg);
  pass_on(self, id, state.open.emplace(id, std::move(x)).first->second);
}

void answer(keeper_pointer self, route_plan& msg) {
  auto& open = self->state.open;
  auto i = open.find(msg.token);
  // A planner that died may have answered before.
  if (i == open.end())
    return;
  msg.token = i->second.token;
  self->send(i->second.client, std::move(msg));
  open.erase(i);
}

refusal given_up() {
  refusal no;
  no.code = errc::unavailable;
  no.message = "planning failed again and again with this request under way; "
               "ask for another route or target, and report it";
  return no;
}

/// Tokens of probes are never those of a planner before: bits from the node's
/// starts, from its planners, and 32 for each planner to count in.
void spawn(keeper_pointer self) {
  constexpr std::uint64_t planners_told_apart = 1 << 12;
  auto& state = self->state;
  auto config = state.config;
  config.tokens_from = state.config.tokens_from * planners_told_apart
      + (state.planner % planners_told_apart << 32);
  ++state.planner;
  auto& all = state.planners;
  if (config.thread == planner_config::runs::detached)
    all.spawn<caf::detached>(self, state.planner, route_planner,
                             std::move(config));
  else
    all.spawn(self, state.planner, route_planner, std::move(config));
  if (state.region.region)
    self->send(planner_of(self), state.region);
}

void planner_died(keeper_pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  if (!state.planners.down(msg))
    return;
  spawn(self);
  for (auto i = state.open.begin(); i != state.open.end();) {
    auto& [id, x] = *i;
    if (++x.deaths < planners_per_question) {
      pass_on(self, id, x);
      ++i;
      continue;
    }
    self->send(x.client, route_plan{x.token, given_up()});
    i = state.open.erase(i);
  }
}

} // namespace

std::string planner_keeper_state::in_words() const {
  return "keeps " + counted(open.size(), "question");
}

planner_keeper_actor::behavior_type planner_keeper(keeper_pointer self,
                                                   planner_config config) {
  self->set_exit_handler([self](caf::exit_msg& msg) {
    self->state.planners.stop_all(self, msg.reason);
    self->quit(std::move(msg.reason));
  });
  self->set_down_handler(
      [self](caf::down_msg& msg) { planner_died(self, msg); });
  self->state.config = std::move(config);
  spawn(self);
  return {
      [self](plan_route& msg) { keep(self, msg); },
      [self](explain_refusal& msg) { keep(self, msg); },
      [self](probe_answer& msg) {
        self->send(planner_of(self), std::move(msg));
      },
      [self](const region_changed& msg) {
        self->state.region = msg;
        self->send(planner_of(self), msg);
      },
      [self](route_plan& msg) { answer(self, msg); },
  };
}

} // namespace leasehold
