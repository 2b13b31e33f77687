// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What signals ask of a node: SIGINT and SIGTERM to stop, SIGHUP to read again
// what can be read again.

#include <cstdint>
#include <string>

namespace leasehold {

/// Leaves these signals to whoever waits for them, in this thread and those it
/// starts.
void block_stop_signals();

struct node_signal {
  enum class wish : std::uint8_t { stop, reload };
  wish what = wish::stop;
  /// "SIGTERM".
  std::string name;
};

/// Waits for the next one.
/// @pre they are blocked in all threads
node_signal wait_for_signal();

/// The next signal to stop ends the process at once, with what a shell says of
/// a process that a signal ended; the journal has all that was promised.
void end_at_next_signal();

} // namespace leasehold
