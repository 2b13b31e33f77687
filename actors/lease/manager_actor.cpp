// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/manager_actor.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>

#include "actors/lease/manager_parts.hpp"
#include "messages/bounds.hpp"

namespace leasehold {

namespace {

using manager::pointer;

void stop(pointer self, caf::exit_msg& msg) {
  for (auto& [lease, child] : self->state.chains)
    self->send_exit(child, msg.reason);
  self->quit(std::move(msg.reason));
}

void list(const manager_state& state, const list_leases& msg) {
  if (!state.region)
    return msg.reply.fail("the node is still starting; try again");
  auto now = state.config.clock->now();
  auto count_max = std::min<std::size_t>(
      msg.count_max == 0 ? bounds::batch_items : msg.count_max,
      bounds::batch_items);
  auto found = state.table.page(msg.filter, msg.who, msg.after, count_max);
  lease_page page;
  if (found.size() > count_max) {
    page.after = lease_page::rest::more;
    found.resize(count_max);
  }
  for (auto& record : found)
    page.leases.push_back(manager::describe(state, *record, now));
  msg.reply(std::move(page));
}

lease_book read_book(const manager_state& state,
                     read_lease_book::detail wanted) {
  lease_book book;
  book.count = state.table.size();
  book.in_setup = state.setups.size();
  if (wanted == read_lease_book::detail::count)
    return book;
  book.leases.reserve(state.table.size());
  for (auto& [id, record] : state.table.all())
    book.leases.push_back(record);
  return book;
}

void look_at_disk(pointer self) {
  auto& state = self->state;
  self->delayed_send(self, state.config.disk_check_every, check_disk{});
  // A STORE that does not answer ends the node; nothing is to be done here.
  self->request(state.config.store, std::chrono::seconds{10},
                read_store_status{})
      .then(
          [self](const store_status& x) {
            self->state.space = x.journal.space == disk_space::low
                ? manager_state::disk::low
                : manager_state::disk::ample;
          },
          [](const caf::error&) {});
}

void start(pointer self, manager_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  for (auto& [lease, lessee] : std::exchange(state.config.ended, {}))
    state.table.remember(lease, lessee);
  look_at_disk(self);
}

void enter(pointer self, region_changed& msg) {
  auto& state = self->state;
  auto before = std::exchange(state.region, std::move(msg.region));
  if (before && before->gateways != state.region->gateways)
    for (auto& [lease, chain] : state.chains)
      self->send(chain, region_changed{state.region});
  manager::restore(self);
  manager::fit_in(self, before.get());
}

} // namespace

lease_manager_actor::behavior_type lease_manager(pointer self,
                                                 manager_config config) {
  self->set_exit_handler([self](caf::exit_msg& msg) { stop(self, msg); });
  self->set_down_handler(
      [self](caf::down_msg& msg) { manager::chain_down(self, msg); });
  start(self, std::move(config));
  return {
      [self](request_leases& msg) { manager::request(self, msg); },
      [self](renew_leases& msg) { manager::renew(self, msg); },
      [self](change_leases& msg) { manager::change(self, msg); },
      [self](release_leases& msg) { manager::release(self, msg); },
      [self](const acknowledge_lease& msg) { manager::acknowledge(self, msg); },
      [self](const list_leases& msg) { list(self->state, msg); },
      [self](const holder_seen& msg) { manager::holder_lives(self, msg); },
      [self](region_changed& msg) { enter(self, msg); },
      [self](const plan_region& msg) { manager::tell_plan(self, msg); },
      [self](policy_changed& msg) { self->state.laws = std::move(msg.laws); },
      [self](const read_lease_book& msg) {
        return read_book(self->state, msg.wanted);
      },
      [self](route_plan& msg) { manager::planned(self, msg); },
      [self](const setup_refused& msg) { manager::refused(self, msg); },
      [self](const renewal_failed& msg) {
        manager::renewal_refused(self, msg);
      },
      [self](const change_failed& msg) { manager::change_refused(self, msg); },
      [self](const lease_waits& msg) { manager::holds_all(self, msg); },
      [self](const lease_yielded& msg) { manager::yielded(self, msg.lease); },
      [self](const lease_recorded& msg) { manager::recorded(self, msg); },
      [self](const lease_settled& msg) { manager::settled(self, msg); },
      [self](const ask_root& msg) { manager::find_root_of(self, msg); },
      [self](const hop_lost& msg) { manager::pass_on(self, msg); },
      [self](const hop_answer& msg) { manager::pass_on(self, msg); },
      [self](const resource_short& msg) { manager::ration(self, msg); },
      [self](const curtail_leases& msg) { manager::curtail(self, msg); },
      [self](check_disk) {
        look_at_disk(self);
        manager::forget_holders(self);
        manager::look_around(self);
      },
  };
}

} // namespace leasehold
