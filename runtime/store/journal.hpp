// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The journal on SQLite: a table that only grows at its end, and a table of
// folded state that keeps it short. Measured, appending to the end of a
// write-ahead log is the one pattern whose commits stay short under load, as
// long as nobody checkpoints in between; so checkpoints have a thread and a
// connection of their own.
//
// - Each row carries a CRC-32C of all it says, journal rows also of their
//   place, and the places have no gaps: a damaged or a missing row is found
//   (D5).
// - A row of the journal is all that one append brought, up to some size; a row
//   of the state is one record.
// - An empty or half-made file is never taken for a new journal: a new one
//   is built beside and renamed into place.
// - The first failed write, commit, fsync or checkpoint closes the journal to
//   all further writes (D3).
// - One process at a time, by a lock file that says which.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "messages/time.hpp"
#include "runtime/store/journal_backend.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold {

struct journal_config {
  /// Holds the journal and nothing else; made if there is none.
  std::string folder;
  /// Below so much free space the disk counts as low.
  std::uint64_t reserve_bytes = std::uint64_t{64} << 20;
  duration checkpoint_every{200};
  /// Beyond so long a write-ahead log the committer helps to checkpoint.
  std::uint64_t log_bytes_max = std::uint64_t{16} << 20;
  /// The SQLite file layer; empty for the system's. Tests inject faults here.
  std::string vfs;
};

class journal final : public journal_backend {
public:
  /// Opens the journal of a folder, or makes one.
  static store_result<std::unique_ptr<journal>> open(journal_config config);

  /// Leaves a file that needs no recovery, unless a write has failed.
  ~journal() override;

  store_error append(const std::vector<record_group>& groups) override;
  store_error replay(const record_visitor& visit) override;
  /// Goes on with a pass over all that the journal has when the pass begins, by
  /// about so many records: they are read, then written to the state in the
  /// order of their keys, and only then dropped. A replay meanwhile, or after a
  /// pass that never ended, tells the same as one after it.
  store_error fold(std::size_t records_max) override;
  journal_figures figures() const override;

private:
  struct parts;
  explicit journal(std::unique_ptr<parts> parts);

  std::unique_ptr<parts> parts_;
};

} // namespace leasehold
