// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/gateway_actor.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>
#include <fmt/format.h>

#include "actors/gateway/circuit_orders.hpp"
#include "actors/gateway/gateway_resources.hpp"
#include "actors/gateway/hop_actor.hpp"
#include "actors/record/records.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using gateway_pointer = role_pointer<gateway_actor, gateway_state>;
using write = ledger_change::write;

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
  if (!state.ledger->empty())
    state.count_at = std::min(state.count_at, saturating_add(now, count_every));
  arm(self, now);
}

void count(gateway_pointer self, instant now) {
  auto& state = self->state;
  if (now < state.count_at)
    return;
  state.count_at = forever;
  if (state.narrowed)
    return; // It is counted when what there is has been decided.
  for (auto& found : state.ledger->shortages(now)) {
    state.ledger->doubt(found.resource, now);
    self->send(state.config.roots,
               resource_short{state.config.name, std::move(found)});
    state.count_at = saturating_add(now, count_every);
  }
}

// -- hops --------------------------------------------------------------------

/// The words of a HOP that died are lost: who waits for them asks again.
void child_died(gateway_pointer self, const caf::down_msg& msg) {
  if (!self->state.hops.down(msg))
    resources::died(self, msg);
}

// -- decisions ---------------------------------------------------------------

/// What comes of one message: rows in the order of the decisions, what may be
/// said at once, and what waits for the rows.
class wave {
public:
  explicit wave(gateway_pointer self, root_actor chain = {})
      : self_(self),
        now_(self->state.config.clock->now()),
        circuits_(*self->state.ledger, self->state.addresses) {
    words_.chain = std::move(chain);
    words_.roots = self->state.config.roots;
  }

  instant now() const noexcept {
    return now_;
  }

  void obey(const rooted_order& x) {
    if (speaks_for(key_of(x.order).lease, x.root))
      obey(x.order, x.root);
  }

  void obey(const hop_order& order, const gateway_name& root) {
    const auto lease = key_of(order).lease;
    circuits_.touch(lease);
    std::visit([&](auto& x) { take(x, root); }, order);
    circuits_.touch(lease);
  }

  /// Whether the lease is of that root: nobody else has a say in it (S3).
  bool speaks_for(lease_id lease, const gateway_name& root) const {
    auto known = ledger().find(lease);
    return known == nullptr || known->root == root;
  }

  /// A hop that is over at its end.
  void end(const hop_record& record) {
    circuits_.touch(record);
    rows_.push_back(erasure_of(record));
    words_.lost.push_back({record.key, record.root, errc::lease_over});
  }

  /// Writes, has the RESOURCEs put in force what was decided, and leaves what
  /// waits for both to a HOP.
  void finish() {
    auto& state = self_->state;
    auto circuits = circuits_.take();
    if (!at_once_.empty() && words_.chain)
      self_->send(words_.chain, hop_answers{std::move(at_once_)});
    if (!lost_at_once_.empty())
      self_->send(words_.roots, hops_lost{std::move(lost_at_once_)});
    circuit_client_actor client;
    if (!rows_.empty()) {
      words_.token = ++state.token;
      for (auto& [nic, wanted] : circuits) {
        words_.nics.insert(nic);
        for (auto& each : wanted)
          if (circuits_.leaves(nic, each.lease))
            words_.leaving.emplace(nic, each.lease);
      }
      auto& speaker =
          state.hops.spawn(self_, state.token, hop, std::move(words_));
      client = speaker;
      self_->send(state.config.store,
                  append_records{std::move(rows_), state.token, speaker});
    }
    for (auto& [nic, wanted] : circuits)
      self_->send(state.resources.at(nic),
                  carry_circuits{std::move(wanted), client});
  }

private:
  void take(const release_hop& order, const gateway_name&) {
    carry(ledger().release(order, now_));
  }
  void take(const hold_hop& order, const gateway_name&) {
    auto answer = ledger().hold(order, now_);
    if (answer.code == errc::none)
      resources::touched(self_, order.uses);
    at_once_.push_back(std::move(answer));
  }
  void take(const commit_hop& order, const gateway_name&) {
    auto known = ledger().find(order.key.lease);
    auto was_held = known != nullptr && known->state == hop_state::held;
    auto change = ledger().commit(order, now_);
    if (was_held && change.journal == write::put)
      resources::granted(self_, change.record.uses);
    carry(std::move(change));
  }
  void take(const confirm_hop& order, const gateway_name& root) {
    ledger().confirm(order, now_);
    // The root takes for active what is not there: the word of its end was
    // lost.
    if (ledger().find(order.key.lease) == nullptr)
      lost_at_once_.push_back({order.key, root, errc::lease_over});
  }
  void take(const renew_hop& order, const gateway_name&) {
    carry(ledger().renew(order, now_));
  }

