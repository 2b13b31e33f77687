// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Short words for what tests of the journal do all the time.

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/store/journal.hpp"

namespace leasehold::test {

inline record put(std::string key, std::string body, std::uint16_t kind = 1) {
  return {kind, std::move(key), std::move(body), record::change::put};
}

inline record erase(std::string key, std::uint16_t kind = 1) {
  return {kind, std::move(key), {}, record::change::erase};
}

/// Opens a journal that must open; a vfs may be named.
inline std::unique_ptr<journal> open_journal(const std::string& folder,
                                             const std::string& vfs = {}) {
  journal_config config;
  config.folder = folder;
  config.vfs = vfs;
  auto opened = journal::open(config);
  if (auto failed = std::get_if<store_error>(&opened))
    throw std::runtime_error{failed->message};
  return std::move(std::get<std::unique_ptr<journal>>(opened));
}

/// The error of opening and replaying a journal, if there is one.
inline store_error error_of_start(const std::string& folder) {
  journal_config config;
  config.folder = folder;
  auto opened = journal::open(config);
  if (auto failed = std::get_if<store_error>(&opened))
    return *failed;
  return std::get<std::unique_ptr<journal>>(opened)->replay(
      [](record) { return store_error{}; });
}

using contents = std::map<std::pair<std::uint16_t, std::string>, std::string>;

inline void take_in(contents& to, const record& entry) {
  const auto key = std::pair{entry.kind, entry.key};
  if (entry.what == record::change::put)
    to[key] = entry.body;
  else
    to.erase(key);
}

/// What a start would know. Throws what the replay fails with.
inline contents replayed(journal_backend& journal) {
  contents result;
  const auto failed = journal.replay([&result](record entry) {
    take_in(result, entry);
    return store_error{};
  });
  if (failed)
    throw std::runtime_error{failed.message};
  return result;
}

/// Changes the file of a stopped journal behind our back.
inline void execute(const std::string& folder, const std::string& sql) {
  sqlite3* db = nullptr;
  std::string failed;
  if (sqlite3_open((folder + "/journal.db").c_str(), &db) != SQLITE_OK
      || sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    failed = sqlite3_errmsg(db);
  sqlite3_close(db);
  if (!failed.empty())
    throw std::runtime_error{failed};
}

/// Leaves what kill -9 leaves after `groups` were acknowledged, all of them in
/// the log: a child writes and is gone.
inline void write_and_die(const std::string& folder,
                          const std::vector<record_group>& groups) {
  const auto writer = fork();
  if (writer == 0) {
    journal_config config;
    config.folder = folder;
    config.checkpoint_every = std::chrono::hours{1};
    auto opened = journal::open(config);
    const auto made = std::get_if<std::unique_ptr<journal>>(&opened);
    for (const auto& group : groups)
      if (made == nullptr || (*made)->append({group}))
        _exit(1);
    _exit(0);
  }
  int status = -1;
  waitpid(writer, &status, 0);
  if (status != 0)
    throw std::runtime_error{"the writer failed"};
}

/// Turns over one bit of a file.
inline void flip_bit(const std::string& path, std::int64_t offset) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  char byte = 0;
  bool done = file >= 0 && pread(file, &byte, 1, offset) == 1;
  byte = static_cast<char>(byte ^ 4);
  done = done && pwrite(file, &byte, 1, offset) == 1;
  close(file);
  if (!done)
    throw std::runtime_error{"cannot change " + path};
}

} // namespace leasehold::test
