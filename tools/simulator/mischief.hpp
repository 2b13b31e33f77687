// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random faults in a world, one after the other, from its seed: who breaks
// what is drawn, and each is over after a while. What ended is started again.

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "tools/simulator/dice.hpp"
#include "tools/simulator/fault.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

class mischief final : public observer {
public:
  /// @pre It goes no sooner than `where` has run for the last time, and no
  /// later than `where` goes.
  explicit mischief(world& where);
  ~mischief() override;

  /// Faults of these kinds from now on.
  /// @pre All are among `random_faults()`.
  void begin(std::vector<fault> kinds);
  /// No more; what lasts is over as well.
  void end();
  bool going_on() const noexcept {
    return !kinds_.empty();
  }

  std::uint64_t count() const noexcept {
    return count_;
  }

  /// Somebody wants this node down: it is not started again.
  void leave_down(node_index node) {
    left_down_.insert(node);
  }
  void allow(node_index node) {
    left_down_.erase(node);
  }

  void node_changed(true_time, const node_note& note) override;

private:
  void schedule();
  void strike(fault kind, node_index node);
  void strike_process(fault kind, node_index node,
                      std::chrono::nanoseconds length);
  void strike_disk(fault kind, node_index node,
                   std::chrono::nanoseconds length);
  void strike_network(fault kind, node_index node,
                      std::chrono::nanoseconds length);
  void spoil_weather(fault kind, std::chrono::nanoseconds length);
  void start_later(node_index node);
  /// Undoes something after a while, unless all was undone before.
  void after(std::chrono::nanoseconds length, std::function<void()> what);

  world& where_;
  dice chance_;
  std::vector<fault> kinds_;
  std::set<node_index> left_down_;
  std::uint64_t count_ = 0;
  /// Grows at each beginning and end: what was put off before is void.
  std::uint64_t era_ = 0;
};

} // namespace leasehold::sim
