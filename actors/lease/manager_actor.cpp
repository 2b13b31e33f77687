// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/manager_actor.hpp"

#include <chrono>
#include <utility>

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include "actors/lease/chain_actor.hpp"

namespace leasehold {

namespace {

using pointer = lease_manager_actor::stateful_pointer<manager_state>;

// -- what the machine decides -------------------------------------------------

struct carrier {
  void operator()(spawn_root& x) const {
    auto id = x.machine->record().info.id;
    auto& config = state().config;
    state().chains.spawn(self, id, chain,
                         chain_config{self, self, config.events, state().region,
                                      config.clock, config.settings.timing},
                         std::move(*x.machine));
  }
  void operator()(order_root& x) const {
    if (auto root = state().chains.find(x.lease))
      std::visit([&](auto& order) { self->send(*root, std::move(order)); },
                 x.order);
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
}

// -- what hops and roots say to each other ------------------------------------

void pass_on(pointer self, const hop_lost& msg) {
  auto& state = self->state;
  if (!state.region)
    state.early_losses.push_back(msg);
  else if (auto node = state.region->find_elsewhere(msg.root))
    self->send(node->actor, msg);
  else if (auto root = state.chains.find(msg.key.lease))
    self->send(*root, msg);
}

void pass_on(pointer self, const hop_answer& msg) {
  if (auto root = self->state.chains.find(msg.key.lease))
    self->send(*root, msg);
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

void chain_down(pointer self, const caf::down_msg& msg) {
  if (auto id = self->state.chains.down(msg))
    step(self, [&](auto& machine) {
      machine.root_down(*id,
                        msg.reason ? lease_machine::exit::died
                                   : lease_machine::exit::done);
    });
}

void stop(pointer self, caf::exit_msg& msg) {
  self->state.chains.stop_all(self, msg.reason);
  self->quit(std::move(msg.reason));
}

void enter(pointer self, region_changed& msg) {
  auto& state = self->state;
  auto before = std::exchange(state.region, std::move(msg.region));
  if (before && before->gateways != state.region->gateways)
    for (auto& [lease, chain] : state.chains)
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
      input(self, &machine::setup_refused),
      input(self, &machine::renewal_failed),
      input(self, &machine::change_failed),
      input(self, &machine::lease_waits),
      input(self, &machine::lease_yielded),
      input(self, &machine::lease_told),
      [self](const lease_recorded& msg) {
        step(self,
             [&](auto& machine) { machine.recorded(msg.record, msg.event); });
      },
      [self](const lease_settled& msg) {
        step(self, [&](auto& machine) { machine.settled(msg.lease); });
      },
      [self](const ask_root& msg) { find_root_of(self, msg); },
      [self](const hop_lost& msg) { pass_on(self, msg); },
      [self](const hop_answer& msg) { pass_on(self, msg); },
      [self](const resource_short& msg) {
        step(self,
             [&](auto& machine) { machine.ration(msg.gateway, msg.what); });
      },
      input(self, &machine::curtail),
      [self](check_disk) {
        look_around(self);
        step(self, [](auto& machine) { machine.look_around(); });
      },
  };
}

} // namespace leasehold
