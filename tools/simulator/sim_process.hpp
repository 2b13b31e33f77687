// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The actors of one process under the simulator's scheduler. Its actor system
// must see all of them end, or its destructor waits for ever.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include "actors/node/node.hpp"

namespace leasehold::sim {

/// A step that was taken.
struct taken {
  std::uint64_t actor = 0;
  std::string_view message;
};

class sim_process {
public:
  /// `monotonic` is what the clock of its timers shows now.
  explicit sim_process(std::chrono::nanoseconds monotonic);
  ~sim_process();

  sim_process(const sim_process&) = delete;
  sim_process& operator=(const sim_process&) = delete;

  caf::actor_system& system() noexcept {
    return system_;
  }

  void set_node(std::unique_ptr<node> running);
  const node* running() const noexcept {
    return node_.get();
  }

  std::size_t jobs() const noexcept {
    return scheduler_.jobs.size();
  }
  /// Who is at place `pick`.
  /// @pre `pick < jobs()`
  bool is_store(std::size_t pick) const;
  /// The place of the STORE, if it has something to do.
  std::optional<std::size_t> store_place() const;
  std::string_view next_message(std::size_t pick) const;

  /// Lets the actor at `pick` take one message.
  taken run(std::size_t pick);

  /// What the clock of its timers must show for the next to fire.
  std::optional<std::chrono::nanoseconds> next_timer() const;
  /// Sets that clock; timers that are due wait for `fire_timers`.
  void set_clock(std::chrono::nanoseconds monotonic);
  void fire_timers();

  /// Tells the node to stop and lets its actors do what they still want to.
  void stop();

private:
  caf::actor_system system_;
  caf::scheduler::test_coordinator& scheduler_;
  /// What the two clocks showed when it began.
  std::chrono::nanoseconds monotonic_;
  std::chrono::steady_clock::time_point timers_;
  caf::resumable* store_ = nullptr;
  std::unique_ptr<node> node_;
};

} // namespace leasehold::sim
