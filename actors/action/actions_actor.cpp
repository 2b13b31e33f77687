// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/actions_actor.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>
#include <fmt/format.h>

#include "actors/action/origin_actor.hpp"
#include "actors/action/queue_actor.hpp"
#include "actors/action/rights.hpp"
#include "actors/record/records.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

std::string child_name<action_id>::of(action_id key) {
  return fmt::format("{:x}", key.value());
}

std::optional<action_id> child_name<action_id>::key(const std::string& name) {
  const auto number = number_in(name, 16);
  return number ? std::optional{action_id{*number}} : std::nullopt;
}

namespace {

using actions_pointer = role_pointer<actions_actor, actions_state>;

// -- writing ------------------------------------------------------------------

void write(actions_pointer self, record_group records,
           std::function<void()> then) {
  auto& state = self->state;
  self->send(state.config.store,
             append_records{std::move(records), ++state.token, self});
  state.waiting.emplace_back(state.token, std::move(then));
}

/// Once all that was written is durable.
void after_writes(actions_pointer self, std::function<void()> then) {
  auto& state = self->state;
  if (state.waiting.empty())
    then();
  else
    state.waiting.emplace_back(state.token, std::move(then));
}

void arm(actions_pointer self) {
  auto& state = self->state;
  auto at = state.book->next();
  for (auto& reader : state.readers)
    at = std::min(at, reader.until);
  wake_at(self, state.timer, at == forever ? std::nullopt : std::optional{at},
          state.config.clock->now());
}

// -- readers ------------------------------------------------------------------

/// Answers a reader where there is something to tell, or nothing to wait for.
bool answer(actions_state& state, const read_statuses& x) {
  auto page = state.book->read(x.action, x.from, x.who);
  if (page && page->statuses.empty() && !page->action.is_over()
      && state.config.clock->now() < x.until && x.reply.is_open())
    return false;
  x.reply(std::move(page));
  return true;
}

void answer_readers(actions_pointer self) {
  auto& state = self->state;
  auto& all = state.readers;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&state](auto& x) { return answer(state, x); }),
            all.end());
  arm(self);
}

// -- statuses -----------------------------------------------------------------

void settle(actions_pointer self, action_id action,
            std::vector<target_status> statuses) {
  auto& state = self->state;
  record_group records;
  std::vector<statuses_record> pages;
  for (std::size_t from = 0; from < statuses.size(); from += bounds::statuses) {
    const auto end = std::min(statuses.size(), from + bounds::statuses);
    std::vector<target_status> some{
        std::make_move_iterator(statuses.begin() + static_cast<long>(from)),
        std::make_move_iterator(statuses.begin() + static_cast<long>(end))};
    if (auto page = state.book->settle(action, std::move(some),
                                       state.config.clock->now())) {
      records.push_back(to_record(*page));
      pages.push_back(std::move(*page));
    }
  }
  if (records.empty())
    return;
  write(self, std::move(records), [self, pages = std::move(pages)] {
    for (auto& page : pages)
      self->state.book->publish(page);
    answer_readers(self);
  });
}

/// What an action that can't go on ends with.
void settle_rest(actions_pointer self, action_id action, errc code,
                 const char* why) {
  const auto* record = self->state.book->find(action);
  if (record == nullptr)
    return;
  std::set<std::uint32_t> permitted;
  for (auto& permit : self->state.book->permits_of(action))
    permitted.insert(permit.targets.begin(), permit.targets.end());
  std::vector<target_status> rest;
  for (auto number : self->state.book->open_targets(action)) {
    target_status x;
    x.target = record->request.targets[number];
    x.said.number = number;
    if (permitted.count(number) != 0)
      x.said.outcome = outcome::unknown;
    x.said.code = code;
    x.said.message = why;
    rest.push_back(std::move(x));
  }
  settle(self, action, std::move(rest));
}

// -- origins ------------------------------------------------------------------

/// Above all that children had from here, and in the node's starts before.
std::uint64_t number_from(actions_state& state) {
  return (state.config.boots << 20 | (++state.births & 0xfffff)) << 24;
}

void spawn_origin(actions_pointer self, action_id action) {
  auto& state = self->state;
  origin_config config;
  config.action = *state.book->find(action);
  config.open = state.book->open_targets(action);
  config.permits = state.book->permits_of(action);
  config.attempts_from = number_from(state);
  config.actions = self;
  config.clock = state.config.clock;
  auto& child = state.origins.spawn(self, action, origin, std::move(config));
  if (state.places)
    self->send(child, see_region{state.places});
}

void child_died(actions_pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  // What a QUEUE had is ordered anew by the origins that ask for it.
  if (state.queues.down(msg))
    return;
  const auto action = state.origins.down(msg);
  if (!action)
    return;
  if (!msg.reason) {
    state.deaths.erase(*action);
    return;
  }
  if (++state.deaths[*action] < actions_state::deaths_max) {
    spawn_origin(self, *action);
    return;
  }
  state.deaths.erase(*action);
  settle_rest(self, *action, errc::unavailable,
              "the action's origin died of it, again and again");
}

