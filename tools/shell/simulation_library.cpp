// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/simulation_library.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tools/shell/duration_value.hpp"
#include "tools/shell/table_writer.hpp"
#include "tools/shell/vocabulary.hpp"
#include "tools/simulator/simulated_region.hpp"

namespace leasehold::shell {

using sim::simulated_region;

template <>
struct converter<sim::node_view> {
  static void push(lua_State* lua, const sim::node_view& value) {
    table_writer{lua}
        .set("name", value.name)
        .set("state", value.state)
        .set("why", value.why);
  }
};

namespace {

simulated_region& region_of(session& connection) {
  if (auto region = sim::region_of(connection))
    return *region;
  throw std::runtime_error{
      "this node is a real one, which nothing in here breaks: try it in a "
      "simulated region, with region.simulated{}, or do it to the process and "
      "its machine"};
}

/// A function of the region, as a global and as a method of sessions.
template <class Result, class... Args>
void bind_both(api& bindings, object_binding<session_handle>& type,
               default_session& current, const std::string& name,
               const doc& about, Result (*what)(simulated_region&, Args...)) {
  bindings.function(name, about,
                    [current = &current, what](Args... given) -> Result {
                      return what(region_of(*current->get()), given...);
                    });
  type.method(name, {"s:" + about.signature, about.text, "s:" + about.example},
              [what](session_handle& self, Args... given) -> Result {
                return what(region_of(*self.connection), given...);
              });
}

using text = const std::string&;

sim::disk_state parse_disk_state(const std::string& word) {
  using sim::disk_state;
  for (auto state :
       {disk_state::good, disk_state::slow, disk_state::low, disk_state::full})
    if (word == to_string(state))
      return state;
  throw bad_value{fmt::format("argument 2: '{}' is no state of a disk; there "
                              "are good, slow, low and full",
                              word)};
}

std::vector<sim::node_view> list_nodes(simulated_region& region) {
  return region.nodes();
}

void kill(simulated_region& region, text node) {
  expect_served(region.kill(node));
}

void start(simulated_region& region, text node) {
  expect_served(region.start(node));
}

void pause(simulated_region& region, text node, duration time) {
  expect_served(region.pause(node, time));
}

void reboot(simulated_region& region, text node) {
  expect_served(region.reboot(node));
}

void disk(simulated_region& region, text node, text state) {
  expect_served(region.set_disk(node, parse_disk_state(state)));
}

void jump_clock(simulated_region& region, text node, double seconds) {
  constexpr double seconds_max = 1e11; // more than 3,000 years
  if (!(seconds >= -seconds_max && seconds <= seconds_max))
    throw bad_value{"argument 2: a clock jumps by at most 1e11 seconds"};
  expect_served(region.jump_clock(
      node, duration{static_cast<duration::rep>(seconds * 1000)}));
}

void partition(simulated_region& region, text one, text other) {
  expect_served(region.part(one, other));
}

void faults(simulated_region& region, const std::vector<std::string>& kinds) {
  expect_served(region.set_faults(kinds));
}

void heal(simulated_region& region) {
  region.heal();
}

} // namespace

void bind_simulation(api& bindings, object_binding<session_handle>& type,
                     default_session& current) {
  const auto bind = [&](const char* name, const doc& about, auto what) {
    bind_both(bindings, type, current, name, about, what);
  };
  bind("nodes",
       {"nodes()",
        "Lists the nodes of a simulated region: running, paused or down.",
        "print(nodes())"},
       list_nodes);
  bind("kill",
       {"kill(node)", "Ends a simulated node as kill -9 does.",
        R"(kill("node-1"))"},
       kill);
  bind("start",
       {"start(node)", "Starts a simulated node that is down, on its disk.",
        R"(start("node-1"))"},
       start);
  bind("pause",
       {"pause(node, duration)",
        "Lets a simulated node stand still for so long; time goes on.",
        R"(pause("node-1", "3s"))"},
       pause);
  bind("reboot",
       {"reboot(node)",
        "The machine of a simulated node loses power and comes back at once, "
        "its node down.",
        R"(reboot("node-1"))"},
       reboot);
  bind("disk",
       {"disk(node, state)",
        "Makes the disk of a simulated node slow, low (no new leases), full "
        "(no write succeeds) or good again.",
        R"(disk("node-1", "full"))"},
       disk);
  bind("jump_clock",
       {"jump_clock(node, seconds)",
        "Moves the civil time of a simulated node's machine, also back.",
        R"(jump_clock("node-1", -3600))"},
       jump_clock);
  bind("partition",
       {"partition(node, node)",
        "Lets nothing pass between two simulated nodes.",
        R"(partition("node-1", "node-2"))"},
       partition);
  bind("faults",
       {"faults(kinds)",
        "Lets things go wrong at random in a simulated region, from its seed: "
        "a list of names that `leasehold simulate --faults list` shows, or "
        "\"all\". Nodes that end so are started again, and calls wait for "
        "them. An empty list ends it.",
        R"(faults{"kill", "pause"})"},
       faults);
  bind("heal",
       {"heal()",
        "Ends all partitions and pauses of a simulated region, and makes all "
        "disks good; nodes that are down stay so.",
        "heal()"},
       heal);
}

} // namespace leasehold::shell
