// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/journal.hpp"

#include <filesystem>
#include <system_error>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "runtime/store/checkpointer.hpp"
#include "runtime/store/disk_figures.hpp"
#include "runtime/store/folder_lock.hpp"
#include "runtime/store/journal_health.hpp"
#include "runtime/store/journal_schema.hpp"
#include "runtime/store/journal_tables.hpp"
#include "runtime/store/log_recovery.hpp"
#include "runtime/store/sqlite.hpp"

namespace leasehold {

// In the order in which they are made; the lock is the last to go.
struct journal::parts {
  journal_config config;
  std::unique_ptr<folder_lock> lock;
  std::shared_ptr<journal_health> health = std::make_shared<journal_health>();
  sqlite_database db;
  journal_tables tables;
  std::unique_ptr<checkpointer> checkpoints;
  /// Of the write-ahead log, as of the last commit.
  std::uint64_t log_pages = 0;

  store_error open();
  store_error set_up();
  store_error transact(const std::function<store_error()>& work);
};

namespace {

constexpr std::uint64_t page_bytes = 4096;

int on_commit(void* log_pages, sqlite3*, const char*, int pages) {
  *static_cast<std::uint64_t*>(log_pages) = static_cast<std::uint64_t>(pages);
  return SQLITE_OK;
}

// Takes the value out, or hands the error on.
template <class T>
store_error take(store_result<T> from, T& to) {
  if (auto failed = std::get_if<store_error>(&from))
    return std::move(*failed);
  to = std::move(std::get<T>(from));
  return {};
}

} // namespace

store_error journal::parts::open() {
  std::error_code refused;
  const auto made = std::filesystem::create_directories(config.folder, refused);
  // What it will hold is for its owner alone. A folder that
  // was there is as its owner wants it.
  if (made && !refused)
    std::filesystem::permissions(config.folder,
                                 std::filesystem::perms::owner_all, refused);
  if (refused)
    return {store_errc::cannot_open,
            fmt::format("cannot make the folder {}: {}; check the path and its "
                        "access rights",
                        config.folder, refused.message())};
  if (auto failed = take(folder_lock::take(config.folder), lock))
    return failed;
  if (auto failed = make_journal_if_absent(config.folder, config.vfs))
    return failed;
  if (auto failed = recover_log(config.folder))
    return failed;
  const auto path = journal_path(config.folder);
  if (auto failed = take(sqlite_database::open(
                             path, sqlite_database::mode::existing, config.vfs),
                         db))
    return failed;
  if (auto failed = check_schema(db))
    return failed;
  if (auto failed = set_up())
    return failed;
  if (auto failed = take(journal_tables::prepare(db), tables))
    return failed;
  return take(
      checkpointer::start(path, config.vfs, config.checkpoint_every, health),
      checkpoints);
}

store_error journal::parts::set_up() {
  if (auto failed = db.execute("PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA cell_size_check = ON;"))
    return failed;
  const auto limit =
      fmt::format("PRAGMA journal_size_limit = {}", config.log_bytes_max);
  if (auto failed = db.execute(limit.c_str()))
    return failed;
  // Takes the place of the automatic checkpoint.
  sqlite3_wal_hook(db.get(), on_commit, &log_pages);
  // Begins with an empty log, or finds now that the disk can't be written.
  auto busy = db.read_number("PRAGMA wal_checkpoint(TRUNCATE)");
  if (auto failed = std::get_if<store_error>(&busy))
    return std::move(*failed);
  if (std::get<std::int64_t>(busy) != 0)
    return {
        store_errc::locked,
        fmt::format("{} is read by another program: stop it first", db.path())};
  return {};
}

// A transaction that fails is not rolled back by us: nobody will ever write
// through this connection again.
store_error journal::parts::transact(const std::function<store_error()>& work) {
  if (auto failed = health->first())
    return failed;
  if (auto failed = db.execute("BEGIN IMMEDIATE"))
    return health->fail(std::move(failed));
  if (auto failed = work())
    return health->fail(std::move(failed));
  if (auto failed = db.execute("COMMIT"))
    return health->fail(std::move(failed));
  checkpoints->wrote();
  if (log_pages * page_bytes > config.log_bytes_max)
    if (auto failed = checkpointer::checkpoint(db))
      return health->fail(std::move(failed));
  return health->first();
}

store_result<std::unique_ptr<journal>> journal::open(journal_config config) {
  auto made = std::make_unique<parts>();
  made->config = std::move(config);
  if (auto failed = made->open())
    return failed;
  return std::unique_ptr<journal>{new journal{std::move(made)}};
}

journal::journal(std::unique_ptr<parts> parts) : parts_(std::move(parts)) {}

journal::~journal() {
  parts_->checkpoints.reset();
  // Closing would checkpoint, which is one more write.
  if (parts_->health->first())
    sqlite3_db_config(parts_->db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                      nullptr);
}

store_error journal::append(const std::vector<record_group>& groups) {
  return parts_->transact(
      [this, &groups] { return parts_->tables.insert(groups); });
}

store_error journal::replay(const record_visitor& visit) {
  if (auto failed = parts_->tables.replay_state(visit))
    return failed;
  return parts_->tables.replay_since(visit);
}

store_error journal::fold(std::size_t records_max) {
  return parts_->transact(
      [this, records_max] { return parts_->tables.fold(records_max); });
}

journal_figures journal::figures() const {
  journal_figures result;
  result.state_rows = parts_->tables.state_rows();
  result.journal_rows = parts_->tables.journal_rows();
  measure_disk(parts_->config.folder, result);
  if (result.bytes_free < parts_->config.reserve_bytes)
    result.space = disk_space::low;
  return result;
}

} // namespace leasehold
