// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/driver_actor.hpp"

#include <utility>
#include <vector>

#include <caf/make_message.hpp>

namespace leasehold {

namespace {

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

std::vector<status> change(driver_state& state,
                           const std::vector<channel_order>& orders) {
  if (!state.opened)
    return std::vector<status>(
        orders.size(),
        failure{errc::unavailable,
                state.config.interface.device + " is not open: read it first"});
  return state.opened->change(orders);
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
        self->send(msg.asker,
                   interface_read{self->state.config.interface.device,
                                  read(self->state)});
      },
      [self](const change_channels& msg) {
        self->send(msg.asker,
                   channels_changed{self->state.config.interface.device,
                                    change(self->state, msg.orders)});
      },
      [self](const read_carrier& msg) {
        auto& state = self->state;
        auto& device = state.config.interface.device;
        if (!state.works)
          state.works = state.config.watch(device);
        self->send(
            msg.asker,
            carrier_read{device, state.works() ? carrier::up : carrier::down});
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
