// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/driver_actor.hpp"

#include <utility>
#include <vector>

#include <caf/make_message.hpp>

namespace leasehold {

namespace {

failure not_open(const driver_state& state) {
  return {errc::unavailable,
          state.config.interface.device + " is not open: read it first"};
}

result<std::vector<channel>> read(driver_state& state) {
  if (!state.opened) {
    auto opened = state.config.open(state.config.interface);
    if (!opened)
      return opened.error();
    state.opened = std::move(*opened);
  }
  auto found = state.opened->read();
  // What can't be read may be another interface by now.
  if (!found)
    state.opened.reset();
  return found;
}

/// The time since their `lasts` was counted is gone.
std::vector<channel_order> late_by(duration late,
                                   std::vector<channel_order> orders) {
  for (auto& order : orders)
    if (order.as && order.as->lasts <= late)
      order.as.reset();
    else if (order.as)
      order.as->lasts -= late;
  return orders;
}

std::vector<status> change(driver_state& state,
                           const std::vector<channel_order>& orders) {
  if (!state.opened)
    return std::vector<status>(orders.size(), not_open(state));
  return state.opened->change(orders);
}

/// What an end takes away is counted first.
std::map<std::uint64_t, channel_traffic>
count_those_that_go(driver_state& state,
                    const std::vector<channel_order>& orders) {
  std::vector<std::uint64_t> ids;
  for (auto& order : orders)
    if (!order.as)
      ids.push_back(order.id);
  if (!state.opened || ids.empty())
    return {};
  auto counted = state.opened->count_of(ids);
  return counted ? std::move(*counted)
                 : std::map<std::uint64_t, channel_traffic>{};
}

result<interface_traffic> count(driver_state& state) {
  if (!state.opened)
    return not_open(state);
  return state.opened->count();
}

} // namespace

std::string driver_state::in_words() const {
  return (opened ? "divides " : "waits for ") + config.interface.device;
}

driver_actor::behavior_type
driver(role_pointer<driver_actor, driver_state> self, driver_config config) {
  self->state.config = std::move(config);
  return {
      [self](const read_interface& msg) {
        auto& state = self->state;
        interface_read answer{state.config.interface.device, read(state)};
        // Now: what has ended meanwhile goes with the next order.
        if (auto counted = count(state))
          answer.counted = std::move(*counted);
        self->send(msg.asker, std::move(answer));
      },
      [self](const change_channels& msg) {
        auto& state = self->state;
        const auto orders =
            late_by(state.config.clock->now() - msg.at, msg.orders);
        channels_changed done{state.config.interface.device, {}, {}};
        done.last = count_those_that_go(state, orders);
        done.outcomes = change(state, orders);
        self->send(msg.asker, std::move(done));
      },
      [self](const read_carrier& msg) {
        auto& state = self->state;
        auto& device = state.config.interface.device;
        if (!state.works)
          state.works = state.config.watch(device);
        const auto is = state.works() ? carrier::up : carrier::down;
        if (std::exchange(state.said, is) != is)
          self->send(msg.asker, carrier_read{device, is});
      },
      [self](const read_counters& msg) {
        self->send(msg.asker,
                   counters_read{self->state.config.interface.device,
                                 count(self->state)});
      },
      [self](const clear_interface&) {
        // Also what a run before this one left there.
        if (read(self->state))
          self->state.opened->clear();
        self->quit();
      },
  };
}

} // namespace leasehold
