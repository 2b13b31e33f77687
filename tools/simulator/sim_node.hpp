// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// One machine of the world: its clocks and its disk, which outlive processes,
// and the process of a node on it, if one runs: the product's own actors in an
// actor system of their own, whose timers run on this machine's clock.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "actors/node/node.hpp"
#include "messages/result.hpp"
#include "tools/simulator/chronicle.hpp"
#include "tools/simulator/dice.hpp"
#include "tools/simulator/disk.hpp"
#include "tools/simulator/enforcement.hpp"
#include "tools/simulator/failpoint.hpp"
#include "tools/simulator/hosts.hpp"
#include "tools/simulator/machine_clock.hpp"
#include "tools/simulator/process_life.hpp"
#include "tools/simulator/wires.hpp"

namespace leasehold::sim {

struct node_spec {
  /// What is not the simulator's own: name, number, first region, bounds.
  node_config config;
  clock_rates rates;
  enforcement enforces = enforcement::none;
};

class sim_node {
public:
  /// Makes the way out of each new process.
  using make_port =
      std::function<std::shared_ptr<peer_port>(std::shared_ptr<process_life>)>;
  /// What it shares with others; all of it outlives it.
  struct surroundings {
    chronicle& told;
    leasehold::sim::hosts& hosts;
    make_port peers;
  };
  sim_node(node_index index, node_spec spec, surroundings around, dice chance);
  ~sim_node();

  /// Starts a process on what the disk has; answers why it could not.
  /// @pre `!running()`
  failure start();

  /// Ends the process as kill -9 does. It is gone when `bury` was called.
  void kill(std::string why);

  /// Removes a process that is over. Answers whether there was one.
  bool bury();

  /// Ends the process as its service manager does: it may write.
  void stop();

  bool running() const noexcept;
  /// @pre `running()`
  const leasehold::services& services() const;
  const node& running_node() const;
  std::shared_ptr<const process_life> life() const;
  /// Passes a failpoint outside of its actors; answers whether it is over.
  [[nodiscard]] bool ends_at(failpoint where);

  /// Stands still until then, or until a later time it was told before.
  void pause(true_time until);
  void resume();
  void resume_if_due();
  bool paused() const noexcept {
    return paused_;
  }

  /// Each message takes so long from now on; zero takes no time.
  void set_step_cost(std::chrono::nanoseconds cost) {
    step_cost_ = cost;
  }
  /// Timers fire so much later than they should.
  void set_timer_lateness(std::chrono::nanoseconds lateness) {
    timer_lateness_ = lateness;
  }

  /// How many actors could take a message now.
  std::size_t ready();
  /// Lets the actor at `pick` of those take one message.
  void run_one(std::size_t pick);

  /// When something happens here by itself, if nothing else does before.
  std::optional<true_time> next_event() const;
  /// Fires what is due now.
  void fire_timers();

  machine_clock& clock() noexcept {
    return *clock_;
  }
  disk& storage() noexcept {
    return disk_;
  }
  leasehold::sim::wires& wires() noexcept {
    return wires_;
  }
  leasehold::sim::failpoints& failpoints() noexcept {
    return failpoints_;
  }
  const std::string& name() const noexcept {
    return spec_.config.name;
  }
  /// For the next start.
  node_config& config() noexcept {
    return spec_.config;
  }

private:
  struct process;

  node_config config_of_process(const std::shared_ptr<process_life>& life);
  bool some_are_held() const;
  void hold_store_for_disk();
  std::optional<true_time> held_until(std::size_t place) const;
  bool is_held(std::size_t place) const;
  std::size_t place_of(std::size_t pick) const;

  node_index index_;
  node_spec spec_;
  chronicle& told_;
  leasehold::sim::hosts& hosts_;
  make_port make_port_;
  std::shared_ptr<machine_clock> clock_;
  disk disk_;
  leasehold::sim::wires wires_;
  leasehold::sim::failpoints failpoints_;
  std::unique_ptr<process> process_;
  bool paused_ = false;
  true_time resume_at_{0};
  std::chrono::nanoseconds step_cost_{0};
  std::chrono::nanoseconds timer_lateness_{0};
  true_time busy_until_{0};
};

} // namespace leasehold::sim
