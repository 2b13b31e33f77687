// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/chain_actor.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using chain_pointer = role_pointer<chain_actor, chain_state>;
using root = chain_state::root;

// -- what a root decides ------------------------------------------------------

/// Puts what was decided for one lease into the outbox.
struct carrier {
  void operator()(hop_order& order) const {
    auto gateway = key_of(order).gateway;
    out.gateways[gateway].push_back({std::move(order), from.record().root});
  }
  void operator()(chain_change& change) const {
    out.changes.push_back(
        {std::make_shared<lease_record>(std::move(change.record)),
         std::move(change.event)});
  }
  void operator()(chain_refused& x) const {
    out.words.emplace_back(setup_refused{lease, x.why});
    out.words.emplace_back(root_done{lease});
  }
  void operator()(renewal_refused& x) const {
    out.words.emplace_back(renewal_failed{lease, x.request, x.why});
  }
  void operator()(change_refused& x) const {
    out.words.emplace_back(change_failed{lease, x.why});
  }
  void operator()(chain_waits&) const {
    out.words.emplace_back(lease_waits{lease});
  }
  void operator()(chain_yielded&) const {
    out.words.emplace_back(lease_yielded{lease});
  }
  void operator()(chain_told&) const {
    out.words.emplace_back(lease_told{lease});
  }
  void operator()(chain_done&) const {
    out.gone.push_back(lease);
    out.words.emplace_back(root_done{lease});
  }

  lease_id lease;
  const chain_machine& from;
  chain_state::outbox& out;
};

void carry(chain_pointer self, lease_id lease, const root& x,
           chain_effects effects) {
  for (auto& effect : effects)
    std::visit(carrier{lease, x.machine, self->state.out}, effect);
}

/// One step of one root, if the chain has it.
template <class Step>
void step(chain_pointer self, lease_id lease, Step what) {
  auto& state = self->state;
  auto i = state.roots.find(lease);
  if (i == state.roots.end())
    return;
  auto& x = i->second;
  carry(self, lease, x, what(x));
  if (x.machine.phase() == chain_phase::done) {
    state.roots.erase(i);
    return;
  }
  x.rests = x.machine.rests();
  if (x.rests)
    state.out.words.emplace_back(
        root_rests{lease, x.orders, x.machine.next_deadline().value_or(forever),
                   x.machine.sent()});
}

// -- what it is told ----------------------------------------------------------

struct obedience {
  chain_effects operator()(const change_recorded& x) const {
    return machine.durable(x.sequence, now);
  }
  chain_effects operator()(const renew_chain& x) const {
    return machine.renew(x.terms, now);
  }
  chain_effects operator()(const end_chain& x) const {
    return machine.end(x.reason, now, {x.resource, x.gateway}, x.ack_within);
  }
  chain_effects operator()(const lease_acknowledged& x) const {
    return machine.acknowledged(x.sequence, now);
  }
  chain_effects operator()(const yield_chain& x) const {
    return machine.yield(x.terms, now);
  }
  chain_effects operator()(change_chain& x) const {
    if (!x.pledges.empty())
      machine.rest_on(std::move(x.pledges));
    return machine.change_to(std::move(x.terms), now);
  }
  chain_effects operator()(stay_chain) const {
    return machine.stay(now);
  }
  chain_effects operator()(go_on_chain) const {
    return machine.go_on();
  }
  chain_effects operator()(const keep_chain& x) const {
    return machine.holder_alive(x.deadline);
  }
  chain_effects operator()(align_chain) const {
    return machine.align(now);
  }
  chain_effects operator()(const suspend_chain& x) const {
    return machine.suspend(x.origin, now);
  }
  chain_effects operator()(resume_chain) const {
    return machine.resume(now);
  }
  chain_effects operator()(look_at_time) const {
    return machine.due(now);
  }
  chain_effects operator()(const hop_lost& x) const {
    return machine.lost(x, now);
  }
  chain_effects operator()(sleep_chain) const {
    return {};
  }

  chain_machine& machine;
  instant now;
};

void obey(chain_pointer self, chain_order& x, instant now) {
  if (std::holds_alternative<sleep_chain>(x.order)) {
    self->state.roots.erase(x.lease);
    return;
  }
  step(self, x.lease, [&](root& r) {
    ++r.orders;
    return std::visit(obedience{r.machine, now}, x.order);
  });
}

void wake_due(chain_pointer self, instant now) {
  std::vector<lease_id> due;
  for (auto& [lease, x] : self->state.roots)
    if (!x.rests && x.machine.next_deadline().value_or(forever) <= now)
      due.push_back(lease);
  for (auto lease : due)
    step(self, lease, [now](root& r) { return r.machine.due(now); });
}

// -- what it says -------------------------------------------------------------

