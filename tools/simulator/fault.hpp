// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything that the simulator can do to a world, by name: what coverage
// counts, what a story tells and what an option on the command line lists.

#include <cstddef>
#include <cstdint>

namespace leasehold::sim {

enum class fault : std::uint8_t {
  // Processes.
  kill,
  kill_at_failpoint,
  crash_loop,
  pause,
  slow_node,
  actor_crash,
  empty_disk,
  older_disk,
  // Disks.
  disk_slow,
  disk_stall,
  disk_write_error,
  disk_sync_error,
  disk_commit_persists,
  disk_tail_lost,
  disk_torn_row,
  disk_flipped_bit,
  disk_low,
  disk_full,
  // Clocks.
  clock_rate,
  clock_rate_beyond_bound,
  wall_jump,
  suspend,
  reboot,
  late_timers,
  // Networks.
  frame_lost,
  frame_doubled,
  frame_overtaken,
  frame_delayed,
  frame_replayed,
  frame_truncated,
  frame_damaged,
  partition_one_way,
  partition_groups,
  flapping,
  clogged,
  half_open,
  connection_reset,
  queue_overflow,
  // Interfaces on which leases are enforced, and what drives them.
  driver_slow,
  driver_error,
  driver_lies,
  driver_crash,
  wire_forgets,
  cable_pulled,
};

inline constexpr std::size_t fault_count =
    static_cast<std::size_t>(fault::cable_pulled) + 1;

/// Whether it takes leases to be enforced for it to befall anything.
constexpr bool is_of_wires(fault x) noexcept {
  return x >= fault::driver_slow;
}

/// The word for a fault in stories and on the command line.
const char* to_string(fault x) noexcept;

} // namespace leasehold::sim
