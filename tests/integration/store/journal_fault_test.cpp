// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// D2, D3, D4: a disk that fails or is full.

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "runtime/store/journal.hpp"
#include "tests/support/faulty_vfs.hpp"
#include "tests/support/journal_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

using test::disk_faults;
using test::faults;
using test::open_journal;
using test::put;
using test::replayed;

class JournalFault : public ::testing::Test {
protected:
  JournalFault() {
    faults().reset();
    journal = open_journal(folder.path(), test::faulty_vfs());
    faults().reset(); // Forgets the calls of the start.
  }
  ~JournalFault() override {
    faults().reset();
  }

  bool is_there_after_restart(const std::string& key) {
    journal.reset();
    faults().reset();
    return replayed(*open_journal(folder.path())).count({1, key}) > 0;
  }

  test::temp_folder folder;
  std::unique_ptr<leasehold::journal> journal;
};

TEST_F(JournalFault, OneSyncOfTheLogIsAllThatACommitNeeds) {
  ASSERT_FALSE(journal->append({{put("warm", "1")}}));
  faults().reset();
  faults().where = disk_faults::file::log;
  ASSERT_FALSE(journal->append({{put("a", "1")}, {put("b", "1")}}));
  EXPECT_EQ(faults().syncs, 1);
}

TEST_F(JournalFault, AfterAFailedSyncNothingIsAcknowledgedEver) {
  ASSERT_FALSE(journal->append({{put("a", "1")}}));
  faults().syncs_left = 0;
  EXPECT_EQ(journal->append({{put("b", "1")}}).code, store_errc::io_error);
  // The disk is well again, but who knows what the page cache has lost.
  faults().reset();
  EXPECT_EQ(journal->append({{put("c", "1")}}).code, store_errc::io_error);
  EXPECT_EQ(journal->fold(1).code, store_errc::io_error);
  EXPECT_EQ(faults().writes, 0);
  EXPECT_FALSE(is_there_after_restart("c"));
}

TEST_F(JournalFault, AfterAFailedSyncNotEvenClosingWrites) {
  ASSERT_FALSE(journal->append({{put("a", "1")}}));
  faults().syncs_left = 0;
  ASSERT_TRUE(journal->append({{put("b", "1")}}));
  faults().reset();
  journal.reset();
  EXPECT_EQ(faults().writes, 0);
}

TEST_F(JournalFault, AFailedCommitMayBeThereLater) {
  ASSERT_FALSE(journal->append({{put("a", "1")}}));
  faults().syncs_left = 0;
  ASSERT_TRUE(journal->append({{put("b", "1")}}));
  // As after kill -9: the frames are in the page cache. Unknown, not refused.
  EXPECT_TRUE(is_there_after_restart("b"));
}

TEST_F(JournalFault, AtAnyWriteClosesTheJournalAndKeepsWhatWasDurable) {
  for (int writes = 0; writes < 4; ++writes) {
    const auto key = std::to_string(writes);
    ASSERT_FALSE(journal->append({{put("safe" + key, "1")}}));
    faults().where = disk_faults::file::log;
    faults().writes_left = writes;
    // Two large pages, so that there is a fourth write.
    EXPECT_EQ(
        journal->append({{put("lost" + key, std::string(9000, 'x'))}}).code,
        store_errc::io_error);
    faults().reset();
    EXPECT_TRUE(journal->append({{put("late" + key, "1")}}));
    EXPECT_TRUE(is_there_after_restart("safe" + key));
    EXPECT_FALSE(is_there_after_restart("late" + key));
    journal = open_journal(folder.path(), test::faulty_vfs());
  }
}

