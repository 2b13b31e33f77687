// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/fault.hpp"

#include <array>

namespace leasehold::sim {

const char* to_string(fault x) noexcept {
  static constexpr std::array<const char*, fault_count> words = {
      "kill",
      "kill_at_failpoint",
      "crash_loop",
      "pause",
      "slow_node",
      "actor_crash",
      "empty_disk",
      "older_disk",
      "disk_slow",
      "disk_stall",
      "disk_write_error",
      "disk_sync_error",
      "disk_commit_persists",
      "disk_tail_lost",
      "disk_torn_row",
      "disk_flipped_bit",
      "disk_low",
      "disk_full",
      "clock_rate",
      "clock_rate_beyond_bound",
      "wall_jump",
      "suspend",
      "reboot",
      "late_timers",
      "frame_lost",
      "frame_doubled",
      "frame_overtaken",
      "frame_delayed",
      "frame_replayed",
      "frame_truncated",
      "frame_damaged",
      "partition_one_way",
      "partition_groups",
      "flapping",
      "clogged",
      "half_open",
      "connection_reset",
      "queue_overflow",
      "driver_slow",
      "driver_error",
      "driver_lies",
      "driver_crash",
      "wire_forgets",
      "cable_pulled",
  };
  return words[static_cast<std::size_t>(x)];
}

} // namespace leasehold::sim
