// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rows of a journal: what is written, how it is verified, how it folds.
// Callers bring the transactions.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/store/journal_backend.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/sqlite.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold {

class journal_tables {
public:
  /// Prepares for a connection that outlives it, and finds the journal's end.
  static store_result<journal_tables> prepare(sqlite_database& db);

  /// Puts all records at the end of the journal, many to a row.
  store_error insert(const std::vector<record_group>& groups);

  /// Visits what the journal came to when the last pass began to write, each
  /// key once and in no order of time: the state, but where a pass has not
  /// ended, what it was going to write.
  store_error replay_state(const record_visitor& visit);

  /// Visits all that was appended since, in the order of its writing.
  store_error replay_since(const record_visitor& visit);

  /// Goes on with the pass that is under way, or begins one; does nothing
  /// where the journal is empty. Reads, writes and drops about `records_max`
  /// records at most, as one transaction.
  ///
  /// A pass merges all rows that are there when it begins: it reads them, keeps
  /// the newest record of each key in memory, writes these to the state in the
  /// order of their keys, and only then drops the rows. Before it writes the
  /// first, it notes how far it goes: if it never ends, the state has some
  /// records early, and a replay takes all others of the pass from the rows
  /// that are still there. So it never tells a state that mixes two times, nor
  /// a record that the state has overtaken (D1).
  store_error fold(std::size_t records_max);

  /// Records in the state, and in the journal.
  std::uint64_t state_rows() const noexcept {
    return state_rows_;
  }
  std::uint64_t journal_rows() const noexcept {
    return journal_records_;
  }

private:
  /// A row of the journal that was verified.
  struct journal_row {
    std::uint64_t records = 0;
    /// Valid until `read_journal_` is stepped or reset.
    std::string_view block;
  };

  /// What is left of a record for the state.
  struct folded_record {
    record::change what = record::change::put;
    std::string body;
    /// The row that it was read from.
    std::int64_t seq = 0;
  };
  using folded_key = std::pair<std::uint16_t, std::string>;
  using folded_records = std::map<folded_key, folded_record>;

  struct fold_pass {
    /// The last row of the pass, and the last that was read.
    std::int64_t end = 0;
    std::int64_t read = 0;
    /// Of what was read, the newest of each key; written ones are gone.
    folded_records newest;
    /// Rows that were read, and how many records each had.
    std::deque<std::uint64_t> rows;
  };

  /// Takes one record of a row of the journal.
  using row_visitor = std::function<store_error(record, std::int64_t seq)>;

  store_error prepare_statements();
  store_error read_ends();
  store_error insert_row(const std::string& block, std::uint64_t records);
  /// Visits the rows of the state whose keys are not in `newer`.
  store_error replay_rows(const folded_records& newer,
                          const record_visitor& visit);
  /// Reads the row that `read_journal_` stands on.
  store_result<journal_row> verified_row(std::int64_t expected_seq);
  store_error each_record(const journal_row& row, std::int64_t seq,
                          const row_visitor& visit);
  store_error read_for_fold(fold_pass& pass, std::size_t records_max);
  store_error write_folded(fold_pass& pass, std::size_t records_max);
  store_error drop_folded(fold_pass& pass, std::size_t records_max);
  store_error note_folded();
  store_error put_in_state(const folded_key& key, const folded_record& entry);
  store_error erase_from_state(const folded_key& key);
  /// Of a row of the state, whose place has no meaning.
  static std::uint32_t state_checksum(std::uint16_t kind, std::string_view key,
                                      std::string_view body);
  std::uint32_t folded_checksum() const;
  store_error at_place(store_error refused, const char* table,
                       std::string_view place) const;
  store_error corrupt(const char* table, std::string_view place,
                      std::string_view what) const;

  sqlite_database* db_ = nullptr;
  sqlite_statement insert_;
  sqlite_statement read_state_;
  sqlite_statement read_journal_;
  sqlite_statement drop_state_;
  sqlite_statement add_state_;
  sqlite_statement change_state_;
  sqlite_statement drop_journal_;
  sqlite_statement put_folded_;
  /// The last row that was dropped, the last that the state may have records
  /// of, and the last that there is.
  std::int64_t folded_ = 0;
  std::int64_t ahead_ = 0;
  std::int64_t last_ = 0;
  std::uint64_t state_rows_ = 0;
  std::uint64_t journal_records_ = 0;
  std::optional<fold_pass> pass_;
};

} // namespace leasehold
