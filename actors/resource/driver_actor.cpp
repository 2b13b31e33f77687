// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/driver_actor.hpp"

#include <utility>

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

status change(driver_state& state, const channel_order& order) {
  if (!state.opened)
    return failure{errc::unavailable,
                   state.config.interface.device
                       + " is not open: read it first"};
  return order.as ? state.opened->put(*order.as)
                  : state.opened->remove(order.id);
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
        channels_changed done{self->state.config.interface.device, {}};
        for (auto& order : msg.orders)
          done.outcomes.push_back(change(self->state, order));
        self->send(msg.asker, std::move(done));
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
