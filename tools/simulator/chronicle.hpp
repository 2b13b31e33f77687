// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What happens in a world is told here first: it goes into the trace, and then
// to the observers, in the order in which they came. It also has true time.

#include <cstdint>
#include <vector>

#include "tools/simulator/observer.hpp"
#include "tools/simulator/trace_hash.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

class chronicle {
public:
  chronicle() = default;
  chronicle(const chronicle&) = delete;
  chronicle& operator=(const chronicle&) = delete;

  /// Does not own it: it must outlive the world, or be removed.
  void add(observer& who);
  void remove(observer& who);

  const true_time& now() const noexcept {
    return now_;
  }
  /// @pre `at >= now()`
  void move_to(true_time at);

  void stepped(const step_note& note);
  void appended(const append_note& note);
  void framed(const frame_note& note);
  void node_changed(const node_note& note);
  void injected(const fault_note& note);
  void wired(const wire_note& note);
  void woken(const wake_note& note);

  std::uint64_t trace() const noexcept {
    return trace_.value();
  }
  std::uint64_t steps() const noexcept {
    return steps_;
  }

private:
  true_time now_{0};
  trace_hash trace_;
  std::uint64_t steps_ = 0;
  std::vector<observer*> observers_;
};

} // namespace leasehold::sim
