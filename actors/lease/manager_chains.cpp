// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>

#include "actors/lease/chain_actor.hpp"
#include "actors/lease/manager_parts.hpp"
#include "actors/route/route_uses.hpp"

namespace leasehold::manager {

namespace {

constexpr duration clock_tick{1};

/// The other node that has the roots of that gateway's leases, if one has.
const other_node* elsewhere(const manager_state& state,
                            const gateway_name& root) {
  return state.region ? state.region->find_elsewhere(root) : nullptr;
}

bool is_spread(const manager_state& state, const route& path) {
  return std::any_of(path.hops.begin(), path.hops.end(), [&](auto& hop) {
    return elsewhere(state, hop.gateway) != nullptr;
  });
}

/// Hops count more time from when they were told of it; what is taken away they
/// count as they did.
void count_from(manager_state& state, const lease_recorded& msg) {
  auto& info = msg.record->info;
  if (info.state == lease_state::over) {
    state.counted.erase(info.id);
    return;
  }
  auto before = state.table.find(info.id);
  if (before == nullptr) {
    if (auto i = state.setups.find(info.id); i != state.setups.end())
      state.counted[info.id] = i->second.counted;
  } else if (msg.event.kind == event_kind::renewed
             && (before->info.term.end == forever
                 || before->info.term.end < info.term.end)) {
    if (auto i = state.renewals.find(info.id); i != state.renewals.end())
      state.counted[info.id] = i->second.counted;
  }
}

/// How long what hops of other nodes count may be believed, however fast their
/// clocks are and however slow this one.
duration believed_there(const manager_state& state, instant deadline,
                        const manager_state::origin& counted) {
  auto until = believed_until(counted.believed,
                              std::max(deadline - counted.at, duration::zero()),
                              state.config.rates);
  return until - std::min(until, state.config.clock->believed());
}

/// The tick of the clock that shows `now` may be nearly over.
duration left_until(instant end, instant now) {
  return std::max(end - now - clock_tick, duration::zero());
}

std::optional<manager_state::origin> counted_of(const manager_state& state,
                                                lease_id lease) {
  auto i = state.counted.find(lease);
  return i == state.counted.end() ? std::nullopt : std::optional{i->second};
}

void note_restriction(manager_state& state, const lease_record& record) {
  auto& info = record.info;
  if (record.phase == lease_phase::granted && info.amount != info.asked)
    state.restricted.insert(info.id);
  else
    state.restricted.erase(info.id);
}

/// A root that goes on with a lease, under epochs that none before it has used:
/// no lease gets so many from one root without one being written.
chain_machine resumed(const manager_state& state, lease_record record) {
  constexpr std::uint64_t epochs_of_a_root = 4096;
  chain_machine machine{std::move(record), state.config.timing};
  machine.epochs_from(
      epoch{(state.config.boots << 32) + state.respawned * epochs_of_a_root});
  return machine;
}

} // namespace

manager_state::origin begin_to_count(const manager_state& state) {
  return {state.config.clock->now(), state.config.clock->believed()};
}

void start_chain(pointer self, chain_machine machine) {
  auto& state = self->state;
  auto id = machine.record().info.id;
  chain_config config{self,
                      self,
                      state.config.events,
                      state.region,
                      state.config.clock,
                      state.config.timing};
  auto child =
      self->spawn<caf::monitored>(chain, std::move(config), std::move(machine));
  state.leases.emplace(child.address(), id);
  state.chains.insert_or_assign(id, std::move(child));
}

void chain_down(pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  auto i = state.leases.find(msg.source);
  if (i == state.leases.end())
    return;
  auto id = i->second;
  state.leases.erase(i);
  state.chains.erase(id);
  abandon(self, id);
  if (msg.reason) {
    self->send(state.config.events, settle_lease{id, self});
    return;
  }
  state.table.erase(id);
  state.restricted.erase(id);
  state.unmoved.erase(id);
  yielded(self, id);
}

void recorded(pointer self, const lease_recorded& msg) {
  auto& state = self->state;
  auto id = msg.record->info.id;
  count_from(state, msg);
  state.table.put(msg.record);
  note_restriction(state, *msg.record);
  if (auto chain = state.chains.find(id); chain != state.chains.end()) {
    self->send(chain->second, change_recorded{msg.event.sequence});
    // Who was seen meanwhile is told of a later deadline (C2).
    keep(self, *msg.record);
  }
  granted(self, *msg.record);
  answer_change(self, msg);
  change_settled(self, msg);
}

void settled(pointer self, const lease_settled& msg) {
  auto& state = self->state;
  state.changing.erase(msg.lease);
  not_moved(self, msg.lease);
  auto record = state.table.find(msg.lease);
  if (record == nullptr) {
    interrupted(self, msg.lease);
    return;
  }
  answer_pending_change(
      self, msg.lease,
      refuse(errc::unknown_outcome,
             "the change was interrupted; look at the lease, and ask again "
             "where it does not have the terms"));
  if (auto i = state.renewals.find(msg.lease); i != state.renewals.end()) {
    i->second.answer(
        refuse(errc::unknown_outcome,
               "the renewal was interrupted; look at the lease, or "
               "renew again with the same request id"));
    state.renewals.erase(i);
  }
  auto again = *record;
  again.info.deadline =
      describe(state, *record, state.config.clock->now()).deadline;
  ++state.respawned;
  start_chain(self, resumed(state, std::move(again)));
  auto& chain = state.chains.at(msg.lease);
  self->send(chain, align_chain{});
  if (auto i = state.releases.find(msg.lease); i != state.releases.end())
    self->send(chain, end_chain{i->second.reason});
}

void restore(pointer self) {
  auto& state = self->state;
  auto now = state.config.clock->now();
  for (auto& record : std::exchange(state.config.restored, {})) {
    if (record.info.term.end == forever)
      record.info.deadline = saturating_add(now, state.config.terms.liveness);
    state.table.put(std::make_shared<lease_record>(record));
    note_restriction(state, record);
    auto id = record.info.id;
    auto spread = is_spread(state, record.info.route);
    start_chain(self, resumed(state, std::move(record)));
    // Hops of this node ask; others may never hear that it was down.
    if (spread)
      self->send(state.chains.at(id), align_chain{});
  }
  for (auto& lost : std::exchange(state.early_losses, {}))
    pass_on(self, lost);
}

void find_root_of(pointer self, const ask_root& msg) {
  auto& state = self->state;
  if (auto node = elsewhere(state, msg.question.root)) {
    self->send(node->actor, msg.question);
    return;
  }
  root_answer answer;
  answer.key = msg.question.key;
  answer.root = msg.question.root;
  auto id = answer.key.lease;
  auto record = state.table.find(id);
  if (record != nullptr && record->phase == lease_phase::granted
      && hop_at(record->info.route, answer.key.gateway) == nullptr) {
    // It left that gateway, or is about to come there.
    if (state.changing.count(id) > 0)
      answer.state = root_state::pending;
  } else if (record != nullptr && record->phase == lease_phase::granted) {
    answer.state = root_state::alive;
    answer.deadline =
        describe(state, *record, state.config.clock->now()).deadline;
    auto chain = state.chains.find(id);
    if (answer.key.epoch != record->info.epoch && chain != state.chains.end())
      self->send(chain->second, align_chain{});
  } else if (record != nullptr || state.setups.count(id) > 0
             || !state.config.restored.empty()) {
    answer.state = root_state::pending;
  }
  self->send(msg.asker, answer);
}

void pass_on(pointer self, const hop_lost& msg) {
  auto& state = self->state;
  if (!state.region)
    state.early_losses.push_back(msg);
  else if (auto node = elsewhere(state, msg.root))
    self->send(node->actor, msg);
  else if (auto i = state.chains.find(msg.key.lease); i != state.chains.end())
    self->send(i->second, msg);
}

void pass_on(pointer self, const hop_answer& msg) {
  auto& chains = self->state.chains;
  if (auto i = chains.find(msg.key.lease); i != chains.end())
    self->send(i->second, msg);
}

lease_info describe(const manager_state& state, const lease_record& record,
                    instant now) {
  auto info = record.info;
  if (info.state == lease_state::active && now < info.term.start)
    info.state = lease_state::booked;
  if (info.term.end == forever)
    if (auto i = state.holders.find(info.lessee); i != state.holders.end())
      info.deadline = std::max(info.deadline, i->second);
  return info;
}

lease_grant grant_of(const manager_state& state, const lease_record& record) {
  return grant_of(state, record, counted_of(state, record.info.id));
}

duration ends_sooner(const manager_state& state, const lease_record& record,
                     instant end) {
  if (end == forever || !is_spread(state, record.info.route))
    return duration::zero();
  auto left = left_until(end, state.config.clock->now());
  auto counted = counted_of(state, record.info.id);
  return counted ? left - std::min(left, believed_there(state, end, *counted))
                 : left;
}

lease_grant grant_of(const manager_state& state, const lease_record& record,
                     const std::optional<manager_state::origin>& counted) {
  auto now = state.config.clock->now();
  lease_grant grant;
  grant.lease = describe(state, record, now);
  auto left = left_until(grant.lease.deadline, now);
  if (is_spread(state, record.info.route))
    left = counted
        ? std::min(left, believed_there(state, record.info.deadline, *counted))
        : duration::zero();
  grant.valid_for = believed_term(left, state.config.rates);
  return grant;
}

} // namespace leasehold::manager
