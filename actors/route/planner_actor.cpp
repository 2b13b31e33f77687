// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/planner_actor.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>
#include <fmt/format.h>

#include "actors/route/planning_work.hpp"
#include "actors/route/refusals.hpp"
#include "runtime/actor/counted.hpp"
#include "runtime/watch/turn_watch.hpp"

namespace leasehold {

namespace {

using planner_pointer = role_pointer<planner_actor, planner_state>;
using inquiry = planner_state::inquiry;

void conclude(planner_pointer self, inquiry question);

void arm(planner_pointer self, instant now) {
  auto& state = self->state;
  auto next = state.idle.next().value_or(forever);
  if (!state.inquiries.empty())
    next = std::min(next, state.inquiries.begin()->second.until);
  wake_at(self, state.timer,
          next == forever ? std::nullopt : std::optional{next}, now);
}

// -- routes ------------------------------------------------------------------

/// Between which gateways the wish is; nothing where that is not known, or
/// where it must be searched for in the whole region.
std::optional<route_ends> ends_for(const planner_state& state,
                                   const plan_route& msg) {
  if (!state.region || !msg.relief.empty() || msg.wish.own
      || msg.scope == search_scope::whole_region)
    return std::nullopt;
  // What is set aside is refused where it would be searched for.
  auto& aside = state.config.aside;
  if (aside && !aside->all().empty() && aside->holds(work_of(msg.wish.query)))
    return std::nullopt;
  auto& graph = *state.region->graph;
  auto source = graph.resolve_source(msg.wish.query.source);
  auto target = graph.resolve_target(msg.wish.query.target.str());
  if (source.gateway == no_index || !target)
    return std::nullopt;
  return route_ends{graph.gateways()[source.gateway].spec.name,
                    graph.find_resource(*target)->gateway};
}

/// What the ROUTE had is searched in the whole region, before all that wait.
void take_back(planner_state& state, const route_ends& ends) {
  for (auto i = state.asked.begin(); i != state.asked.end();) {
    if (!(i->second.ends == ends)) {
      ++i;
      continue;
    }
    auto question = std::move(i->second);
    i = state.asked.erase(i);
    question.ends.reset();
    state.waiting.push_front(std::move(question));
  }
}

void end_route(planner_pointer self, const route_ends& ends) {
  self->state.idle.disarm(ends);
  self->state.routes.stop(self, ends);
  take_back(self->state, ends);
}

const route_actor& route_of(planner_pointer self, const route_ends& ends) {
  auto& state = self->state;
  if (auto known = state.routes.find(ends))
    return *known;
  // The first in the queue is the one that was not needed for the longest time.
  if (state.routes.size() >= state.config.kept_max)
    for (auto& longest : state.idle.pop_due(forever - duration{1}, 1))
      end_route(self, longest);
  return state.routes.spawn(self, ends, kept_route,
                            route_config{ends, state.config.routes,
                                         route_parent_actor{self},
                                         state.config.clock, state.region});
}

void ask_kept(planner_pointer self, inquiry question) {
  auto& state = self->state;
  auto now = state.config.clock->now();
  auto token = ++state.probes;
  auto& child = route_of(self, *question.ends);
  state.idle.arm(*question.ends, saturating_add(now, state.config.idle_after));
  self->send(child, ask_route{token, question.wish});
  state.asked.emplace(token, std::move(question));
  arm(self, now);
}

// -- the whole region --------------------------------------------------------

void ask_gateways(planner_pointer self, inquiry question) {
  auto& state = self->state;
  question.region = state.region;
  if (!question.region || question.region->gateways.empty()) {
    conclude(self, std::move(question));
    return;
  }
  auto now = state.config.clock->now();
  probe what;
  what.token = ++state.probes;
  what.detail = question.detail;
  what.over = question.wish.term;
  question.asked = now;
  question.until = saturating_add(now, state.config.answer_within);
  for (auto& [name, gateway] : question.region->gateways) {
    if (question.region->is_silent(name)) {
      question.silent.insert(name);
      continue;
    }
    question.missing.insert(name);
    self->send(gateway, probe_gateway{name, what, self});
  }
  if (question.missing.empty())
    return conclude(self, std::move(question));
  state.inquiries.emplace(what.token, std::move(question));
  arm(self, now);
}

bool has_room(const planner_state& state) {
  auto gateways = state.region ? state.region->gateways.size() : 0;
  return state.inquiries.empty()
      || (state.inquiries.size() + 1) * gateways <= state.config.questions_max;
}

inquiry take_first(std::deque<inquiry>& queue) {
  auto first = std::move(queue.front());
  queue.pop_front();
  return first;
}

/// Asks for those that wait, as far as there is room.
void go_on(planner_pointer self) {
  auto& state = self->state;
  while (!state.waiting_for_routes.empty()
         && state.asked.size() < state.config.asked_max)
    ask_kept(self, take_first(state.waiting_for_routes));
  while (!state.waiting.empty() && has_room(state))
    ask_gateways(self, take_first(state.waiting));
}

void take(planner_pointer self, inquiry question) {
  auto& state = self->state;
  auto& queue = question.ends ? state.waiting_for_routes : state.waiting;
  queue.push_back(std::move(question));
  go_on(self);
}

/// Goes before all that wait: it has waited.
void explain(planner_pointer self, inquiry question) {
  question.detail = probe_detail::steps;
  question.free = {};
  question.silent.clear();
  self->state.waiting.push_front(std::move(question));
}

/// What is free, and what others would give up.
free_lookup lookup_of(const inquiry& question) {
  auto free = question.detail == probe_detail::steps
      ? question.free.lookup(question.wish.term)
      : question.free.lookup();
  if (question.relief.empty())
    return free;
  return [free, &question](const resource_name& resource) {
    auto relief = question.relief.find(resource);
    auto view = question.free.find(resource);
    if (relief == question.relief.end() || view == nullptr)
      return free(resource);
    return min(view->capacity, free(resource) + relief->second);
  };
}

/// Only that there is no route.
refusal without_route(errc code) {
  refusal answer;
  answer.code = code;
  return answer;
}

/// What one wish may cost from now on.
plan_budget budget_from(const planner_config& config, instant now) {
  plan_budget result;
  result.steps_left = config.steps_max;
  result.overdue = [clock = config.clock,
                    until = saturating_add(now, config.plan_within)] {
    return clock->now() >= until;
  };
  return result;
}

refusal set_aside_refusal(const std::string& work) {
  refusal answer;
  answer.code = errc::too_much;
  answer.message =
      fmt::format("to {} ended the node twice, so it is set aside; ask for "
                  "something else, or an operator to look into it",
                  work);
  return answer;
}

/// The ROUTE that found nothing is told that there was something to find.
void widen(planner_pointer self, const inquiry& question) {
  plan_route same;
  same.wish = question.wish;
  auto ends = ends_for(self->state, same);
  if (auto child = ends ? self->state.routes.find(*ends) : nullptr)
    self->send(*child,
               widen_route{question.wish.query.amount[unit::bit_per_second]});
}

void conclude(planner_pointer self, inquiry question) {
  auto answer = [&question, self](auto plan) {
    self->send(question.client, route_plan{question.token, std::move(plan)});
  };
  if (!question.region) {
    refusal starting;
    starting.code = errc::unavailable;
    starting.message = "the node is still starting; try again";
    answer(std::move(starting));
    return;
  }
  auto& graph = *question.region->graph;
  auto& config = self->state.config;
  auto work = work_of(question.wish.query);
  if (config.aside && config.aside->holds(work)) {
    answer(set_aside_refusal(work));
    return;
  }
  const working_on told{std::move(work)};
  if (question.wish.own)
    question.free.lend(question.wish.own->uses, question.wish.own->over);
  const auto now = config.clock->now();
  auto budget = budget_from(config, now);
  const refused_wish in_vain{*question.region, question.wish, question.free,
                             question.asked, now};
  if (question.why) {
    answer(refuse(in_vain, *question.why, budget));
    return;
  }
  auto found = find_routes(graph, question.wish.query, lookup_of(question),
                           config.routes_max, budget);
  if (auto routes = std::get_if<route_search>(&found)) {
    if (question.missed)
      widen(self, question);
    answer(std::move(routes->routes));
    return;
  }
  auto& why = std::get<route_failure>(found);
  if (question.on_failure == plan_route::failing::silent)
    answer(without_route(why.code));
  else if (auto unknown = refuse_unknown(in_vain, question.silent,
                                         lookup_of(question), budget))
    answer(std::move(*unknown));
  else if (question.detail == probe_detail::steps)
    answer(refuse(in_vain, why, budget));
  else
    explain(self, std::move(question));
}

/// Nothing found on what is kept says nothing of the region.
void found(planner_pointer self, route_finding& msg) {
  auto& state = self->state;
  auto i = state.asked.find(msg.token);
  if (i == state.asked.end())
    return;
  auto question = std::move(i->second);
  state.asked.erase(i);
  if (msg.routes.empty()) {
    question.ends.reset();
    question.missed = true;
    state.waiting.push_front(std::move(question));
  } else {
    self->send(question.client,
               route_plan{question.token, std::move(msg.routes),
                          search_scope::kept_paths});
  }
  go_on(self);
}

void route_died(planner_pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  auto ends = state.routes.down(msg);
  if (!ends)
    return;
  state.idle.disarm(*ends);
  take_back(state, *ends);
  go_on(self);
}

/// Gateways of other nodes answer here; those of this one, whoever asked.
void hear(planner_pointer self, probe_answer& msg) {
  auto& state = self->state;
  auto& inquiries = state.inquiries;
  auto i = inquiries.find(msg.token);
  if (i == inquiries.end()) {
    if (auto x = state.asked.find(msg.token); x != state.asked.end())
      self->send(state.routes.at(*x->second.ends), std::move(msg));
    return;
  }
  i->second.free.add(std::move(msg.resources), i->second.wish.term.start);
  i->second.missing.erase(msg.gateway);
  if (!i->second.missing.empty())
    return;
  auto question = std::move(i->second);
  inquiries.erase(i);
  conclude(self, std::move(question));
  go_on(self);
}

/// Goes on without gateways that have been silent for too long. Tokens grow
/// with time, so the first inquiry is the oldest.
void give_up_waiting(planner_pointer self, instant now) {
  auto& state = self->state;
  while (!state.inquiries.empty()
         && state.inquiries.begin()->second.until <= now) {
    auto question = std::move(state.inquiries.begin()->second);
    state.inquiries.erase(state.inquiries.begin());
    question.silent.merge(question.missing);
    question.missing.clear();
    conclude(self, std::move(question));
  }
  go_on(self);
}

/// What a ROUTE still has then, it has asked too long ago to find it.
void end_idle(planner_pointer self, instant now) {
  constexpr std::size_t ends_max = 64;
  for (auto& ends : self->state.idle.pop_due(now, ends_max))
    end_route(self, ends);
  go_on(self);
}

void enter(planner_pointer self, region_changed& msg) {
  auto& state = self->state;
  state.region = std::move(msg.region);
  for (auto& [ends, child] : state.routes)
    self->send(child, region_changed{state.region});
}

} // namespace

std::string planner_state::in_words() const {
  return fmt::format("works on {}, {} waiting",
                     counted(inquiries.size() + asked.size(), "wish"),
                     waiting.size() + waiting_for_routes.size());
}

planner_actor::behavior_type route_planner(planner_pointer self,
                                           planner_config config) {
  self->set_exit_handler([self](caf::exit_msg& msg) {
    self->state.routes.stop_all(self, msg.reason);
    self->quit(std::move(msg.reason));
  });
  self->set_down_handler([self](caf::down_msg& msg) { route_died(self, msg); });
  self->state.probes = config.tokens_from;
  self->state.config = std::move(config);
  return {
      [self](plan_route& msg) {
        inquiry question;
        question.ends = ends_for(self->state, msg);
        question.token = msg.token;
        question.wish = std::move(msg.wish);
        question.client = std::move(msg.client);
        question.relief = std::move(msg.relief);
        question.on_failure = msg.on_failure;
        // How long it has what it has, only steps tell.
        if (question.wish.own)
          question.detail = probe_detail::steps;
        take(self, std::move(question));
      },
      [self](explain_refusal& msg) {
        inquiry question;
        question.token = msg.token;
        question.wish = std::move(msg.wish);
        question.client = std::move(msg.client);
        question.why = std::move(msg.why);
        explain(self, std::move(question));
        go_on(self);
      },
      [self](probe_answer& msg) { hear(self, msg); },
      [self](region_changed& msg) { enter(self, msg); },
      [self](route_finding& msg) { found(self, msg); },
      [self](const wake_up& msg) {
        self->state.timer.fired(msg);
        auto now = self->state.config.clock->now();
        give_up_waiting(self, now);
        end_idle(self, now);
        arm(self, now);
      },
  };
}

} // namespace leasehold
