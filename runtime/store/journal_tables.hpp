// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rows of a journal: what is written, how it is verified, how it folds.
// Callers bring the transactions.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/store/journal_backend.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/sqlite.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold {

class journal_tables {
public:
  /// Prepares for a connection that outlives it, and finds the journal's end.
  static store_result<journal_tables> prepare(sqlite_database& db);

  /// Puts `entry` at the end of the journal.
  store_error insert(const record& entry);

  /// Visits the state, then the journal, verifying each row.
  store_error replay(const record_visitor& visit);

  /// Merges up to `rows_max` of the oldest journal rows into the state.
  store_error fold(std::size_t rows_max);

  std::uint64_t state_rows() const noexcept {
    return state_rows_;
  }
  std::uint64_t journal_rows() const noexcept {
    return static_cast<std::uint64_t>(last_ - folded_);
  }

private:
  store_error prepare_statements();
  store_error read_ends();
  store_error replay_state(const record_visitor& visit);
  store_error replay_journal(const record_visitor& visit);
  store_error visit_row(const record_visitor& visit, record entry,
                        const char* table, std::string_view place);
  /// Reads the row that `read_journal_` stands on.
  store_result<record> journal_row(std::int64_t expected_seq);
  store_error replace_in_state(const record& entry);
  store_error corrupt(const char* table, std::string_view place,
                      std::string_view what) const;

  sqlite_database* db_ = nullptr;
  sqlite_statement insert_;
  sqlite_statement read_state_;
  sqlite_statement read_journal_;
  sqlite_statement drop_state_;
  sqlite_statement put_state_;
  sqlite_statement drop_journal_;
  sqlite_statement put_folded_;
  std::int64_t folded_ = 0;
  std::int64_t last_ = 0;
  std::uint64_t state_rows_ = 0;
};

} // namespace leasehold
