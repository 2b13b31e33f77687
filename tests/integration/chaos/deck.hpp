// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// DECK of faults: drawn like cards, so that after one deck each kind has
// happened as often as it is in there. Pure: chance is handed in.

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "messages/time.hpp"

namespace leasehold::test {

enum class fault_kind : std::uint8_t {
  /// SIGKILL.
  kill,
  /// SIGKILL, and again and again while it starts.
  kill_in_loop,
  /// SIGTERM: it ends in order.
  stop,
  /// SIGSTOP, and SIGCONT later.
  pause,
  /// Little room on the disk.
  low_space,
  /// No room for the log, which is what a commit writes.
  full_log,
  /// No room for the database, to which checkpoints copy.
  full_database,
  write_error_once,
  write_error,
  sync_error_once,
  sync_error,
  /// A commit that is there although it failed.
  sync_error_done,
  slow_syncs,
  stalled_sync,
  /// The wall clock is set, by years.
  wall_jump,
};

inline constexpr std::size_t fault_kinds = 15;

const char* to_string(fault_kind x) noexcept;

/// Whether the node ends of it.
bool mortal(fault_kind x) noexcept;

struct fault {
  fault_kind kind;
  /// How long it lasts where it does.
  duration length{};
  /// For `wall_jump`: how far from true.
  std::int64_t wall_shift_s = 0;
  /// For `slow_syncs`: how much longer each takes.
  duration delay{};
};

/// The unit of pauses: as long as the terms that lessees renew.
inline constexpr duration short_term{1000};

class deck {
public:
  using random_engine = std::mt19937_64;

  /// How many cards it has.
  static std::size_t size();

  fault draw(random_engine& random);

private:
  std::vector<fault_kind> left_;
};

} // namespace leasehold::test
