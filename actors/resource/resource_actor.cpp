// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/resource_actor.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <caf/make_message.hpp>
#include <caf/spawn_options.hpp>
#include <caf/system_messages.hpp>
#include <spdlog/spdlog.h>

#include "actors/resource/driver_actor.hpp"
#include "messages/usage.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using resource_pointer = role_pointer<resource_actor, resource_state>;

void forget_those_who_left(resource_state& state) {
  auto over = [now = state.config.clock->now()](auto& each) {
    return each.until <= now;
  };
  auto& all = state.listeners;
  all.erase(std::remove_if(all.begin(), all.end(), over), all.end());
}

struct carrier {
  void operator()(resource_serves& x) const {
    self->send(self->state.config.parent, std::move(x));
  }
  void operator()(const demand_turned& x) const {
    auto& config = self->state.config;
    lease_event event;
    event.kind = x.to == demand_state::high ? event_kind::demand_high
                                            : event_kind::demand_normal;
    event.reason = event_reason::demand;
    event.resource = config.name;
    event.gateway = config.gateway;
    event.amount = x.taken;
    event.takes_effect = x.at;
    self->send(config.events, record_notice{std::move(event)});
  }
  void operator()(const load_hint& x) const {
    forget_those_who_left(self->state);
    for (auto& each : self->state.listeners)
      self->send(each.actor, x);
  }

  resource_pointer self;
};

void arm(resource_pointer self, instant now) {
  auto& state = self->state;
  auto next = state.machine->next_deadline().value_or(forever);
  if (state.circuits)
    next = std::min({next, state.count_at,
                     state.circuits->next_deadline().value_or(forever)});
  wake_at(self, state.timer,
          next == forever ? std::nullopt : std::optional{next}, now);
}

void carry(resource_pointer self, resource_machine::effects effects,
           instant now) {
  for (auto& effect : effects)
    std::visit(carrier{self}, effect);
  arm(self, now);
}

// -- what is enforced --------------------------------------------------------

const driver_actor& driver_of(resource_pointer self) {
  auto& state = self->state;
  auto& interface = *state.config.given.interface;
  if (auto known = state.drivers.find(interface.device))
    return *known;
  driver_config config{interface, state.config.drivers.open,
                       state.config.drivers.watch, state.config.clock};
  if (state.config.drivers.thread == driver_kind::runs::detached)
    return state.drivers.spawn<caf::detached>(self, interface.device, driver,
                                              std::move(config));
  return state.drivers.spawn(self, interface.device, driver, std::move(config));
}

void enforce(resource_pointer self, circuit_machine::effects effects,
             instant now);

struct enforcer {
  void operator()(const circuit_machine::open_driver&) const {
    self->send(driver_of(self), read_interface{driver_parent_actor{self}});
  }
  void operator()(circuit_machine::change_driver& x) const {
    self->send(
        driver_of(self),
        change_channels{std::move(x.orders), now, driver_parent_actor{self}});
  }
  void operator()(const circuit_machine::read_cable&) const {
    self->send(driver_of(self), read_carrier{driver_parent_actor{self}});
  }
  void operator()(circuit_machine::ticket_done& x) const {
    auto& state = self->state;
    auto client = state.clients.find(x.ticket);
    if (client == state.clients.end())
      return;
    self->send(client->second,
               circuits_carried{state.config.name, std::move(x.failed)});
    state.clients.erase(client);
  }
  void operator()(const circuit_machine::driver_health& x) const {
    auto& state = self->state;
    auto& name = state.config.name.str();
    if (x.is == report_resource::health::failed)
      spdlog::warn("{}: {}; no lease is granted on it, and those that it has "
                   "move, or are told that they end",
                   name, x.why);
    else
      spdlog::info("{}: serves again", name);
    carry(self, state.machine->report({x.is, std::nullopt, x.why}, now), now);
  }

  resource_pointer self;
  instant now;
};

void enforce(resource_pointer self, circuit_machine::effects effects,
             instant now) {
  for (auto& effect : effects)
    std::visit(enforcer{self, now}, effect);
  arm(self, now);
}

// -- what has passed ---------------------------------------------------------

/// Passes on what the counters say, and sets when they are read again.
void meter(resource_pointer self, interface_traffic read, instant now) {
  auto& state = self->state;
  auto& config = state.config;
  if (!config.drivers.meter)
    return;
  state.count_at = saturating_add(now, traffic_every);
  self->send(config.drivers.meter,
             note_traffic{config.name, config.gateway, std::move(read),
                          state.circuits->metered()});
}

void meter_last(resource_pointer self, const channels_changed& msg) {
  auto& state = self->state;
  auto& config = state.config;
  if (!config.drivers.meter)
    return;
  for (auto& [id, read] : msg.last)
    if (auto whose = state.circuits->metered(lease_id{id}))
      self->send(config.drivers.meter,
                 note_last_traffic{config.name, config.gateway,
                                   std::move(*whose), read});
}

/// A driver that can't say it will be found out by the next look at all.
void counted(resource_pointer self, counters_read& msg, instant now) {
  if (msg.counted)
    meter(self, std::move(*msg.counted), now);
  arm(self, now);
}

void count_if_due(resource_pointer self, instant now) {
  auto& state = self->state;
  if (now < state.count_at)
    return;
  state.count_at = forever;
  self->send(driver_of(self), read_counters{driver_parent_actor{self}});
}

void order(resource_pointer self, const carry_circuits& msg, instant now) {
  auto& state = self->state;
  if (!state.circuits) {
    // Its interface went while this was under way.
    if (msg.client)
      self->send(msg.client, circuits_carried{state.config.name, {}});
    return;
  }
  std::optional<std::uint64_t> ticket;
  if (msg.client) {
    ticket = ++state.last_ticket;
    state.clients.emplace(*ticket, msg.client);
  }
  enforce(self, state.circuits->order(msg.circuits, ticket, now), now);
}

