// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/manager_actor.hpp"

#include <chrono>
#include <set>
#include <utility>

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include "actors/lease/chain_actor.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using pointer = role_pointer<lease_manager_actor, manager_state>;

// -- what the machine decides -------------------------------------------------

struct carrier {
  void operator()(spawn_root& x) const {
    auto& gathered = wave();
    if (gathered.spawned.empty())
      gathered.next = chain_id{++state().last_chain};
    state().roots[x.machine->record().info.id] = {gathered.next};
    gathered.spawned.push_back(std::move(*x.machine));
  }
  void operator()(order_root& x) const {
    auto i = state().roots.find(x.lease);
    if (i == state().roots.end())
      return;
    const auto sleeps = std::holds_alternative<sleep_chain>(x.order);
    ++i->second.orders;
    wave().orders[i->second.chain].push_back({x.lease, std::move(x.order)});
    if (sleeps)
      state().roots.erase(i);
  }
  void operator()(settle_root& x) const {
    self->send(state().config.events, settle_lease{x.lease, self});
  }
  void operator()(search_routes& x) const {
    plan_route question{x.token.value(), std::move(x.wish), self};
    question.relief = std::move(x.relief);
    question.scope = x.scope;
    question.on_failure = x.on_failure == search_routes::failing::explained
        ? plan_route::failing::explained
        : plan_route::failing::silent;
    self->send(state().config.planner, std::move(question));
  }
  void operator()(search_offer& x) const {
    self->send(state().config.planner,
               explain_refusal{x.token.value(), std::move(x.wish),
                               std::move(x.why), self});
  }
  void operator()(keep_refusal& x) const {
    self->send(state().config.events,
               record_refusal{x.setup, std::move(x.why)});
  }
  void operator()(keep_decision& x) const {
    self->send(state().config.events, note_decision{std::move(x.why)});
  }
  void operator()(report_demand& x) const {
    auto owner = state().region->refusals.find(x.gateway);
    if (owner != state().region->refusals.end())
      caf::anon_send(owner->second,
                     note_refusal{std::move(x.resource), x.amount});
  }
  void operator()(ration_node& x) const {
    auto& others = state().region->others;
    if (auto i = others.find(x.node); i != others.end())
      self->send(i->second.actor, std::move(x.quota));
  }

  manager_state& state() const {
    return self->state;
  }
  /// What gathers for chains until the end of the wave.
  manager_state::gathered& wave() const {
    if (!state().wave) {
      state().wave.emplace();
      self->send(self, end_of_wave{});
    }
    return *state().wave;
  }

  pointer self;
};

/// One step of the machine, and what comes of it.
template <class Input>
void step(pointer self, Input input) {
  auto& state = self->state;
  auto& machine = *state.machine;
  machine.begin({state.config.clock->base(), state.config.clock->believed()});
  input(machine);
  for (auto& effect : machine.finish())
    std::visit(carrier{self}, effect);
  wake_at(self, state.timer, machine.next_deadline(), machine.context().now());
}

void end_wave(pointer self) {
  auto& state = self->state;
  auto wave = std::move(*state.wave);
  state.wave.reset();
  if (!wave.spawned.empty())
    state.chains.spawn(self, wave.next, chain,
                       chain_config{wave.next, self, self, state.config.events,
                                    state.region, state.config.clock},
                       std::move(wave.spawned));
  for (auto& [id, orders] : wave.orders)
    if (auto to = state.chains.find(id))
      self->send(*to, order_roots{std::move(orders)});
}

// -- what hops and roots say to each other ------------------------------------

void pass_on(pointer self, const hop_lost& msg) {
  auto& state = self->state;
  if (!state.region)
    state.early_losses.push_back(msg);
  else if (auto node = state.region->find_elsewhere(msg.root))
    self->send(node->actor, msg);
  else
    step(self, [&](auto& machine) { machine.hop_lost(msg); });
}

void pass_on(pointer self, const hop_answer& msg) {
  auto& state = self->state;
  auto root = state.roots.find(msg.key.lease);
  if (root == state.roots.end())
    return;
  if (auto chain = state.chains.find(root->second.chain))
    self->send(*chain, hop_answers{{msg}});
}

void find_root_of(pointer self, const ask_root& msg) {
  auto& region = self->state.region;
  if (auto node = region ? region->find_elsewhere(msg.question.root) : nullptr)
    return self->send(node->actor, msg.question);
  step(self, [&](auto& machine) {
    self->send(msg.asker, machine.find_root(msg.question));
  });
}

// -- supervision --------------------------------------------------------------

/// A chain that ends without a reason has said all there was to say of its
/// leases.
void chain_down(pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  const auto id = state.chains.down(msg);
  if (!id || !msg.reason)
    return;
  std::set<lease_id> lost;
  for (auto& [lease, root] : state.roots)
    if (root.chain == *id)
      lost.insert(lease);
  for (auto lease : lost) {
    state.roots.erase(lease);
    step(self, [lease = lease](auto& machine) {
      machine.root_down(lease, lease_machine::exit::died);
    });
  }
}

