// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/chain_actor.hpp"

#include <utility>

#include <caf/make_message.hpp>

namespace leasehold {

namespace {

using chain_pointer = chain_actor::stateful_pointer<chain_state>;

/// Does what was decided.
struct carrier {
  void operator()(hop_order& order) const {
    auto& gateways = self->state.config.region->gateways;
    if (auto i = gateways.find(key_of(order).gateway); i != gateways.end())
      self->send(i->second,
                 order_hop{std::move(order), self,
                           self->state.machine->record().root});
    else if (std::holds_alternative<release_hop>(order))
      self->send(self, gone(key_of(order)));
  }
  void operator()(chain_change& change) const {
    auto record = std::make_shared<lease_record>(std::move(change.record));
    self->send(self->state.config.events,
               record_change{std::move(record), std::move(change.event),
                             self->state.config.listener});
  }
  void operator()(chain_refused& x) const {
    self->send(self->state.config.parent, setup_refused{lease(), x.why});
    self->quit();
  }
  void operator()(renewal_refused& x) const {
    self->send(self->state.config.parent,
               renewal_failed{lease(), x.request, x.why});
  }
  void operator()(change_refused& x) const {
    self->send(self->state.config.parent, change_failed{lease(), x.why});
  }
  void operator()(chain_waits&) const {
    self->send(self->state.config.parent, lease_waits{lease()});
  }
  void operator()(chain_yielded&) const {
    self->send(self->state.config.parent, lease_yielded{lease()});
  }
  void operator()(chain_told&) const {
    self->send(self->state.config.parent, lease_told{lease()});
  }
  void operator()(chain_done&) const {
    self->send(self->state.config.events, forget_lease{lease()});
    self->quit();
  }

  /// What a gateway that the region lacks would say: it holds nothing.
  static hop_answer gone(const hop_key& key) {
    hop_answer answer;
    answer.key = key;
    answer.step = hop_step::release;
    return answer;
  }

  lease_id lease() const {
    return self->state.machine->record().info.id;
  }

  chain_pointer self;
};

void carry(chain_pointer self, chain_effects effects) {
  for (auto& effect : effects)
    std::visit(carrier{self}, effect);
  auto& state = self->state;
  wake_at(self, state.timer, state.machine->next_deadline(),
          state.config.clock->now());
}

} // namespace

chain_actor::behavior_type chain(chain_pointer self, chain_config config,
                                 chain_machine machine) {
  auto& state = self->state;
  state.config = std::move(config);
  state.machine = std::move(machine);
  auto now = [self] {
    return self->state.config.clock->now();
  };
  carry(self, state.machine->start(now()));
  return {
      [self, now](const hop_answer& msg) {
        carry(self, self->state.machine->answered(msg, now()));
      },
      [self, now](const hop_lost& msg) {
        carry(self, self->state.machine->lost(msg, now()));
      },
      [self, now](const change_recorded& msg) {
        carry(self, self->state.machine->durable(msg.sequence, now()));
      },
      [self, now](const renew_chain& msg) {
        carry(self, self->state.machine->renew(msg.terms, now()));
      },
      [self, now](const end_chain& msg) {
        carry(self,
              self->state.machine->end(msg.reason, now(),
                                       {msg.resource, msg.gateway},
                                       msg.ack_within));
      },
      [self, now](const lease_acknowledged& msg) {
        carry(self, self->state.machine->acknowledged(msg.sequence, now()));
      },
      [self, now](const yield_chain& msg) {
        carry(self, self->state.machine->yield(msg.terms, now()));
      },
      [self, now](change_chain& msg) {
        auto& machine = *self->state.machine;
        if (!msg.pledges.empty())
          machine.rest_on(std::move(msg.pledges));
        carry(self, machine.change_to(std::move(msg.terms), now()));
      },
      [self, now](stay_chain) {
        carry(self, self->state.machine->stay(now()));
      },
      [self](go_on_chain) { carry(self, self->state.machine->go_on()); },
      [self](const keep_chain& msg) {
        carry(self, self->state.machine->holder_alive(msg.deadline));
      },
      [self](region_changed& msg) {
        self->state.config.region = std::move(msg.region);
      },
      [self, now](align_chain) {
        carry(self, self->state.machine->align(now()));
      },
      [self, now](const wake_up& msg) {
        self->state.timer.fired(msg);
        carry(self, self->state.machine->due(now()));
      },
  };
}

} // namespace leasehold
