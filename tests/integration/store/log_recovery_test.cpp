// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// D5 and D3 for the log that a killed process leaves behind.

#include "runtime/store/log_recovery.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "tests/support/journal_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

namespace fs = std::filesystem;

using test::error_of_start;
using test::open_journal;
using test::put;

class LogRecovery : public ::testing::Test {
protected:
  /// Leaves four transactions in the log.
  LogRecovery() {
    test::write_and_die(
        folder.path(),
        {{put("a", "1")}, {put("b", "1")}, {put("c", "1")}, {put("d", "1")}});
    size = static_cast<std::int64_t>(fs::file_size(path));
  }

  std::size_t found() {
    return test::replayed(*open_journal(folder.path())).size();
  }

  test::temp_folder folder;
  const std::string path = folder.path() + "/journal.db-wal";
  std::int64_t size = 0;
};

TEST_F(LogRecovery, KeepsAllThatWasCommitted) {
  EXPECT_EQ(found(), 4u);
}

TEST_F(LogRecovery, EndsWithAnEmptyLog) {
  const auto journal = open_journal(folder.path());
  EXPECT_EQ(fs::file_size(path), 0u);
}

TEST_F(LogRecovery, WritesTheLogToANewFile) {
  fs::create_hard_link(path, folder.path() + "/old-log");
  ASSERT_FALSE(recover_log(folder.path()));
  EXPECT_FALSE(fs::equivalent(path, folder.path() + "/old-log"));
  EXPECT_EQ(found(), 4u);
}

TEST_F(LogRecovery, TakesATornLastTransactionForOneThatNeverWas) {
  fs::resize_file(path, static_cast<std::uintmax_t>(size - 100));
  EXPECT_EQ(found(), 3u);
}

TEST_F(LogRecovery, TakesADamagedLastTransactionForATornOne) {
  test::flip_bit(path, size - 10);
  EXPECT_EQ(found(), 3u);
}

TEST_F(LogRecovery, ForgetsATornTransactionForGood) {
  test::flip_bit(path, size - 10);
  ASSERT_FALSE(recover_log(folder.path()));
  EXPECT_LT(static_cast<std::int64_t>(fs::file_size(path)), size);
  EXPECT_EQ(found(), 3u);
}

TEST_F(LogRecovery, RefusesALogDamagedFurtherUp) {
  test::flip_bit(path, size / 2);
  const auto failed = error_of_start(folder.path());
  EXPECT_EQ(failed.code, store_errc::corrupt);
  EXPECT_NE(failed.message.find("journal.db-wal: it is damaged after"),
            std::string::npos)
      << failed.message;
  // And goes on to refuse.
  EXPECT_EQ(error_of_start(folder.path()).code, store_errc::corrupt);
}

TEST_F(LogRecovery, RefusesADamagedHeaderBeforeFrames) {
  test::flip_bit(path, 17);
  const auto failed = error_of_start(folder.path());
  EXPECT_EQ(failed.code, store_errc::corrupt);
  EXPECT_NE(failed.message.find("header"), std::string::npos);
}

TEST_F(LogRecovery, TakesALogThatEndsInItsHeaderForEmpty) {
  test::temp_folder other;
  open_journal(other.path());
  fs::copy_file(path, other.path() + "/journal.db-wal");
  fs::resize_file(other.path() + "/journal.db-wal", 20);
  EXPECT_FALSE(error_of_start(other.path()));
}

// Whatever bit flips: an error, or all but the last transaction.
TEST_F(LogRecovery, LosesNothingSilentlyButATornEnd) {
  for (std::int64_t at = 0; at < size; at += 509) {
    test::temp_folder copy;
    fs::copy(folder.path(), copy.path(), fs::copy_options::recursive);
    test::flip_bit(copy.path() + "/journal.db-wal", at);
    if (recover_log(copy.path()))
      continue;
    EXPECT_GE(test::replayed(*open_journal(copy.path())).size(), 3u)
        << "bit at " << at;
  }
}

} // namespace
} // namespace leasehold
