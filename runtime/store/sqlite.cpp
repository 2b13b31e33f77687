// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/sqlite.hpp"

#include <utility>

#include <fmt/format.h>

namespace leasehold {

namespace {

store_errc code_of(int primary) noexcept {
  switch (primary) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return store_errc::corrupt;
  case SQLITE_FULL:
    return store_errc::disk_full;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return store_errc::locked;
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
  case SQLITE_READONLY:
    return store_errc::cannot_open;
  default:
    return store_errc::io_error;
  }
}

const char* advice_for(store_errc code) noexcept {
  switch (code) {
  case store_errc::corrupt:
    return "restore a copy of the journal; nothing was skipped";
  case store_errc::disk_full:
    return "free space on its file system, then start again";
  case store_errc::locked:
    return "stop the program that uses it";
  case store_errc::cannot_open:
    return "check the path and its access rights";
  default:
    return "check the disk, then start again: what was acknowledged is kept";
  }
}

} // namespace

store_result<sqlite_database> sqlite_database::open(const std::string& path,
                                                    mode how,
                                                    const std::string& vfs) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
      | (how == mode::create ? SQLITE_OPEN_CREATE : 0);
  sqlite_database db;
  db.path_ = path;
  sqlite3* handle = nullptr;
  const int failed = sqlite3_open_v2(path.c_str(), &handle, flags,
                                     vfs.empty() ? nullptr : vfs.c_str());
  db.handle_.reset(handle);
  if (failed != SQLITE_OK)
    return db.error("open");
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, 5000);
  return db;
}

store_error sqlite_database::execute(const char* sql) {
  if (sqlite3_exec(get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK)
    return {};
  return error(sql);
}

store_result<std::int64_t> sqlite_database::read_number(const char* sql) {
  auto prepared = sqlite_statement::prepare(*this, sql);
  if (auto failed = std::get_if<store_error>(&prepared))
    return std::move(*failed);
  auto& statement = std::get<sqlite_statement>(prepared);
  switch (statement.step()) {
  case sqlite_statement::outcome::row:
    return statement.number(0);
  case sqlite_statement::outcome::done:
    return store_error{store_errc::corrupt,
                       fmt::format("{}: {} found nothing; {}", path_, sql,
                                   advice_for(store_errc::corrupt))};
  case sqlite_statement::outcome::failed:
    break;
  }
  return error(sql);
}

store_error sqlite_database::error(std::string_view doing) const {
  const int code = sqlite3_extended_errcode(get());
  const auto meaning = code_of(code & 0xFF);
  return {meaning,
          fmt::format("{}: {} failed: {} (SQLite {}); {}", path_, doing,
                      sqlite3_errmsg(get()), code, advice_for(meaning))};
}

store_result<sqlite_statement>
sqlite_statement::prepare(const sqlite_database& db, const char* sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v3(db.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle,
                         nullptr)
      != SQLITE_OK)
    return db.error(sql);
  sqlite_statement result;
  result.handle_.reset(handle);
  return result;
}

void sqlite_statement::bind(int index, std::int64_t value) noexcept {
  sqlite3_bind_int64(handle_.get(), index, value);
}

void sqlite_statement::bind(int index, std::string_view bytes) noexcept {
  // A null pointer would bind NULL, which is not the empty value.
  sqlite3_bind_blob64(handle_.get(), index, bytes.empty() ? "" : bytes.data(),
                      bytes.size(), SQLITE_STATIC);
}

sqlite_statement::outcome sqlite_statement::step() noexcept {
  switch (sqlite3_step(handle_.get())) {
  case SQLITE_ROW:
    return outcome::row;
  case SQLITE_DONE:
    return outcome::done;
  default:
    return outcome::failed;
  }
}

void sqlite_statement::reset() noexcept {
  sqlite3_reset(handle_.get());
}

sqlite_statement::outcome sqlite_statement::run() noexcept {
  const auto result = step();
  reset();
  return result;
}

std::int64_t sqlite_statement::number(int column) const noexcept {
  return sqlite3_column_int64(handle_.get(), column);
}

std::string_view sqlite_statement::bytes(int column) const noexcept {
  const auto data = sqlite3_column_blob(handle_.get(), column);
  const auto size = sqlite3_column_bytes(handle_.get(), column);
  return {data == nullptr ? "" : static_cast<const char*>(data),
          static_cast<std::size_t>(size)};
}

} // namespace leasehold
