// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/journal_schema.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <variant>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

// "LsHd", so that `file` and we know it from any other SQLite file.
constexpr std::int64_t application = 0x4C734864;
constexpr std::int64_t schema_version = 2;

constexpr const char* schema = R"(
  BEGIN;
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY, records INTEGER NOT NULL,
    block BLOB NOT NULL, crc INTEGER NOT NULL) STRICT;
  CREATE TABLE state (
    kind INTEGER NOT NULL, key BLOB NOT NULL,
    body BLOB NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE folded (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL, ahead INTEGER NOT NULL,
    rows INTEGER NOT NULL, crc INTEGER NOT NULL) STRICT;
  INSERT INTO folded VALUES (1, 0, 0, 0, 2231102702);
  PRAGMA application_id = 0x4C734864;
  PRAGMA user_version = 2;
  COMMIT;
  PRAGMA journal_mode = WAL;
)";

store_error system_error(const std::string& path, const char* doing) {
  const int reason = errno;
  return {reason == ENOSPC ? store_errc::disk_full : store_errc::cannot_open,
          fmt::format("{}: {} failed: {}; check the path, its access rights "
                      "and its free space",
                      path, doing, std::strerror(reason))};
}

store_error sync_path(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return system_error(path, "open");
  const bool failed = fsync(file) != 0;
  auto error = failed ? system_error(path, "fsync") : store_error{};
  close(file);
  return error;
}

store_error build(const std::string& path, const std::string& vfs) {
  for (const char* suffix : {"", "-journal", "-wal", "-shm"})
    if (const auto left = path + suffix;
        unlink(left.c_str()) != 0 && errno != ENOENT)
      return system_error(left, "removing it");
  auto opened = sqlite_database::open(path, sqlite_database::mode::create, vfs);
  if (auto failed = std::get_if<store_error>(&opened))
    return std::move(*failed);
  return std::get<sqlite_database>(opened).execute(schema);
}

} // namespace

store_error make_journal_if_absent(const std::string& folder,
                                   const std::string& vfs) {
  const auto path = journal_path(folder);
  std::error_code unknown;
  if (std::filesystem::exists(path, unknown) || unknown)
    return {};
  if (std::filesystem::exists(journal_log_path(folder)))
    return {store_errc::corrupt,
            fmt::format("{} is missing but its log {} is there; restore a "
                        "copy of the journal",
                        path, journal_log_path(folder))};
  const auto beside = path + ".new";
  if (auto failed = build(beside, vfs))
    return failed;
  if (auto failed = sync_path(beside))
    return failed;
  if (std::rename(beside.c_str(), path.c_str()) != 0)
    return system_error(path, "renaming it into place");
  return sync_folder(folder);
}

store_error check_schema(sqlite_database& db) {
  auto owner = db.read_number("PRAGMA application_id");
  if (auto failed = std::get_if<store_error>(&owner))
    return std::move(*failed);
  if (std::get<std::int64_t>(owner) != application)
    return {store_errc::corrupt,
            fmt::format("{} is not a journal of Leasehold; restore a copy of "
                        "the journal, or choose another folder",
                        db.path())};
  auto version = db.read_number("PRAGMA user_version");
  if (auto failed = std::get_if<store_error>(&version))
    return std::move(*failed);
  if (const auto found = std::get<std::int64_t>(version);
      found != schema_version)
    return {store_errc::wrong_version,
            fmt::format("{} has schema version {}, known is {}; start the "
                        "version of Leasehold that wrote it",
                        db.path(), found, schema_version)};
  return {};
}

store_error sync_folder(const std::string& folder) {
  return sync_path(folder);
}

} // namespace leasehold
