// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/journal_audit.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "runtime/store/disk_figures.hpp"
#include "runtime/store/folder_lock.hpp"
#include "runtime/store/journal_schema.hpp"
#include "runtime/store/journal_tables.hpp"
#include "runtime/store/log_recovery.hpp"
#include "runtime/store/sqlite.hpp"

namespace leasehold {

namespace {

namespace fs = std::filesystem;

/// A folder of its own, removed with all in it.
class temporary_folder {
public:
  temporary_folder() {
    std::error_code none;
    auto pattern =
        (fs::temp_directory_path(none) / "leasehold-audit-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr)
      path_ = pattern;
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    if (!path_.empty())
      fs::remove_all(path_, ignored);
  }

  /// Empty if it could not be made.
  const std::string& path() const noexcept {
    return path_;
  }

private:
  std::string path_;
};

store_error copy(const std::string& from, const std::string& to) {
  std::error_code failed;
  fs::copy_file(from, to, failed);
  if (!failed)
    return {};
  return {failed == std::errc::no_space_on_device ? store_errc::disk_full
                                                  : store_errc::cannot_open,
          fmt::format("cannot copy {} to {}: {}; check that it exists, the "
                      "access rights, and the free space there (TMPDIR)",
                      from, to, failed.message())};
}

store_error copy_journal(const std::string& from, const std::string& to) {
  if (auto failed = copy(journal_path(from), journal_path(to)))
    return failed;
  std::error_code unknown;
  if (!fs::exists(journal_log_path(from), unknown))
    return {};
  return copy(journal_log_path(from), journal_log_path(to));
}

store_result<journal_figures> read_copy(const std::string& folder,
                                        const record_visitor& visit) {
  if (auto failed = recover_log(folder))
    return failed;
  auto opened = sqlite_database::open(journal_path(folder),
                                      sqlite_database::mode::existing, {});
  if (auto failed = std::get_if<store_error>(&opened))
    return std::move(*failed);
  auto& db = std::get<sqlite_database>(opened);
  if (auto failed = check_schema(db))
    return failed;
  auto prepared = journal_tables::prepare(db);
  if (auto failed = std::get_if<store_error>(&prepared))
    return std::move(*failed);
  auto& tables = std::get<journal_tables>(prepared);
  journal_figures figures;
  const auto counted = [&visit](std::uint64_t& count) {
    return [&visit, &count](record entry) {
      ++count;
      return visit(std::move(entry));
    };
  };
  if (auto failed = tables.replay_state(counted(figures.state_rows)))
    return failed;
  if (auto failed = tables.replay_since(counted(figures.journal_rows)))
    return failed;
  return figures;
}

} // namespace

store_result<journal_figures> audit_journal(const std::string& folder,
                                            const record_visitor& visit) {
  if (auto failed = folder_lock::check(folder))
    return failed;
  const temporary_folder scratch;
  if (scratch.path().empty())
    return store_error{store_errc::cannot_open,
                       "cannot make a folder for temporary files; set TMPDIR "
                       "to one that may be written"};
  if (auto failed = copy_journal(folder, scratch.path()))
    return failed;
  auto result = read_copy(scratch.path(), visit);
  if (auto figures = std::get_if<journal_figures>(&result))
    measure_disk(folder, *figures);
  return result;
}

} // namespace leasehold
