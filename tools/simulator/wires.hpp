// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The network interfaces of one simulated machine, as its kernel has them. What
// is in force there outlives the process that asked for it, ends by the
// kernel's own clock, and is gone after a reboot. It is where drivers go wrong:
// they are slow, fail, say that they did what they did not, and somebody else
// takes away what they made.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/resource/driver_kind.hpp"
#include "runtime/shaping/shaper.hpp"
#include "tools/simulator/chronicle.hpp"
#include "tools/simulator/machine_clock.hpp"
#include "tools/simulator/process_life.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

class wires {
public:
  /// Channels by their ids, in force at one instant.
  using channels = std::map<std::uint64_t, channel>;

  /// @pre `told` and `clock` outlive it.
  wires(node_index node, chronicle& told, const machine_clock& clock)
      : node_(node), told_(told), clock_(clock) {}

  // What a process does with them; nothing any more when it is over.
  shaper_maker for_process(std::shared_ptr<const process_life> life);
  carrier_maker cables_for(std::shared_ptr<const process_life> life);

  /// Of each interface that was ever opened, what is in force now.
  std::map<std::string, channels> in_force() const;

  // What can be done to them, until then.
  void fail_until(true_time end) {
    failing_until_ = end;
  }
  void slow_until(true_time end) {
    slow_until_ = end;
  }
  /// Drivers change nothing, say that they did, and show what there was.
  void lie_until(true_time end);
  /// No packet leaves by this interface.
  void unplug_until(const std::string& device, true_time end);
  /// Somebody else takes away all that was made there.
  void forget();
  void reboot();
  /// Whatever is wrong is over.
  void heal();

  /// Until when whoever asks a driver waits.
  std::optional<true_time> slow_until() const;

private:
  class opened;

  /// By the kernel's clock.
  struct timed_channel {
    channel as;
    std::chrono::nanoseconds until;
  };
  struct interface {
    interface_config config;
    std::map<std::uint64_t, timed_channel> made;
    true_time unplugged_until{0};
  };

  channels alive(const interface& x) const;
  void tell(const interface& x, std::uint64_t channel, std::string refused);

  node_index node_;
  chronicle& told_;
  const machine_clock& clock_;
  std::map<std::string, interface> all_;
  true_time failing_until_{0};
  true_time slow_until_{0};
  true_time lying_until_{0};
  /// What there was when they began to lie.
  std::map<std::string, channels> shown_;
};

} // namespace leasehold::sim