/// The QUEUE of a gateway that this node runs; null for any other.
const queue_actor* queue_of(actions_pointer self, const gateway_name& gateway) {
  auto& state = self->state;
  if (!state.region || state.region->gateways.count(gateway) == 0
      || state.region->find_elsewhere(gateway) != nullptr)
    return nullptr;
  if (const auto* known = state.queues.find(gateway))
    return known;
  return &state.queues.spawn(
      self, gateway, queue,
      queue_config{gateway, state.config.queues, state.config.clock,
                   number_from(state), state.config.drivers});
}

/// Takes a message for a gateway to whoever does its work.
template <class Here, class There>
void route(actions_pointer self, const gateway_name& gateway, Here here,
           There there) {
  auto& state = self->state;
  const auto* node =
      state.region ? state.region->find_elsewhere(gateway) : nullptr;
  if (node != nullptr)
    self->send(node->actor, std::move(there));
  else if (const auto* at = queue_of(self, gateway))
    self->send(*at, std::move(here));
}

void end_child(actions_pointer self, const child_key& key) {
  const child_end end{key};
  route(self, key.gateway, end, end);
}

/// Its ORIGIN hears of it when no crash can take it back.
void keep(actions_pointer self, permit_record permit) {
  auto entry = to_record(permit);
  write(self, {std::move(entry)}, [self, permit = std::move(permit)]() mutable {
    auto& state = self->state;
    if (const auto* origin = state.origins.find(permit.key.action))
      self->send(*origin, permit_kept{permit.key});
    state.book->keep(std::move(permit));
  });
}

void carry_out(actions_pointer self, origin_report& msg) {
  for (auto& order : msg.orders) {
    const auto gateway = order.key.gateway;
    route(self, gateway, order_child{order, self}, order);
  }
  for (auto& end : msg.ends)
    end_child(self, end.key);
  for (auto& permit : msg.permits)
    keep(self, std::move(permit));
  settle(self, msg.action, std::move(msg.statuses));
}

// -- what sessions ask --------------------------------------------------------

failure starting() {
  return {errc::unavailable,
          "the node has just started and does not know its region yet: try "
          "again"};
}

/// To a lessee, endpoints that it may not act on are none.
result<std::vector<located_target>>
resolve(const actions_state& state, const std::vector<std::string>& texts,
        const principal& who) {
  const auto base = state.config.clock->base();
  const rights of{state.laws->rules, who.name, base.to_wall(base.now)};
  return state.places->resolve(texts, [&](const endpoint_name& endpoint) {
    return of.may_act(*state.places, endpoint);
  });
}

/// A request that was made before is answered as it was, and not before that
/// was durable.
bool answer_known(actions_pointer self, const run_action& msg) {
  auto known =
      self->state.book->find(msg.request, msg.who, fingerprint_of(msg.request));
  if (known && !*known)
    return false;
  if (!known)
    msg.reply(known.error());
  else
    after_writes(self, [self, id = **known, who = msg.who, reply = msg.reply] {
      reply(self->state.book->read(id, 0, who)->action);
    });
  return true;
}

void begin(actions_pointer self, run_action& msg) {
  auto& state = self->state;
  if (answer_known(self, msg))
    return;
  auto found = resolve(state, msg.request.targets, msg.who);
  if (!found)
    return msg.reply(found.error());
  std::vector<std::string> texts;
  for (auto& target : *found)
    texts.push_back(std::move(target.text));
  const auto fingerprint = fingerprint_of(msg.request);
  auto begun =
      state.book->begin(std::move(msg.request), msg.who, std::move(texts),
                        fingerprint, state.config.clock->now());
  if (!begun)
    return msg.reply(begun.error());
  state.book->keep(*begun);
  write(self, {to_record(*begun)},
        [self, id = begun->id, who = msg.who, reply = msg.reply] {
          self->state.book->confirm(id);
          reply(self->state.book->read(id, 0, who)->action);
          spawn_origin(self, id);
        });
}

void run(actions_pointer self, run_action& msg) {
  auto& state = self->state;
  if (!state.places || !state.laws)
    return msg.reply(starting());
  if (answer_known(self, msg))
    return;
  // A STORE that does not answer ends the node.
  self->request(state.config.store, std::chrono::seconds{10},
                read_store_status{})
      .then(
          [self, msg = std::move(msg)](const store_status& x) mutable {
            if (x.journal.space == disk_space::low)
              msg.reply(failure{errc::low_space,
                                "the node's disk is nearly full, so it begins "
                                "no actions; free space on the node"});
            else
              begin(self, msg);
          },
          [](const caf::error&) {});
}

