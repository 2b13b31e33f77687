// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the STORE needs of a disk, so that a simulated one can take the place
// of SQLite. Whoever implements it keeps these promises:
//
// - `append` is all or nothing, and durable when it returns without error.
// - After the first error of any write, every later `append` and `fold`
//   returns that error: an fsync that failed is never tried again.
// - After a failed `append` the group may or may not be there when the
//   journal is opened again. Nobody may take it for refused.
// - Nothing stored is ever skipped: what can't be verified is an error.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "runtime/store/record.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold {

/// Takes one record of a replay. An error it returns ends the replay, and is
/// returned with the place of the record put in front.
using record_visitor = std::function<store_error(record)>;

/// Whether the disk has room for more than the node has promised already.
enum class disk_space : std::uint8_t { ample = 1, low = 2 };

struct journal_figures {
  /// Rows that a start has to read: newest state, and changes since.
  std::uint64_t state_rows = 0;
  std::uint64_t journal_rows = 0;
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t bytes_free = 0;
  /// Low when `bytes_free` is under the reserve: keep promises, make no new.
  disk_space space = disk_space::ample;
};

/// One journal on one disk. For one thread at a time.
class journal_backend {
public:
  virtual ~journal_backend() = default;

  /// Makes all groups durable as one transaction.
  virtual store_error append(const std::vector<record_group>& groups) = 0;

  /// Visits every record that may count, oldest first; what comes later under
  /// the same kind and key replaces what came before.
  virtual store_error replay(const record_visitor& visit) = 0;

  /// Merges at most `rows_max` of the oldest journal rows into the state, as
  /// one transaction. Changes nothing that a replay would tell.
  virtual store_error fold(std::size_t rows_max) = 0;

  virtual journal_figures figures() const = 0;
};

} // namespace leasehold