/// What a chain has to say of one of its leases.
struct listener {
  void operator()(const root_rests& x) const {
    auto& root = self->state.roots.at(x.lease);
    if (x.orders != root.orders)
      return; // It will have more to do.
    step(self, [&](auto& machine) { machine.root_rests(x); });
  }
  void operator()(const root_done& x) const {
    self->state.roots.erase(x.lease);
    step(self, [&](auto& machine) {
      machine.root_down(x.lease, lease_machine::exit::done);
    });
  }
  void operator()(const setup_refused& x) const {
    step(self, [&](auto& machine) { machine.setup_refused(x); });
  }
  void operator()(const renewal_failed& x) const {
    step(self, [&](auto& machine) { machine.renewal_failed(x); });
  }
  void operator()(const change_failed& x) const {
    step(self, [&](auto& machine) { machine.change_failed(x); });
  }
  void operator()(const lease_waits& x) const {
    step(self, [&](auto& machine) { machine.lease_waits(x); });
  }
  void operator()(const lease_yielded& x) const {
    step(self, [&](auto& machine) { machine.lease_yielded(x); });
  }
  void operator()(const lease_told& x) const {
    step(self, [&](auto& machine) { machine.lease_told(x); });
  }

  pointer self;
};

/// A root that took the place of another has said nothing of that.
void listen(pointer self, const chain_report& msg) {
  auto& roots = self->state.roots;
  for (auto& word : msg.words) {
    auto root = roots.find(std::visit([](auto& x) { return x.lease; }, word));
    if (root != roots.end() && root->second.chain == msg.chain)
      std::visit(listener{self}, word);
  }
}

void stop(pointer self, caf::exit_msg& msg) {
  self->state.chains.stop_all(self, msg.reason);
  self->quit(std::move(msg.reason));
}

void enter(pointer self, region_changed& msg) {
  auto& state = self->state;
  auto before = std::exchange(state.region, std::move(msg.region));
  if (before && before->gateways != state.region->gateways)
    for (auto& [id, chain] : state.chains)
      self->send(chain, region_changed{state.region});
  step(self,
       [&](auto& machine) { machine.region_changed(self->state.region); });
  for (auto& lost : std::exchange(state.early_losses, {}))
    pass_on(self, lost);
}

void look_around(pointer self) {
  auto& state = self->state;
  self->delayed_send(self, state.config.look_around_every, check_disk{});
  // A STORE that does not answer ends the node; nothing is to be done here.
  self->request(state.config.store, std::chrono::seconds{10},
                read_store_status{})
      .then(
          [self](const store_status& x) {
            self->state.machine->disk_checked(x.journal.space);
          },
          [](const caf::error&) {});
}

/// Passes a message to the machine as it is.
template <class Msg>
auto input(pointer self, void (lease_machine::*what)(Msg)) {
  return [self, what](Msg msg) {
    step(self, [&](lease_machine& machine) { (machine.*what)(msg); });
  };
}
template <class Msg>
auto input(pointer self, void (lease_machine::*what)(Msg) const) {
  return [self, what](Msg msg) {
    step(self, [&](lease_machine& machine) { (machine.*what)(msg); });
  };
}

} // namespace

std::string manager_state::in_words() const {
  const auto& book = machine->book();
  return counted(book.leases(), "lease") + ", " + std::to_string(book.setups())
      + " being set up";
}

lease_manager_actor::behavior_type lease_manager(pointer self,
                                                 manager_config config) {
  auto& state = self->state;
  state.machine = std::make_unique<lease_machine>(
      config.settings, std::exchange(config.restored, {}));
  state.config = std::move(config);
  self->set_exit_handler([self](caf::exit_msg& msg) { stop(self, msg); });
  self->set_down_handler([self](caf::down_msg& msg) { chain_down(self, msg); });
  look_around(self);
  using machine = lease_machine;
  return {
      input(self, &machine::request),
      input(self, &machine::renew),
      input(self, &machine::change),
      input(self, &machine::release),
      input(self, &machine::acknowledge),
      input(self, &machine::list),
      input(self, &machine::holder_seen),
      [self](region_changed& msg) { enter(self, msg); },
      input(self, &machine::plan_region),
      input(self, &machine::policy_changed),
      [self](const read_lease_book& msg) {
        return self->state.machine->read_book(msg.wanted);
      },
      [self](route_plan& msg) {
        step(self, [&](auto& machine) {
          machine.routes_found(lease_id{msg.token}, msg.plan, msg.scope);
        });
      },
      [self](const chain_report& msg) { listen(self, msg); },
      [self](const changes_recorded& msg) {
        for (auto& x : msg.changes)
          step(self,
               [&](auto& machine) { machine.recorded(x.record, x.event); });
      },
      [self](const lease_settled& msg) {
        step(self, [&](auto& machine) { machine.settled(msg.lease); });
      },
      [self](const ask_root& msg) { find_root_of(self, msg); },
      [self](const hops_lost& msg) {
        for (auto& x : msg.hops)
          pass_on(self, x);
      },
      [self](const hop_answers& msg) {
        for (auto& x : msg.answers)
          pass_on(self, x);
      },
      [self](const resource_short& msg) {
        step(self,
             [&](auto& machine) { machine.ration(msg.gateway, msg.what); });
      },
      input(self, &machine::curtail),
      [self](check_disk) {
        look_around(self);
        step(self, [](auto& machine) { machine.look_around(); });
      },
      [self](end_of_wave) { end_wave(self); },
      [self](const wake_up& msg) {
        self->state.timer.fired(msg);
        step(self, [](auto& machine) { machine.look_at_time(); });
      },
  };
}

} // namespace leasehold
