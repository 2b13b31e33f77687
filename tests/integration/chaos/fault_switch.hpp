// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Memory that a test shares with the FAULT SHIM in a node's process: the test
// says what is wrong with the node's disk and wall clock, the shim says what it
// did. It is a file, so it outlives each process, and what is wrong stays wrong
// across restarts.

#include <atomic>
#include <cstdint>
#include <string>

namespace leasehold::test {

/// What becomes of calls on the files of the journal.
enum class call_fault : std::uint16_t {
  none,
  /// The next one fails with EIO, without having done anything.
  fail_once,
  /// All fail.
  fail,
  /// The next one does what it was asked to, and fails with EIO.
  fail_once_done,
  /// All fail with ENOSPC.
  no_space,
};

enum class journal_file : std::uint16_t { any, log, database };

/// What is wrong with calls on which files: one value, since a call that read
/// the one before and the other after a change would meet a fault that nobody
/// asked for.
struct file_fault {
  call_fault what;
  journal_file where;
};

/// All zero is a healthy machine.
struct fault_switch {
  std::atomic<file_fault> writes;
  std::atomic<file_fault> syncs;
  /// Each sync takes so much longer.
  std::atomic<std::uint32_t> sync_delay_ms;
  /// Syncs wait until it is 0.
  std::atomic<std::uint32_t> syncs_stalled;
  /// The disk has at most so much free; 0 for as it is.
  std::atomic<std::uint64_t> bytes_free_max;
  /// Of CLOCK_REALTIME, and of nothing else.
  std::atomic<std::int64_t> wall_shift_s;

  // -- what the shim did -----------------------------------------------------

  /// When the first call failed, of CLOCK_BOOTTIME in ns; 0 for never. The test
  /// puts it back.
  std::atomic<std::int64_t> first_failure_ns;
  std::atomic<std::uint64_t> failures;
  std::atomic<std::uint64_t> delays;
  std::atomic<std::uint64_t> wall_reads;
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
static_assert(std::atomic<file_fault>::is_always_lock_free);

/// Names the file of the switch to the shim.
inline constexpr const char* fault_switch_variable = "LEASEHOLD_FAULT_SWITCH";

/// The test's end of it.
class shared_fault_switch {
public:
  /// Makes the file. Throws if it can't.
  explicit shared_fault_switch(std::string path);
  shared_fault_switch(const shared_fault_switch&) = delete;
  shared_fault_switch& operator=(const shared_fault_switch&) = delete;
  ~shared_fault_switch();

  fault_switch* operator->() const noexcept {
    return shared_;
  }
  const std::string& path() const noexcept {
    return path_;
  }

private:
  std::string path_;
  fault_switch* shared_ = nullptr;
};

} // namespace leasehold::test
