// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The STORE is the one writer of a node's journal. It gathers whatever waits
// in its mailbox into one transaction, and only after that is durable tells
// each client so (D1). The slower the disk, the larger the groups.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/error.hpp>

#include "messages/time.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/store/journal_backend.hpp"
#include "runtime/store/store_error.hpp"
#include "runtime/store/store_interface.hpp"

namespace leasehold {

struct store_config {
  /// A group is committed at once when it has so many records.
  std::size_t group_records_max = 4096;
  /// A longer journal is folded, a chunk at a time between groups.
  std::uint64_t journal_rows_max = 100'000;
  /// An append waits for one chunk at most.
  std::size_t fold_rows_max = 1000;
  duration stamp_every{1000};
  /// The time of the ledger as a record; none if it is not to be kept.
  std::function<record()> stamp;
  /// Called once, with the error that closed the journal, before the STORE
  /// quits. In production it ends the process: no acknowledgement may leave.
  std::function<void(const store_error&)> on_fatal;
};

/// Whether the STORE can run with this; the error names the field.
caf::error validate(const store_config& config);

struct store_state {
  static inline const char* name = "store";

  std::shared_ptr<journal_backend> journal;
  store_config config;
  /// What waits for the next commit, and whom to tell then.
  std::vector<record_group> groups;
  std::vector<std::pair<store_client_actor, std::uint64_t>> waiting;
  std::size_t records_buffered = 0;
  /// A message to itself is under way.
  enum class turn : std::uint8_t { idle, asked };
  turn commit = turn::idle;
  turn fold = turn::idle;
  /// Its journal figures are read when asked for.
  store_status status;

  std::string in_words() const;
};

/// Runs the STORE on a journal that was replayed. Spawn it detached: commits
/// block. On an exit message it commits what it has, stamps the time, and
/// quits.
/// @pre `!validate(config)`
store_actor::behavior_type store(role_pointer<store_actor, store_state> self,
                                 std::shared_ptr<journal_backend> journal,
                                 store_config config);

} // namespace leasehold
