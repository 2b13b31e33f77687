// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Just enough of SQLite: connections and statements that close themselves, and
// its codes as ours.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "runtime/store/store_error.hpp"

namespace leasehold {

/// One connection, for one thread at a time.
class sqlite_database {
public:
  enum class mode : std::uint8_t { existing, create };

  sqlite_database() = default;

  /// `vfs` empty stands for the system's own.
  static store_result<sqlite_database> open(const std::string& path, mode how,
                                            const std::string& vfs);

  store_error execute(const char* sql);

  /// The first value of the first row, as a number.
  store_result<std::int64_t> read_number(const char* sql);

  /// What the last call on this connection failed with; `doing` says at what.
  store_error error(std::string_view doing) const;

  sqlite3* get() const noexcept {
    return handle_.get();
  }
  const std::string& path() const noexcept {
    return path_;
  }

private:
  struct closer {
    void operator()(sqlite3* db) const noexcept {
      sqlite3_close_v2(db);
    }
  };

  std::unique_ptr<sqlite3, closer> handle_;
  std::string path_;
};

/// One prepared statement of a connection that outlives it.
class sqlite_statement {
public:
  enum class outcome : std::uint8_t { row, done, failed };

  sqlite_statement() = default;

  static store_result<sqlite_statement> prepare(const sqlite_database& db,
                                                const char* sql);

  /// Binds the parameter at `index`, from 1. Text is not copied: it must live
  /// until the next `reset`.
  void bind(int index, std::int64_t value) noexcept;
  void bind(int index, std::string_view bytes) noexcept;

  outcome step() noexcept;
  void reset() noexcept;

  /// Steps a statement that yields no rows, and resets it.
  outcome run() noexcept;

  std::int64_t number(int column) const noexcept;
  /// Valid until the next step.
  std::string_view bytes(int column) const noexcept;

private:
  struct closer {
    void operator()(sqlite3_stmt* statement) const noexcept {
      sqlite3_finalize(statement);
    }
  };

  std::unique_ptr<sqlite3_stmt, closer> handle_;
};

} // namespace leasehold
