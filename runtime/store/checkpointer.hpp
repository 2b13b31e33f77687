// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Copies what was committed from the write-ahead log into the database, on a
// thread and a connection of its own, so that no commit waits for it.

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "messages/time.hpp"
#include "runtime/store/journal_health.hpp"
#include "runtime/store/sqlite.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold {

class checkpointer {
public:
  /// Runs until destroyed. An error of the disk closes `health`, a full disk
  /// does not: the log still has everything, and the next round tries again.
  static store_result<std::unique_ptr<checkpointer>>
  start(const std::string& path, const std::string& vfs, duration every,
        std::shared_ptr<journal_health> health);

  ~checkpointer();

  /// There is something to checkpoint.
  void wrote();

  /// One checkpoint that waits for nobody.
  static store_error checkpoint(sqlite_database& db);

private:
  checkpointer(sqlite_database db, duration every,
               std::shared_ptr<journal_health> health);
  void run();

  enum class order : std::uint8_t { rest, work, stop };

  sqlite_database db_;
  duration every_;
  std::shared_ptr<journal_health> health_;
  std::mutex mutex_;
  std::condition_variable changed_;
  order order_ = order::rest;
  std::thread thread_;
};

} // namespace leasehold
