// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/checkpointer.hpp"

#include <utility>
#include <variant>

namespace leasehold {

store_result<std::unique_ptr<checkpointer>>
checkpointer::start(const std::string& path, const std::string& vfs,
                    duration every, std::shared_ptr<journal_health> health) {
  auto opened =
      sqlite_database::open(path, sqlite_database::mode::existing, vfs);
  if (auto failed = std::get_if<store_error>(&opened))
    return std::move(*failed);
  auto& db = std::get<sqlite_database>(opened);
  // Reads the schema, so that later errors are of the disk and not of us.
  if (auto failed = db.execute("PRAGMA synchronous = FULL; "
                               "SELECT count(*) FROM folded"))
    return failed;
  return std::unique_ptr<checkpointer>{
      new checkpointer{std::move(db), every, std::move(health)}};
}

checkpointer::checkpointer(sqlite_database db, duration every,
                           std::shared_ptr<journal_health> health)
    : db_(std::move(db)),
      every_(every),
      health_(std::move(health)),
      thread_([this] { run(); }) {}

checkpointer::~checkpointer() {
  {
    const std::lock_guard guard{mutex_};
    order_ = order::stop;
  }
  changed_.notify_one();
  thread_.join();
}

void checkpointer::wrote() {
  {
    const std::lock_guard guard{mutex_};
    if (order_ != order::rest)
      return;
    order_ = order::work;
  }
  changed_.notify_one();
}

store_error checkpointer::checkpoint(sqlite_database& db) {
  const int failed = sqlite3_wal_checkpoint_v2(
      db.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  switch (failed & 0xFF) {
  case SQLITE_OK:
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_FULL:
    return {};
  default:
    return db.error("checkpoint");
  }
}

void checkpointer::run() {
  std::unique_lock guard{mutex_};
  while (order_ != order::stop) {
    changed_.wait(guard, [this] { return order_ != order::rest; });
    if (changed_.wait_for(guard, every_,
                          [this] { return order_ == order::stop; }))
      return;
    order_ = order::rest;
    guard.unlock();
    if (health_->first())
      return;
    if (auto failed = checkpoint(db_)) {
      static_cast<void>(health_->fail(std::move(failed)));
      return;
    }
    guard.lock();
  }
}

} // namespace leasehold
