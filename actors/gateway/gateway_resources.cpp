// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/gateway_resources.hpp"

#include <cstdint>
#include <optional>
#include <utility>

#include <caf/make_message.hpp>

#include "actors/gateway/circuit_orders.hpp"

namespace leasehold::resources {

namespace {

/// Versions of hints: bits from the node's starts, from its gateway's
/// RESOURCEs, and 28 for each of them to count in, at most ten a second.
constexpr std::uint64_t lives_told_apart = 1 << 16;

const resource_actor& spawn(pointer self, const resource_name& name) {
  auto& state = self->state;
  auto& known = state.known.at(name);
  resource_config config;
  config.name = name;
  config.gateway = state.config.name;
  config.parent = resource_parent_actor{self};
  config.events = state.config.events;
  config.clock = state.config.clock;
  config.hints_from = (state.config.starts * lives_told_apart
                       + ++state.spawned % lives_told_apart)
      << 28;
  config.given = known.given;
  config.drivers = state.config.drivers;
  config.most = known.most;
  auto& child = state.resources.spawn(self, name, resource, std::move(config));
  if (known.threshold)
    self->send(child, watch_threshold{known.threshold});
  return child;
}

/// A new region is another for few of its resources.
bool same(const configure_resource& x, const configure_resource& y) {
  return x.capacity == y.capacity && x.limit.until == y.limit.until
      && x.limit.longest == y.limit.longest && x.interface == y.interface;
}

bool same(const std::optional<demand_limit>& x,
          const std::optional<demand_limit>& y) {
  return x && y ? x->high == y->high && x->low == y->low
                : x.has_value() == y.has_value();
}

void touch(pointer self, const resource_name& name) {
  auto& state = self->state;
  state.news[name];
  // Behind all orders that came with this one.
  if (!std::exchange(state.telling, true))
    self->send(self, tell_resources{});
}

void ask(pointer self, std::uint64_t question, const resource_name& name) {
  touch(self, name);
  flush(self);
  self->send(self->state.resources.at(name), tell_demand{question});
}

void answer(gateway_state& state, std::uint64_t id) {
  auto i = state.questions.find(id);
  if (i == state.questions.end() || !i->second.missing.empty())
    return;
  i->second.promise.deliver(std::move(i->second.answer));
  state.questions.erase(i);
}

} // namespace

// -- what they are given -----------------------------------------------------

amounts given_out(const gateway_state& state, const resource_name& resource,
                  const amounts& placed) {
  auto i = state.known.find(resource);
  return i == state.known.end() || !i->second.most
      ? placed
      : min(placed, *i->second.most);
}

namespace {

/// Nothing where nobody drives it.
std::optional<interface_config> interface_of(const gateway_state& state,
                                             const place_resources& wanted,
                                             const resource_name& name) {
  auto i = wanted.interfaces.find(name);
  return i == wanted.interfaces.end() || !state.config.drivers.open
      ? std::nullopt
      : std::optional{i->second};
}

} // namespace

void placed(pointer self, const place_resources& wanted) {
  auto& state = self->state;
  const auto readdressed =
      wanted.addresses && *wanted.addresses != *state.addresses;
  if (readdressed) {
    state.addresses = wanted.addresses;
    state.ledger->set_shared(shared_addresses_of(*state.addresses));
  }
  for (auto& [name, capacity] : wanted.capacities) {
    auto limit = wanted.limits.find(name);
    configure_resource given{
        capacity, limit == wanted.limits.end() ? term_limit{} : limit->second,
        interface_of(state, wanted, name)};
    auto& known = state.known[name];
    const auto rewired =
        readdressed || known.given.interface != given.interface;
    if (given.interface && rewired)
      state.untold.insert(name);
    state.ledger->set_enforced(
        name, given.interface ? enforcement::by_driver : enforcement::none);
    auto news = !same(std::exchange(known.given, given), given);
    auto child = state.resources.find(name);
    if (child == nullptr)
      spawn(self, name);
    else if (news)
      self->send(*child, given);
  }
  std::vector<resource_name> gone;
  for (auto& [name, child] : state.resources)
    if (!state.ledger->has(name))
      gone.push_back(name);
  for (auto& name : gone) {
    // Takes away first what it has made on its interface.
    if (state.known.at(name).given.interface)
      self->send(state.resources.at(name), configure_resource{});
    state.resources.stop(self, name);
    state.known.erase(name);
    state.news.erase(name);
    state.untold.erase(name);
    for (auto& [id, question] : state.questions)
      question.missing.erase(name);
  }
  for (auto i = state.questions.begin(); i != state.questions.end();)
    answer(state, (i++)->first);
}

void tell_circuits(pointer self) {
  auto& state = self->state;
  std::map<resource_name, std::vector<wanted_circuit>> all;
  for (auto& name : std::exchange(state.untold, {}))
    all[name];
  if (all.empty())
    return;
  state.ledger->each_hop([&](const hop_record& record) {
    for (auto& [nic, circuits] : all) {
      auto x = circuit_for(nic, record.key.lease, record.key.epoch, &record,
                           *state.addresses);
      if (!x.steps.empty())
        circuits.push_back(std::move(x));
    }
  });
  for (auto& [nic, circuits] : all) {
    auto& child = state.resources.at(nic);
    // HOPs that waited for a RESOURCE that died wait for this one.
    for (auto& [token, waiting] : state.hops)
      self->send(child, carry_circuits{circuits, waiting});
    self->send(child, carry_circuits{std::move(circuits), {}});
  }
}

void serves(pointer self, const resource_serves& msg) {
  auto& state = self->state;
  auto i = state.known.find(msg.resource);
  if (i == state.known.end() || !state.ledger->has(msg.resource))
    return;
  i->second.most = msg.most;
  i->second.trouble = msg.trouble;
  state.ledger->set_capacity(
      msg.resource, given_out(state, msg.resource, i->second.given.capacity));
  touch(self, msg.resource);
}

void died(pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  auto name = state.resources.down(msg);
  if (!name)
    return;
  spawn(self, *name);
  touch(self, *name);
  if (state.known.at(*name).given.interface) {
    state.untold.insert(*name);
    tell_circuits(self);
  }
  // What it was asked, the other is.
  for (auto& [id, question] : state.questions)
    if (question.missing.count(*name) > 0)
      ask(self, id, *name);
}

// -- what the ledger does with them ------------------------------------------

void granted(pointer self, const std::vector<resource_use>& uses) {
  for (auto& use : uses) {
    touch(self, use.resource);
    auto& news = self->state.news[use.resource];
    ++news.grants;
    news.granted += use.amount;
  }
}

void refused(pointer self, const note_refusal& msg) {
  if (!self->state.ledger->has(msg.resource))
    return;
  touch(self, msg.resource);
  auto& news = self->state.news[msg.resource];
  ++news.refusals;
  news.refused += msg.amount;
}

void touched(pointer self, const std::vector<resource_use>& uses) {
  for (auto& use : uses)
    touch(self, use.resource);
}

void look_again(pointer self, instant now) {
  constexpr duration look_every = std::chrono::seconds{30};
  auto& state = self->state;
  if (now < state.look_at)
    return;
  state.look_at = forever;
  for (auto& [name, known] : state.known)
    if (known.threshold) {
      touch(self, name);
      state.look_at = saturating_add(now, look_every);
    }
}

void flush(pointer self) {
  auto& state = self->state;
  auto now = state.config.clock->now();
  const window soon{now, saturating_add(now, resource_machine::ahead)};
  for (auto& [name, news] : std::exchange(state.news, {})) {
    auto view = state.ledger->view(name, soon);
    auto child = state.resources.find(name);
    if (!view || child == nullptr)
      continue;
    news.capacity = view->capacity;
    news.taken = max(view->capacity - view->free, {});
    self->send(*child, news);
  }
}

// -- who asks for them -------------------------------------------------------

void watch(pointer self, const watch_demand& msg) {
  auto& state = self->state;
  for (auto& [name, known] : state.known) {
    auto limit = msg.limits.find(name);
    auto before =
        std::exchange(known.threshold,
                      limit == msg.limits.end() ? std::nullopt
                                                : std::optional{limit->second});
    auto child = state.resources.find(name);
    if (child != nullptr && !same(before, known.threshold))
      self->send(*child, watch_threshold{known.threshold});
  }
  state.look_at = state.config.clock->now();
  look_again(self, state.look_at);
}

void listen(pointer self, const watch_load& msg) {
  for (auto& name : msg.resources)
    if (auto child = self->state.resources.find(name))
      self->send(*child, watch_load{{}, msg.listener, msg.until});
}

caf::typed_response_promise<gateway_demand> tell(pointer self,
                                                 const describe_demand& msg) {
  auto& state = self->state;
  auto id = ++state.last_question;
  auto& question = state.questions[id];
  question.promise = self->make_response_promise<gateway_demand>();
  auto promise = question.promise;
  for (auto& [name, child] : state.resources)
    if (!msg.resource || *msg.resource == name)
      question.missing.insert(name);
  for (auto& name : std::set<resource_name>{question.missing})
    ask(self, id, name);
  answer(state, id);
  return promise;
}

void told(pointer self, demand_told& msg) {
  auto& state = self->state;
  auto i = state.questions.find(msg.question);
  if (i == state.questions.end()
      || i->second.missing.erase(msg.demand.resource) == 0)
    return;
  i->second.answer.demand.push_back(std::move(msg.demand));
  answer(state, msg.question);
}

} // namespace leasehold::resources
