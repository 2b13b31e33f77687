// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_machine.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "actors/lease/explanation.hpp"
#include "actors/lease/lease_view.hpp"
#include "actors/lease/owed_work.hpp"
#include "actors/route/route_uses.hpp"
#include "messages/bounds.hpp"
#include "runtime/check.hpp"

namespace leasehold {

namespace {

release_outcome released(lease_id lease, errc code, std::string message) {
  return {lease, code, std::move(message)};
}

/// Whether hops may be at gateways where the record has none.
bool changes_route(const lease_entry& entry) {
  return entry.doing<changing>() != nullptr
      || entry.doing<rerouting>() != nullptr
      || entry.doing<regrowing>() != nullptr;
}

/// Answers whoever waits for the operation.
void answer_callers(const lease_operation& work, const refusal& why) {
  if (auto renewal = std::get_if<renewing>(&work))
    for (auto& caller : renewal->callers)
      caller(why);
  else if (auto change = std::get_if<changing>(&work))
    change->caller(why);
}

/// What a caller hears whose operation was carried out by a chain that died.
refusal interrupted(const lease_operation& work) {
  return refuse(
      errc::unknown_outcome,
      std::holds_alternative<renewing>(work)
          ? "the renewal was interrupted; look at the lease, or renew again "
            "with the same request id"
          : "the change was interrupted; look at the lease, and ask again "
            "where it does not have the terms");
}

} // namespace

lease_machine::lease_machine(lease_settings settings, restored_leases restored)
    : restored_(std::move(restored.leases)) {
  x_.settings = std::move(settings);
  for (auto& [lease, lessee] : restored.ended)
    x_.book.remember(lease, lessee);
}

lease_effects lease_machine::finish() {
  while (!x_.touched.empty()) {
    auto lease = *x_.touched.begin();
    x_.touched.erase(x_.touched.begin());
    next_for(lease);
  }
  return std::exchange(x_.effects, {});
}

/// The one place that looks what is next for a lease, whatever happened to it.
void lease_machine::next_for(lease_id lease) {
  auto entry = x_.book.find(lease);
  if (entry == nullptr || !entry->granted() || !takes_orders(entry->root))
    return;
  if (auto& end = entry->work().end) {
    x_.tell(lease,
            end_chain{end->reason, end->origin.resource, end->origin.gateway,
                      end->ack_within});
    entry->root = root_condition::ending;
    return;
  }
  if (!entry->is_idle() || begin_owed(x_, lease) || renewals_.begin_next(lease))
    return;
  x_.book.tidy(lease);
}

// -- ends that are asked for --------------------------------------------------

void lease_machine::release(release_leases& msg) {
  batch_reply<release_outcome>::for_each(
      msg.batch, std::move(msg.reply), [&](auto& item, auto caller) {
        release_one(item, msg.who, std::move(caller));
      });
}

void lease_machine::release_one(const release_request& asked,
                                const principal& who, release_slot caller) {
  auto id = asked.lease;
  if (!x_.region) {
    auto why = not_yet(x_, id);
    return caller(released(id, why.code, why.message));
  }
  auto entry = x_.book.find(id, who);
  if (entry == nullptr && !x_.book.was(id, who)) {
    auto why = absent(x_, id, who);
    return caller(released(id, why.code, why.message));
  }
  if (entry == nullptr || !entry->granted())
    return caller(released(id, errc::none, {}));
  auto& info = entry->record()->info;
  if (asked.epoch.value() != 0 && asked.epoch != info.epoch)
    return caller(released(
        id, errc::stale_epoch,
        fmt::format("lease {} is at epoch {} now, not {}; look at it again",
                    to_string(id), info.epoch.value(), asked.epoch.value())));
  auto& owed = x_.book.owed_end_of(id);
  if (!owed) {
    owed.emplace();
    owed->reason = who.name == info.lessee ? event_reason::requested
                                           : event_reason::administrative;
    if (owed->reason == event_reason::administrative)
      explain_released(x_, *entry->record(), who);
  }
  owed->callers.push_back(std::move(caller));
  x_.touch(id);
}

void lease_machine::acknowledge(const acknowledge_lease& msg) {
  auto entry = x_.book.find(msg.lease, msg.who);
  if (entry == nullptr && !x_.book.was(msg.lease, msg.who)) {
    auto why =
        x_.region ? absent(x_, msg.lease, msg.who) : not_yet(x_, msg.lease);
    return msg.reply(failure{why.code, why.message});
  }
  // A lease that is asleep waits for no acknowledgement.
  if (entry != nullptr && entry->root != root_condition::asleep)
    x_.tell(msg.lease, lease_acknowledged{msg.sequence});
  msg.reply(success());
}

// -- lists --------------------------------------------------------------------

void lease_machine::list(const list_leases& msg) const {
  if (!x_.region)
    return msg.reply.fail("the node is still starting; try again");
  auto count_max = std::min<std::size_t>(
      msg.count_max == 0 ? bounds::batch_items : msg.count_max,
      bounds::batch_items);
  auto found = x_.book.page(msg.filter, msg.who, msg.after, count_max);
  lease_page page;
  if (found.size() > count_max) {
    page.after = lease_page::rest::more;
    found.resize(count_max);
  }
  for (auto& record : found)
    page.leases.push_back(describe(x_, *record));
  msg.reply(std::move(page));
}

lease_snapshot lease_machine::read_book(read_lease_book::detail wanted) const {
  lease_snapshot snapshot;
  snapshot.count = x_.book.leases();
  snapshot.in_setup = x_.book.setups();
  if (wanted == read_lease_book::detail::count)
    return snapshot;
  snapshot.leases.reserve(x_.book.leases());
  for (auto& [id, entry] : x_.book.all())
    if (entry.record())
      snapshot.leases.push_back(entry.record());
  return snapshot;
}

// -- the region ---------------------------------------------------------------

void lease_machine::region_changed(std::shared_ptr<const region_map> region) {
  auto before = std::exchange(x_.region, std::move(region));
  restore();
  vacating_.region_changed(before.get());
  losses_.region_changed();
}

void lease_machine::plan_region(const leasehold::plan_region& msg) const {
  if (!x_.region)
    return msg.reply(
        failure{errc::unavailable, "the node is still starting; try again"});
  msg.reply(vacating_.plan_for(*msg.next));
}

void lease_machine::look_around() {
  renewals_.forget_holders();
  vacating_.look_around();
  losses_.look_around();
}

void lease_machine::routes_found(
    lease_id token, std::variant<std::vector<route>, refusal>& plan,
    search_scope scope) {
  if (x_.book.doing<setting_up>(token) != nullptr)
    setups_.routes_found(token, plan, scope);
  else if (x_.book.doing<renewing>(token) != nullptr)
    renewals_.offer_found(token, std::get<refusal>(plan));
  else
    changes_.routes_found(token, plan);
}

// -- operations that end ------------------------------------------------------

void lease_machine::renewal_failed(const leasehold::renewal_failed& msg) {
  auto work = x_.book.doing<renewing>(msg.lease);
  if (work == nullptr || work->at != renewing::stage::ordered
      || work->asked.request != msg.request)
    return;
  if (!renewals_.seek_offer(*work, msg)) {
    auto failed = x_.book.exchange(msg.lease, idle{});
    renewals_.failed(std::get<renewing>(failed), msg);
  }
  renewals_.keep(msg.lease);
  x_.touch(msg.lease);
}

void lease_machine::change_failed(const leasehold::change_failed& msg) {
  auto entry = x_.book.find(msg.lease);
  if (entry == nullptr || !changes_route(*entry))
    return;
  auto failed = x_.book.exchange(msg.lease, idle{});
  auto move = std::get_if<rerouting>(&failed);
  if (auto change = std::get_if<changing>(&failed))
    changes_.failed(*change, msg);
  else if (move != nullptr && move->newcomer == lease_id{}) {
    if (!losses_.not_moved(msg.lease))
      vacating_.not_moved(msg.lease, msg.why.code);
  } else if (move != nullptr)
    preemptions_.not_moved(msg.lease);
  renewals_.keep(msg.lease);
  x_.touch(msg.lease);
}

void lease_machine::lease_told(const leasehold::lease_told& msg) {
  auto work = x_.book.doing<yielding>(msg.lease);
  if (work == nullptr)
    return;
  // Where nothing was recorded, the lease had nothing to give up any more.
  if (work->at == yielding::stage::recording)
    x_.book.owed_change_of(msg.lease).reset();
  x_.book.exchange(msg.lease, idle{});
  x_.touch(msg.lease);
}

// -- what is durable ----------------------------------------------------------

/// Hops count more time from when they were told of it; what is taken away they
/// count as they did.
void lease_machine::believe(const lease_record& record,
                            const lease_event& event) {
  auto& entry = *x_.book.find(record.info.id);
  if (record.phase == lease_phase::over) {
    entry.believed.reset();
  } else if (auto setup = entry.doing<setting_up>()) {
    entry.believed = setup->believed;
  } else if (auto work = entry.doing<renewing>();
             work != nullptr && event.kind == event_kind::renewed) {
    auto& before = entry.record()->info.term;
    if (before.end == forever || before.end < record.info.term.end)
      entry.believed = work->believed;
  }
}

void lease_machine::recorded(std::shared_ptr<const lease_record> record,
                             const lease_event& event) {
  auto id = record->info.id;
  auto entry = x_.book.find(id);
  // A set-up that was answered in vain while its grant was on the way to the
  // disk is a lease all the same.
  if (entry != nullptr)
    believe(*record, event);
  auto setup = x_.book.doing<setting_up>(id);
  auto done =
      setup == nullptr ? lease_operation{} : x_.book.exchange(id, idle{});
  x_.book.put(record);
  auto root = x_.book.find(id)->root;
  if (root == root_condition::alive || root == root_condition::ending) {
    x_.tell(id, change_recorded{event.sequence});
    // Who was seen meanwhile is told of a later deadline (C2).
    renewals_.keep(id);
  }
  if (auto request = std::get_if<setting_up>(&done))
    setups_.granted(*request, *record);
  else if (event.kind == event_kind::ended)
    ended(id);
  else
    operation_recorded(*record, event);
  x_.touch(id);
}

void lease_machine::operation_recorded(const lease_record& record,
                                       const lease_event& event) {
  auto id = record.info.id;
  auto entry = x_.book.find(id);
  // A suspended lease serves again whatever else is under way.
  auto resumed = event.kind == event_kind::restored
      && event.reason == event_reason::unreachable;
  auto is_change = event.kind == event_kind::moved
      || event.kind == event_kind::changed
      || (event.kind == event_kind::restored && !resumed);
  auto is_yield = event.kind == event_kind::restricted
      || event.kind == event_kind::no_renewal;
  if (auto renewal = x_.book.doing<renewing>(id);
      renewal != nullptr && event.kind == event_kind::renewed) {
    renewals_.done(*renewal, record);
    x_.book.exchange(id, idle{});
  } else if (is_change && changes_route(*entry)) {
    auto work = x_.book.exchange(id, idle{});
    if (auto change = std::get_if<changing>(&work))
      changes_.done(*change, record);
    else if (std::holds_alternative<rerouting>(work))
      clear_owed(record);
  } else if (auto yield = x_.book.doing<yielding>(id);
             yield != nullptr && is_yield) {
    clear_owed(record);
    if (yield->ack_within == duration::zero())
      x_.book.exchange(id, idle{});
    else
      yield->at = yielding::stage::acknowledging;
  }
}

void lease_machine::clear_owed(const lease_record& record) {
  auto& owed = x_.book.owed_change_of(record.info.id);
  if (owed && shows(record, *owed))
    owed.reset();
}

void lease_machine::ended(lease_id lease) {
  auto work = x_.book.exchange(lease, idle{});
  answer_callers(work, over(lease));
  x_.book.find(lease)->renewed.reset();
  if (auto next = std::exchange(x_.book.next_renewal(lease), std::nullopt))
    answer_callers(std::move(*next), over(lease));
  x_.book.owed_change_of(lease).reset();
  if (auto end = std::exchange(x_.book.owed_end_of(lease), std::nullopt))
    for (auto& caller : end->callers)
      caller(released(lease, errc::none, {}));
  x_.book.tidy(lease);
}

// -- roots --------------------------------------------------------------------

void lease_machine::sleep(const leasehold::root_rests& where) {
  auto& entry = *x_.book.find(where.lease);
  entry.root = root_condition::asleep;
  entry.slept_at = where.sent;
  x_.alarms.arm(where.lease, where.wakes_at);
}

void lease_machine::restore() {
  for (auto& record : std::exchange(restored_, {})) {
    // Nobody could see its holder meanwhile; and after a reboot the time is
    // earlier than when it was written how long it lives at least (T1).
    if (record.info.term.end == forever)
      record.info.deadline =
          std::max(record.info.deadline,
                   saturating_add(x_.now(), x_.settings.terms.liveness));
    auto id = record.info.id;
    x_.book.put(std::make_shared<lease_record>(record));
    x_.book.find(id)->unknown_up_to = x_.unknown_epochs();
    auto spread = is_spread(x_, record.info.route);
    const chain_machine root{record, x_.settings.timing};
    if (root.rests())
      sleep({id, 0, root.next_deadline().value_or(forever), root.sent()});
    else
      x_.give_root(id, std::move(record));
    x_.touch(id);
    // Hops of this node ask; others may never hear that it was down.
    if (spread)
      x_.tell(id, align_chain{});
  }
}

void lease_machine::root_rests(const leasehold::root_rests& msg) {
  auto entry = x_.book.find(msg.lease);
  if (entry == nullptr || !entry->granted()
      || entry->root != root_condition::alive)
    return;
  // A root rests once every gateway that the lease left has given back. The
  // next root must not wait for them again: it would not go there.
  if (!entry->record()->left.empty()) {
    auto record = std::make_shared<lease_record>(*entry->record());
    record->left.clear();
    x_.book.put(std::move(record));
  }
  x_.tell(msg.lease, sleep_chain{});
  sleep(msg);
}

void lease_machine::hop_lost(const leasehold::hop_lost& msg) {
  x_.tell(msg.key.lease, msg);
}

void lease_machine::look_at_time() {
  constexpr std::size_t woken_max = 1000;
  for (auto lease : x_.alarms.pop_due(x_.now(), woken_max))
    x_.tell(lease, leasehold::look_at_time{});
}

void lease_machine::root_down(lease_id lease, exit how) {
  preemptions_.abandon(lease);
  auto entry = x_.book.find(lease);
  if (how == exit::died) {
    if (entry != nullptr)
      entry->root = root_condition::settling;
    x_.emit(settle_root{lease});
    return;
  }
  if (entry == nullptr)
    return;
  entry->root = root_condition::absent;
  if (!entry->record())
    return; // Why it was refused is on its way.
  x_.book.erase(lease);
  preemptions_.gone(lease);
}

void lease_machine::settled(lease_id lease) {
  auto entry = x_.book.find(lease);
  if (entry == nullptr || entry->root != root_condition::settling)
    return;
  if (!entry->record())
    return setups_.interrupted(lease);
  // What the planner was asked needs no chain, and goes on.
  auto change = entry->doing<changing>();
  auto renewal = entry->doing<renewing>();
  auto asking = (change != nullptr && change->at == changing::stage::searching)
      || (renewal != nullptr && renewal->at == renewing::stage::explaining);
  if (!asking) {
    auto work = x_.book.exchange(lease, idle{});
    answer_callers(work, interrupted(work));
    if (auto move = std::get_if<rerouting>(&work))
      if (move->newcomer != lease_id{})
        preemptions_.not_moved(lease);
  }
  auto record = *entry->record();
  record.info.deadline = describe(x_, record).deadline;
  ++x_.respawned;
  entry->unknown_up_to = x_.unknown_epochs();
  x_.give_root(lease, std::move(record));
  x_.touch(lease);
  x_.tell(lease, align_chain{});
}

root_answer lease_machine::find_root(const leasehold::find_root& question) {
  root_answer answer;
  answer.key = question.key;
  answer.root = question.root;
  auto id = answer.key.lease;
  auto entry = x_.book.find(id);
  if (entry == nullptr || !entry->granted()) {
    if (entry != nullptr || !restored_.empty())
      answer.state = root_state::pending;
    return answer;
  }
  auto& record = *entry->record();
  if (hop_at(record.info.route, answer.key.gateway) == nullptr) {
    // It left that gateway, or is about to come there.
    if (changes_route(*entry))
      answer.state = root_state::pending;
    return answer;
  }
  answer.state = root_state::alive;
  answer.deadline = describe(x_, record).deadline;
  if (answer.key.epoch != record.info.epoch && takes_orders(entry->root))
    x_.tell(id, align_chain{});
  return answer;
}

} // namespace leasehold