TEST_F(JournalFault, AFullDiskIsCalledFull) {
  ASSERT_FALSE(journal->append({{put("a", "1")}}));
  faults().bytes_max = 1 << 20;
  store_error failed;
  for (int i = 0; i < 1000 && !failed; ++i)
    failed = journal->append({{put("b", std::string(10'000, 'x'))}});
  EXPECT_EQ(failed.code, store_errc::disk_full) << failed.message;
  EXPECT_NE(failed.message.find("free space"), std::string::npos);
  EXPECT_TRUE(is_there_after_restart("a"));
}

TEST_F(JournalFault, AFullDatabaseFileStopsNoAppends) {
  faults().where = disk_faults::file::database;
  faults().bytes_max = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  // Until a checkpoint has met the full disk, and one append more.
  while (faults().writes == 0 && std::chrono::steady_clock::now() < end)
    ASSERT_FALSE(journal->append({{put("a", std::string(5000, 'x'))}}));
  EXPECT_GT(faults().writes, 0);
  EXPECT_FALSE(journal->append({{put("b", "1")}}));
  EXPECT_TRUE(is_there_after_restart("b"));
}

TEST_F(JournalFault, AFailedCheckpointClosesTheJournal) {
  faults().where = disk_faults::file::database;
  faults().syncs_left = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  ASSERT_FALSE(journal->append({{put("a", "1")}}));
  while (faults().syncs == 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::yield();
  // Well again, but whether the database got its pages nobody knows.
  faults().reset();
  store_error failed;
  while (!failed && std::chrono::steady_clock::now() < end)
    failed = journal->append({{put("b", "1")}});
  EXPECT_EQ(failed.code, store_errc::io_error) << failed.message;
  EXPECT_TRUE(is_there_after_restart("a"));
}

TEST_F(JournalFault, AFailedFoldChangesNothing) {
  ASSERT_FALSE(journal->append({{put("a", "1"), put("b", "2")}}));
  faults().where = disk_faults::file::log;
  faults().writes_left = 1;
  EXPECT_EQ(journal->fold(10).code, store_errc::io_error);
  EXPECT_TRUE(is_there_after_restart("a"));
  EXPECT_TRUE(is_there_after_restart("b"));
}

// Whichever chunk of a fold it strikes, and whichever write of it.
TEST_F(JournalFault, AtAnyWriteOfAFoldLosesAndRevivesNothing) {
  ASSERT_FALSE(journal->append({{put("gone", "1"), put("old", "1")}}));
  ASSERT_FALSE(journal->fold(10));
  for (int writes = 0; writes < 12; ++writes) {
    const auto key = std::to_string(writes);
    ASSERT_FALSE(journal->append({{put(key, std::string(5000, 'x'))}}));
    ASSERT_FALSE(journal->append({{test::erase("gone"), put("old", key)}}));
    faults().where = disk_faults::file::log;
    faults().writes_left = writes;
    store_error failed;
    for (int chunk = 0; chunk < 6 && !failed; ++chunk)
      failed = journal->fold(1);
    journal.reset();
    faults().reset();
    journal = open_journal(folder.path(), test::faulty_vfs());
    const auto found = replayed(*journal);
    EXPECT_EQ(found.count({1, "gone"}), 0u) << writes;
    EXPECT_EQ(found.at({1, "old"}), key);
    EXPECT_EQ(found.size(), static_cast<std::size_t>(writes) + 2);
  }
}

TEST_F(JournalFault, ADiskThatCannotBeWrittenIsFoundAtTheStart) {
  // Die with a log that is not empty.
  ASSERT_FALSE(journal->append({{put("a", "1")}}));
  faults().syncs_left = 0;
  ASSERT_TRUE(journal->append({{put("b", "1")}}));
  journal.reset();
  journal_config config;
  config.folder = folder.path();
  config.vfs = test::faulty_vfs();
  const auto opened = leasehold::journal::open(config);
  ASSERT_TRUE(std::holds_alternative<store_error>(opened));
  EXPECT_EQ(std::get<store_error>(opened).code, store_errc::io_error);
  EXPECT_TRUE(is_there_after_restart("a"));
}

} // namespace
} // namespace leasehold