  void carry(ledger_change change) {
    if (change.journal == write::none) {
      at_once_.push_back(std::move(change.answer));
      return;
    }
    rows_.push_back(change.journal == write::erase ? erasure_of(change.record)
                                                   : to_record(change.record));
    if (change.journal == write::put)
      change.answer.enforced =
          enforced_here(change.record, ledger(), *self_->state.addresses);
    words_.answers.push_back(std::move(change.answer));
    resources::touched(self_, change.record.uses);
  }

  ledger_machine& ledger() const {
    return *self_->state.ledger;
  }

  gateway_pointer self_;
  instant now_;
  record_group rows_;
  std::vector<hop_answer> at_once_;
  std::vector<hop_lost> lost_at_once_;
  hop_words words_;
  circuit_orders circuits_;
};

void obey(gateway_pointer self, order_hops& msg) {
  wave all{self, std::move(msg.chain)};
  for (auto& order : msg.orders)
    all.obey(order);
  all.finish();
  arm(self, all.now());
}

void expire(gateway_pointer self) {
  wave all{self};
  for (auto& due : self->state.ledger->expire(all.now(), expire_max))
    switch (due.event) {
    case ledger_due::what::hold_expired:
      resources::touched(self, due.record.uses);
      break;
    case ledger_due::what::ended:
      all.end(due.record);
      resources::touched(self, due.record.uses);
      break;
    case ledger_due::what::unconfirmed:
      self->send(
          self->state.config.roots,
          ask_root{{due.record.key, due.record.root}, root_asker_actor{self}});
    }
  all.finish();
  resources::look_again(self, all.now());
  count(self, all.now());
  arm(self, all.now());
}

void root_said(gateway_pointer self, const root_answer& msg) {
  wave all{self};
  if (!all.speaks_for(msg.key.lease, msg.root))
    return;
  switch (msg.state) {
  case root_state::gone:
    all.obey(release_hop{msg.key}, msg.root);
    break;
  case root_state::alive:
    all.obey(confirm_hop{msg.key, msg.deadline}, msg.root);
    break;
  case root_state::pending:
    break; // The ledger asks again.
  }
  all.finish();
  arm(self, all.now());
}

// -- resources and reports ---------------------------------------------------

void place(gateway_pointer self, const place_resources& wanted) {
  auto& ledger = *self->state.ledger;
  self->state.narrowed = false;
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

void narrow(gateway_state& state, const place_resources& wanted) {
  auto& ledger = *state.ledger;
  state.narrowed = true;
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
  wave all{self};
  for (auto& record : std::exchange(state.config.restored, {}))
    if (has_all(*state.ledger, record.uses)
        && (!record.next || has_all(*state.ledger, record.next->uses))) {
      state.ledger->restore(record, all.now());
      resources::touched(self, record.uses);
      if (record.next)
        resources::touched(self, record.next->uses);
    } else {
      all.end(record);
    }
  all.finish();
  resources::tell_circuits(self);
  count_later(self, all.now());
}

} // namespace

std::string gateway_state::in_words() const {
  const auto info = ledger->describe();
  return fmt::format("owns {}; {} active, {} held",
                     counted(resources.size(), "resource"),
                     counted(info.hops_active, "hop"), info.hops_held);
}

gateway_actor::behavior_type gateway(gateway_pointer self,
                                     gateway_config config) {
  self->set_exit_handler([self](caf::exit_msg& msg) { stop(self, msg); });
  self->set_down_handler([self](caf::down_msg& msg) { child_died(self, msg); });
  start(self, std::move(config));
  return {
      [self](order_hops& msg) { obey(self, msg); },
      [self](const probe_gateway& msg) {
        auto& state = self->state;
        auto answer = state.ledger->answer(
            msg.question, state.config.clock->now(), msg.resources);
        for (auto& view : answer.resources)
          if (auto i = state.known.find(view.resource); i != state.known.end())
            view.trouble = i->second.trouble;
        self->send(msg.prober, std::move(answer));
      },
      [self](const place_resources& msg) {
        place(self, msg);
        resources::tell_circuits(self);
        count_later(self, self->state.config.clock->now());
      },
      [self](const narrow_resources& msg) {
        narrow(self->state, msg.wanted);
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