/// What a gateway that the region lacks would say: it holds nothing.
hop_answer gone(const hop_key& key) {
  hop_answer answer;
  answer.key = key;
  answer.step = hop_step::release;
  return answer;
}

void order(chain_pointer self, const gateway_name& name,
           std::vector<rooted_order>& orders) {
  auto& gateways = self->state.config.region->gateways;
  if (auto gateway = gateways.find(name); gateway != gateways.end()) {
    self->send(gateway->second, order_hops{std::move(orders), self});
    return;
  }
  hop_answers absent;
  for (auto& x : orders)
    if (std::holds_alternative<release_hop>(x.order))
      absent.answers.push_back(gone(key_of(x.order)));
  if (!absent.answers.empty())
    self->send(self, std::move(absent));
}

std::optional<instant> next_deadline(const chain_state& state) {
  std::optional<instant> next;
  for (auto& [lease, x] : state.roots)
    if (auto at = x.rests ? std::nullopt : x.machine.next_deadline())
      next = std::min(*at, next.value_or(forever));
  return next;
}

/// The end of a message: says what has gathered.
void finish(chain_pointer self) {
  auto& state = self->state;
  auto out = std::exchange(state.out, {});
  for (auto& [name, orders] : out.gateways)
    order(self, name, orders);
  if (!out.changes.empty())
    self->send(state.config.events,
               record_changes{std::move(out.changes), state.config.listener});
  if (!out.gone.empty())
    self->send(state.config.events, forget_leases{std::move(out.gone)});
  if (!out.words.empty())
    self->send(state.config.parent,
               chain_report{state.config.id, std::move(out.words)});
  if (state.roots.empty())
    self->quit();
  else
    wake_at(self, state.timer, next_deadline(state), state.config.clock->now());
}

void start(chain_pointer self, std::vector<chain_machine> machines) {
  auto& state = self->state;
  auto now = state.config.clock->now();
  for (auto& machine : machines) {
    auto lease = machine.record().info.id;
    auto& x =
        state.roots.emplace(lease, root{std::move(machine)}).first->second;
    carry(self, lease, x, x.machine.start(now));
  }
  finish(self);
}

/// What leases in this phase are doing.
const char* words_for(chain_phase phase) {
  switch (phase) {
  case chain_phase::holding:
    return "asking gateways to hold";
  case chain_phase::waiting:
    return "held, waiting for others to give back";
  case chain_phase::committing:
    return "committing";
  case chain_phase::recording:
    return "writing the grant";
  case chain_phase::granted:
    return "granted";
  case chain_phase::renewing:
    return "extending hops";
  case chain_phase::recording_renewal:
    return "writing new terms";
  case chain_phase::securing:
    return "securing other terms";
  case chain_phase::secured:
    return "other terms held, waiting for others to give back";
  case chain_phase::switching:
    return "switching to other terms";
  case chain_phase::telling:
    return "waiting for the lessee to know";
  case chain_phase::ending:
    return "writing the end";
  case chain_phase::releasing:
    return "releasing hops";
  case chain_phase::done:
    break;
  }
  return "done";
}

} // namespace

std::string chain_state::in_words() const {
  if (roots.size() == 1) {
    auto& [lease, only] = *roots.begin();
    const auto& info = only.machine.record().info;
    return fmt::format("{}: {}; epoch {}, {}", to_string(lease),
                       words_for(only.machine.phase()), info.epoch.value(),
                       counted(info.route.hops.size(), "hop"));
  }
  std::map<chain_phase, std::size_t> phases;
  for (auto& [lease, x] : roots)
    ++phases[x.machine.phase()];
  std::vector<std::string> parts;
  for (auto [phase, count] : phases)
    parts.push_back(fmt::format("{} {}", count, words_for(phase)));
  return fmt::format("{}: {}", counted(roots.size(), "lease"),
                     fmt::join(parts, ", "));
}

chain_actor::behavior_type chain(chain_pointer self, chain_config config,
                                 std::vector<chain_machine> machines) {
  self->state.config = std::move(config);
  start(self, std::move(machines));
  auto now = [self] {
    return self->state.config.clock->now();
  };
  return {
      [self, now](const hop_answers& msg) {
        auto at = now();
        for (auto& answer : msg.answers)
          step(self, answer.key.lease,
               [&](root& r) { return r.machine.answered(answer, at); });
        finish(self);
      },
      [self, now](order_roots& msg) {
        auto at = now();
        for (auto& x : msg.orders)
          obey(self, x, at);
        finish(self);
      },
      [self](region_changed& msg) {
        self->state.config.region = std::move(msg.region);
      },
      [self, now](const wake_up& msg) {
        self->state.timer.fired(msg);
        wake_due(self, now());
        finish(self);
      },
  };
}

} // namespace leasehold
