// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/gateway_actor.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>

#include "actors/gateway/gateway_resources.hpp"
#include "actors/gateway/hop_actor.hpp"
#include "actors/record/records.hpp"

namespace leasehold {

namespace {

using gateway_pointer = gateway_actor::stateful_pointer<gateway_state>;
using write = ledger_change::write;
using then = await_durable::then;

/// Ends of one wake-up; more wait for the next, behind other messages.
constexpr std::size_t expire_max = 1000;

void arm(gateway_pointer self, instant now) {
  auto& state = self->state;
  auto next = state.ledger->next_deadline().value_or(forever);
  next = std::min({next, state.look_at, state.count_at});
  wake_at(self, state.timer,
          next == forever ? std::nullopt : std::optional{next}, now);
}

// -- shortages ---------------------------------------------------------------

/// Leases of this node's roots give way at once, by their own manager.
constexpr duration count_every = std::chrono::seconds{1};

void count_later(gateway_pointer self, instant now) {
  auto& state = self->state;
  if (!state.hops.empty())
    state.count_at = std::min(state.count_at, saturating_add(now, count_every));
  arm(self, now);
}

void count(gateway_pointer self, instant now) {
  auto& state = self->state;
  if (now < state.count_at)
    return;
  state.count_at = forever;
  for (auto& found : state.ledger->shortages(now)) {
    self->send(state.config.roots,
               resource_short{state.config.name, std::move(found)});
    state.count_at = saturating_add(now, count_every);
  }
}

// -- hops --------------------------------------------------------------------

const hop_actor& hop_of(gateway_pointer self, lease_id lease) {
  auto& state = self->state;
  if (auto known = state.hops.find(lease))
    return *known;
  return state.hops.spawn(self, lease, hop, root_asker_actor{self},
                          state.config.roots);
}

void child_died(gateway_pointer self, const caf::down_msg& msg) {
  auto lease = self->state.hops.down(msg);
  if (!lease)
    return resources::died(self, msg);
  if (self->state.ledger->find(*lease) != nullptr)
    hop_of(self, *lease);
}

// -- decisions ---------------------------------------------------------------

/// Writes, and leaves the word about it to the hop.
void journal(gateway_pointer self, const ledger_change& change,
             std::variant<hop_answer, hop_lost> word, root_actor root) {
  auto& state = self->state;
  auto lease = change.record.key.lease;
  auto gone = change.journal == write::erase;
  auto token = ++state.token;
  auto& speaker = hop_of(self, lease);
  self->send(speaker,
             await_durable{token, std::move(word), std::move(root),
                           gone ? then::quit : then::go_on});
  self->send(state.config.store,
             append_records{
                 {gone ? erasure_of(change.record) : to_record(change.record)},
                 token,
                 speaker});
  // Its last words said, the hop quits by itself.
  if (gone)
    state.hops.forget(lease);
}

void carry(gateway_pointer self, const ledger_change& change,
           const root_actor& root) {
  if (change.journal != write::none) {
    journal(self, change, change.answer, root);
    resources::touched(self, change.record.uses);
    return;
  }
  if (self->state.ledger->find(change.answer.key.lease) == nullptr)
    self->state.hops.stop(self, change.answer.key.lease);
  if (root)
    self->send(root, change.answer);
}

void hold(gateway_pointer self, const hold_hop& order, const root_actor& root,
          instant now) {
  auto answer = self->state.ledger->hold(order, now);
  if (answer.code == errc::none) {
    hop_of(self, order.key.lease);
    resources::touched(self, order.uses);
  }
  self->send(root, std::move(answer));
}

/// Whether the lease is of that root: nobody else has a say in it (S3).
bool speaks_for(const ledger_machine& ledger, lease_id lease,
                const gateway_name& root) {
  auto known = ledger.find(lease);
  return known == nullptr || known->root == root;
}

void commit(gateway_pointer self, const commit_hop& order,
            const root_actor& root, instant now) {
  auto& ledger = *self->state.ledger;
  auto known = ledger.find(order.key.lease);
  auto was_held = known != nullptr && known->state == hop_state::held;
  auto change = ledger.commit(order, now);
  if (was_held && change.journal == write::put)
    resources::granted(self, change.record.uses);
  carry(self, change, root);
}

void obey(gateway_pointer self, const order_hop& msg) {
  auto& ledger = *self->state.ledger;
  if (!speaks_for(ledger, key_of(msg.order).lease, msg.root_gateway))
    return;
  auto now = self->state.config.clock->now();
  struct visitor {
    void operator()(const hold_hop& x) const {
      hold(self, x, root, now);
    }
    void operator()(const commit_hop& x) const {
      commit(self, x, root, now);
    }
    void operator()(const confirm_hop& x) const {
      ledger.confirm(x, now);
      // The root takes for active what is not there: the word of its end was
      // lost.
      if (ledger.find(x.key.lease) == nullptr)
        self->send(self->state.config.roots,
                   hop_lost{x.key, order.root_gateway, errc::lease_over});
    }
    void operator()(const renew_hop& x) const {
      carry(self, ledger.renew(x, now), root);
    }
    void operator()(const release_hop& x) const {
      carry(self, ledger.release(x, now), root);
    }
    gateway_pointer self;
    ledger_machine& ledger;
    const order_hop& order;
    const root_actor& root;
    instant now;
  };
  std::visit(visitor{self, ledger, msg, msg.root, now}, msg.order);
  arm(self, now);
}

void end_hop(gateway_pointer self, const hop_record& record) {
  ledger_change gone;
  gone.journal = write::erase;
  gone.record = record;
  journal(self, gone, hop_lost{record.key, record.root, errc::lease_over}, {});
}

void expire(gateway_pointer self) {
  auto now = self->state.config.clock->now();
  for (auto& due : self->state.ledger->expire(now, expire_max))
    switch (due.event) {
    case ledger_due::what::hold_expired:
      self->state.hops.stop(self, due.record.key.lease);
      resources::touched(self, due.record.uses);
      break;
    case ledger_due::what::ended:
      end_hop(self, due.record);
      resources::touched(self, due.record.uses);
      break;
    case ledger_due::what::unconfirmed:
      self->send(hop_of(self, due.record.key.lease),
                 find_my_root{{due.record.key, due.record.root}});
    }
  resources::look_again(self, now);
  count(self, now);
  arm(self, now);
}

void root_said(gateway_pointer self, const root_answer& msg) {
  auto& ledger = *self->state.ledger;
  if (!speaks_for(ledger, msg.key.lease, msg.root))
    return;
  auto now = self->state.config.clock->now();
  switch (msg.state) {
  case root_state::gone:
    carry(self, ledger.release({msg.key}, now), {});
    break;
  case root_state::alive:
    ledger.confirm({msg.key, msg.deadline}, now);
    break;
  case root_state::pending:
    break; // The ledger asks again.
  }
  arm(self, now);
}

// -- resources and reports ---------------------------------------------------

void place(gateway_pointer self, const place_resources& wanted) {
  auto& ledger = *self->state.ledger;
  std::set<resource_name> stay;
  for (auto& [resource, capacity] : wanted.capacities) {
    ledger.set_capacity(resource,
                        resources::given_out(self->state, resource, capacity));
    auto limit = wanted.limits.find(resource);
    ledger.set_limit(
        resource, limit == wanted.limits.end() ? term_limit{} : limit->second);
    stay.insert(resource);
  }
  for (auto& resource : ledger.resources())
    if (stay.count(resource) == 0)
      ledger.remove(resource);
  resources::placed(self, wanted);
}

void narrow(ledger_machine& ledger, const place_resources& wanted) {
  const std::map<resource_name, amounts> stay{wanted.capacities.begin(),
                                              wanted.capacities.end()};
  for (auto& view : ledger.answer({}, {}).resources)
    if (auto i = stay.find(view.resource); i != stay.end())
      ledger.set_capacity(view.resource, min(view.capacity, i->second));
    else if (!ledger.remove(view.resource))
      ledger.set_capacity(view.resource, {});
  for (auto& [resource, limit] : wanted.limits)
    if (ledger.has(resource))
      ledger.set_limit(resource, tighter(ledger.limit(resource), limit));
}

gateway_report describe(const gateway_state& state, instant now) {
  gateway_report report;
  report.info = state.ledger->describe();
  probe question;
  question.over = {now, saturating_add(now, duration{1})};
  for (auto& view : state.ledger->answer(question, now).resources) {
    auto bookings = state.ledger->bookings(view.resource);
    report.resources.emplace_back(std::move(view), bookings);
  }
  return report;
}

gateway_audit audit(const gateway_state& state) {
  gateway_audit result;
  result.gateway = state.config.name;
  state.ledger->audit(result.report);
  result.hops = state.ledger->active_hops();
  return result;
}

bool has_all(const ledger_machine& ledger,
             const std::vector<resource_use>& uses) {
  return std::all_of(uses.begin(), uses.end(),
                     [&ledger](auto& use) { return ledger.has(use.resource); });
}

void stop(gateway_pointer self, caf::exit_msg& msg) {
  self->state.hops.stop_all(self, msg.reason);
  self->state.resources.stop_all(self, msg.reason);
  self->quit(std::move(msg.reason));
}

void start(gateway_pointer self, gateway_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.ledger.emplace(state.config.name, state.config.limits);
  place(self, state.config.resources);
  auto now = state.config.clock->now();
  for (auto& record : std::exchange(state.config.restored, {}))
    if (has_all(*state.ledger, record.uses)
        && (!record.next || has_all(*state.ledger, record.next->uses))) {
      state.ledger->restore(record, now);
      hop_of(self, record.key.lease);
      resources::touched(self, record.uses);
      if (record.next)
        resources::touched(self, record.next->uses);
    } else {
      end_hop(self, record);
    }
  count_later(self, now);
}

} // namespace

gateway_actor::behavior_type gateway(gateway_pointer self,
                                     gateway_config config) {
  self->set_exit_handler([self](caf::exit_msg& msg) { stop(self, msg); });
  self->set_down_handler([self](caf::down_msg& msg) { child_died(self, msg); });
  start(self, std::move(config));
  return {
      [self](const order_hop& msg) { obey(self, msg); },
      [self](const probe_gateway& msg) {
        auto& state = self->state;
        self->send(msg.prober,
                   state.ledger->answer(msg.question, state.config.clock->now(),
                                        msg.resources));
      },
      [self](const place_resources& msg) {
        place(self, msg);
        count_later(self, self->state.config.clock->now());
      },
      [self](const narrow_resources& msg) {
        narrow(*self->state.ledger, msg.wanted);
        return describe(self->state, msg.now);
      },
      [self](const admit_effect& msg) {
        auto now = self->state.config.clock->now();
        msg.reply(self->state.ledger->admits(msg.key, now));
      },
      [self](const describe_gateway& msg) {
        return describe(self->state, msg.now);
      },
      [self](const draw_calendar& msg) {
        auto& state = self->state;
        return gateway_calendar{
            state.ledger->draw(msg.question, state.config.clock->now())};
      },
      [self](const watch_demand& msg) {
        resources::watch(self, msg);
        arm(self, self->state.config.clock->now());
      },
      [self](const note_refusal& msg) { resources::refused(self, msg); },
      [self](const describe_demand& msg) { return resources::tell(self, msg); },
      [self](const audit_gateway&) { return audit(self->state); },
      [self](const root_answer& msg) { root_said(self, msg); },
      [self](const watch_load& msg) { resources::listen(self, msg); },
      [self](const resource_serves& msg) {
        resources::serves(self, msg);
        count_later(self, self->state.config.clock->now());
      },
      [self](demand_told& msg) { resources::told(self, msg); },
      [self](tell_resources) {
        self->state.telling = false;
        resources::flush(self);
      },
      [self](const wake_up& msg) {
        self->state.timer.fired(msg);
        expire(self);
      },
  };
}

} // namespace leasehold