void cancel(actions_pointer self, const cancel_action& msg) {
  auto& state = self->state;
  auto record = state.book->cancel(msg.action, msg.who);
  if (!record)
    return msg.reply(record.error());
  auto tell = [self, msg] {
    auto page = self->state.book->read(msg.action, 0, msg.who);
    msg.reply(page ? result<action_info>{page->action} : page.error());
  };
  if (!*record)
    return tell();
  auto entry = to_record(**record);
  write(self, {std::move(entry)}, [self, tell, record = **record] {
    self->state.book->keep(record);
    tell();
    if (const auto* origin = self->state.origins.find(record.id))
      self->send(*origin, stop_action{});
  });
}

void locate(actions_pointer self, const locate_targets& msg) {
  auto& state = self->state;
  if (!state.places || !state.laws)
    return msg.reply(starting());
  auto found = resolve(state, msg.targets, msg.who);
  if (!found)
    return msg.reply(found.error());
  std::vector<location> all;
  for (auto& target : *found)
    all.push_back(state.places->locate(target, state.config.clock->now(),
                                       state.config.name));
  msg.reply(std::move(all));
}

// -- time ---------------------------------------------------------------------

void look_at_time(actions_pointer self) {
  auto& state = self->state;
  record_group records;
  for (auto& gone : state.book->expire(state.config.clock->now())) {
    records.push_back(erasure_of_action(gone.action));
    for (auto from : gone.pages)
      records.push_back(erasure_of_statuses(gone.action, from));
    for (auto attempt : gone.permits)
      records.push_back(erasure_of_permit(gone.action, attempt));
  }
  if (!records.empty())
    write(self, std::move(records), [] {});
  answer_readers(self);
}

void durable(actions_pointer self, std::uint64_t token) {
  auto& waiting = self->state.waiting;
  while (!waiting.empty() && waiting.front().first <= token) {
    auto then = std::move(waiting.front().second);
    waiting.pop_front();
    then();
  }
  arm(self);
}

void enter(actions_pointer self, region_changed& msg) {
  auto& state = self->state;
  state.region = std::move(msg.region);
  state.places = std::make_shared<const locator>(state.region);
  for (auto& [action, child] : state.origins)
    self->send(child, see_region{state.places});
}

void start(actions_pointer self, actions_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.book.emplace(state.config.limits, state.config.id_prefix);
  for (auto& x : std::exchange(state.config.actions, {}))
    state.book->restore(std::move(x));
  for (auto& x : std::exchange(state.config.statuses, {}))
    state.book->restore(std::move(x));
  for (auto& x : std::exchange(state.config.permits, {}))
    state.book->keep(std::move(x));
  for (auto action : state.book->open_actions()) {
    spawn_origin(self, action);
    if (state.book->find(action)->cancelled)
      self->send(state.origins.at(action), stop_action{});
  }
  arm(self);
}

} // namespace

std::string actions_state::in_words() const {
  return fmt::format("keeps {}, {} under way",
                     counted(book ? book->size() : 0, "action"),
                     origins.size());
}

actions_actor::behavior_type actions(actions_pointer self,
                                     actions_config config) {
  self->set_down_handler([self](caf::down_msg& msg) { child_died(self, msg); });
  self->set_exit_handler([self](caf::exit_msg& msg) {
    self->state.origins.stop_all(self, msg.reason);
    self->state.queues.stop_all(self, msg.reason);
    self->quit(std::move(msg.reason));
  });
  start(self, std::move(config));
  return {
      [self](run_action& msg) { run(self, msg); },
      [self](read_statuses& msg) {
        if (answer(self->state, msg))
          return;
        self->state.readers.push_back(std::move(msg));
        arm(self);
      },
      [self](const cancel_action& msg) { cancel(self, msg); },
      [self](const list_actions& msg) {
        msg.reply(self->state.book->list(msg.after, msg.who));
      },
      [self](const locate_targets& msg) { locate(self, msg); },
      [self](origin_report& msg) { carry_out(self, msg); },
      [self](order_child& msg) {
        if (const auto* at = queue_of(self, msg.order.key.gateway))
          self->send(*at, std::move(msg));
      },
      [self](const child_end& msg) {
        if (const auto* at = self->state.queues.find(msg.key.gateway))
          self->send(*at, msg);
      },
      [self](const child_word& msg) {
        if (const auto* at = self->state.origins.find(msg.key.action))
          self->send(*at, msg);
        else
          end_child(self, msg.key);
      },
      [self](region_changed& msg) { enter(self, msg); },
      [self](policy_changed& msg) { self->state.laws = std::move(msg.laws); },
      [self](const records_durable& msg) { durable(self, msg.token); },
      [self](const wake_up& msg) {
        self->state.timer.fired(msg);
        look_at_time(self);
      },
  };
}

} // namespace leasehold
