// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/journal_audit.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/journal_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

namespace fs = std::filesystem;

using test::put;

std::map<std::string, std::string> files_in(const std::string& folder) {
  std::map<std::string, std::string> result;
  for (const auto& entry : fs::directory_iterator{folder}) {
    std::ostringstream text;
    text << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
    result[entry.path().filename()] = text.str();
  }
  return result;
}

store_error ignore(record) {
  return {};
}

store_errc code_of(const store_result<journal_figures>& result) {
  const auto failed = std::get_if<store_error>(&result);
  return failed ? failed->code : store_errc::none;
}

TEST(JournalAudit, ReadsWhatAKilledNodeLeftAndChangesNothing) {
  const test::temp_folder folder;
  test::write_and_die(folder.path(), {{put("a", "1")}, {put("a", "2")}});
  const auto before = files_in(folder.path());
  test::contents found;
  const auto result = audit_journal(folder.path(), [&found](record entry) {
    test::take_in(found, entry);
    return store_error{};
  });
  ASSERT_EQ(code_of(result), store_errc::none);
  EXPECT_EQ(std::get<journal_figures>(result).journal_rows, 2u);
  EXPECT_GT(std::get<journal_figures>(result).bytes_on_disk, 0u);
  EXPECT_EQ(found, (test::contents{{{1, "a"}, "2"}}));
  EXPECT_EQ(files_in(folder.path()), before);
}

TEST(JournalAudit, FindsDamage) {
  const test::temp_folder folder;
  test::write_and_die(folder.path(), {{put("a", "1")}});
  test::execute(folder.path(), "UPDATE journal SET block = x'00'");
  EXPECT_EQ(code_of(audit_journal(folder.path(), ignore)), store_errc::corrupt);
}

TEST(JournalAudit, LeavesANodeThatRunsAlone) {
  const test::temp_folder folder;
  const auto held = test::open_journal(folder.path());
  EXPECT_EQ(code_of(audit_journal(folder.path(), ignore)), store_errc::locked);
}

TEST(JournalAudit, NamesAJournalThatIsNotThere) {
  const test::temp_folder folder;
  const auto result = audit_journal(folder.path(), ignore);
  ASSERT_EQ(code_of(result), store_errc::cannot_open);
  EXPECT_NE(std::get<store_error>(result).message.find(folder.path()),
            std::string::npos);
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

} // namespace
} // namespace leasehold