void driver_died(resource_pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  if (!state.drivers.down(msg) || !state.circuits)
    return;
  auto now = state.config.clock->now();
  enforce(self, state.circuits->died(now), now);
}

circuit_machine::cables cables_of(const resource_state& state) {
  return state.config.drivers.watch ? circuit_machine::cables::watched
                                    : circuit_machine::cables::unknown;
}

/// Whether the word is not of a driver that was let go.
bool is_of_driver(const resource_state& state, const std::string& device) {
  return state.circuits && state.config.given.interface->device == device;
}

/// Of another interface the GATEWAY tells all circuits next.
void configure(resource_pointer self, const configure_resource& given,
               instant now) {
  auto& state = self->state;
  const auto before =
      std::exchange(state.config.given.interface, given.interface);
  if (before == given.interface || !state.config.drivers.open)
    return carry(self, state.machine->configure(given, now), now);
  // The next driver of the same interface goes on with what is there.
  if (before && given.interface && before->device == given.interface->device)
    state.drivers.stop(self, before->device);
  else if (before && state.drivers.find(before->device) != nullptr) {
    self->send(state.drivers.at(before->device), clear_interface{});
    state.drivers.forget(before->device);
  }
  for (auto& [ticket, client] : std::exchange(state.clients, {}))
    self->send(client, circuits_carried{state.config.name, {}});
  state.circuits.reset();
  state.count_at = forever;
  if (given.interface)
    state.circuits.emplace(cables_of(state));
  // What was said of the other interface is over.
  carry(self, state.machine->report({}, now), now);
  carry(self, state.machine->configure(given, now), now);
}

void opened(resource_pointer self, interface_read& msg, instant now) {
  if (!is_of_driver(self->state, msg.device))
    return;
  if (msg.counted)
    meter(self, std::move(*msg.counted), now);
  enforce(self, self->state.circuits->opened(msg.found, now), now);
}

void changed(resource_pointer self, const channels_changed& msg, instant now) {
  if (!is_of_driver(self->state, msg.device))
    return;
  meter_last(self, msg);
  enforce(self, self->state.circuits->changed(msg.outcomes, now), now);
}

void look_at_time(resource_pointer self, instant now) {
  auto& state = self->state;
  carry(self, state.machine->due(now), now);
  if (!state.circuits)
    return;
  count_if_due(self, now);
  enforce(self, state.circuits->due(now), now);
}

/// Who asks hears the newest hint at once, and again each time it asks: one of
/// those before may have been lost, or be of a RESOURCE that died.
void listen(resource_pointer self, const watch_load& msg) {
  auto& state = self->state;
  auto& all = state.listeners;
  forget_those_who_left(state);
  auto known = std::find_if(all.begin(), all.end(), [&msg](auto& each) {
    return each.actor == msg.listener;
  });
  if (known != all.end())
    known->until = msg.until;
  else if (all.size() < resource_state::listeners_max)
    all.push_back({msg.listener, msg.until});
  else
    return;
  self->send(msg.listener, state.machine->hint());
}

} // namespace

std::string resource_state::in_words() const {
  return "serves " + to_string(machine->serves()) + ", tells "
      + counted(listeners.size(), "route") + " of its load";
}

resource_actor::behavior_type resource(resource_pointer self,
                                       resource_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.machine.emplace(state.config.name, state.config.hints_from);
  if (state.config.given.interface && state.config.drivers.open)
    state.circuits.emplace(cables_of(state));
  self->set_down_handler(
      [self](caf::down_msg& msg) { driver_died(self, msg); });
  self->set_exit_handler([self](caf::exit_msg& msg) {
    self->state.drivers.stop_all(self, msg.reason);
    self->quit(std::move(msg.reason));
  });
  auto now = [self] {
    return self->state.config.clock->now();
  };
  carry(self, state.machine->configure(state.config.given, now()), now());
  if (state.config.most)
    carry(self,
          state.machine->report(
              {report_resource::health::serving, state.config.most}, now()),
          now());
  return {
      [self, now](const configure_resource& msg) {
        configure(self, msg, now());
      },
      [self, now](const report_resource& msg) {
        auto at = now();
        carry(self, self->state.machine->report(msg, at), at);
      },
      [self](const watch_threshold& msg) {
        self->state.machine->watch(msg.limit);
      },
      [self, now](const note_demand& msg) {
        auto at = now();
        carry(self, self->state.machine->note(msg, at), at);
      },
      [self](const watch_load& msg) { listen(self, msg); },
      [self, now](const carry_circuits& msg) { order(self, msg, now()); },
      [self, now](interface_read& msg) { opened(self, msg, now()); },
      [self, now](counters_read& msg) {
        if (is_of_driver(self->state, msg.device))
          counted(self, msg, now());
      },
      [self, now](const carrier_read& msg) {
        auto at = now();
        if (is_of_driver(self->state, msg.device))
          enforce(self, self->state.circuits->heard(msg.is, at), at);
      },
      [self, now](const channels_changed& msg) { changed(self, msg, now()); },
      [self, now](const tell_demand& msg) {
        auto demand = self->state.machine->tell(now());
        demand.gateway = self->state.config.gateway;
        self->send(self->state.config.parent,
                   demand_told{msg.question, std::move(demand)});
      },
      [self, now](const wake_up& msg) {
        self->state.timer.fired(msg);
        look_at_time(self, now());
      },
  };
}

} // namespace leasehold
