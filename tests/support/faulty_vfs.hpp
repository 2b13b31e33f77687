// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// SQLite's file layer with faults: all that is asked of it goes to the real
// one, until the test says which call shall fail. What was written before a
// failed sync stays readable, as it does in the page cache.

#include <atomic>
#include <cstdint>
#include <string>

namespace leasehold::test {

/// Counts calls and fails those that are due. Any thread.
struct disk_faults {
  enum class file : std::uint8_t { any, log, database };

  /// The calls are counted, and fail, for these files alone.
  std::atomic<file> where{file::any};
  /// Fail when so many more have succeeded; negative for never.
  std::atomic<std::int64_t> writes_left{-1};
  std::atomic<std::int64_t> syncs_left{-1};
  /// Writes beyond this end of a file find the disk full.
  std::atomic<std::int64_t> bytes_max{INT64_MAX};
  /// What was asked for since the last `reset`.
  std::atomic<std::int64_t> writes{0};
  std::atomic<std::int64_t> syncs{0};

  void reset();
};

/// The name to open a journal with. Registered once.
const std::string& faulty_vfs();

/// The faults of all files opened through it.
disk_faults& faults();

} // namespace leasehold::test
