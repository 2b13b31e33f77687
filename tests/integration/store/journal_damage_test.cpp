// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// D5: what is damaged, unknown or in use by another is an error that says
// where, never a journal with less in it.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/wait.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/store/crc32c.hpp"
#include "runtime/store/journal.hpp"
#include "runtime/store/record_block.hpp"
#include "tests/support/journal_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

namespace fs = std::filesystem;

using test::error_of_start;
using test::execute;
using test::open_journal;
using test::put;

class JournalDamage : public ::testing::Test {
protected:
  /// A stopped journal with two rows in the state and three in the journal,
  /// seq 2 to 4.
  void make() {
    const auto journal = open_journal(folder.path());
    ASSERT_FALSE(journal->append({{put("a", "body-of-a"), put("b", "1")}}));
    ASSERT_FALSE(journal->fold(2));
    ASSERT_EQ(journal->figures().state_rows, 2u);
    ASSERT_EQ(journal->figures().journal_rows, 0u);
    ASSERT_FALSE(journal->append({{put("c", "body-of-c")}}));
    ASSERT_FALSE(journal->append({{put("d", "1")}}));
    ASSERT_FALSE(journal->append({{put("e", "1")}}));
  }

  void expect(store_errc code, std::initializer_list<const char*> words) {
    const auto failed = error_of_start(folder.path());
    EXPECT_EQ(failed.code, code) << failed.message;
    for (const auto* word : words)
      EXPECT_NE(failed.message.find(word), std::string::npos)
          << word << " is not in: " << failed.message;
  }

  std::string read_file() const {
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
  }

  test::temp_folder folder;
  const std::string path = folder.path() + "/journal.db";
};

TEST_F(JournalDamage, IsNotSeenWhereThereIsNone) {
  make();
  expect(store_errc::none, {});
}

TEST_F(JournalDamage, OfOneBitInTheJournalNamesTheRow) {
  make();
  const auto at = read_file().find("body-of-c");
  ASSERT_NE(at, std::string::npos);
  test::flip_bit(path, static_cast<std::int64_t>(at));
  expect(store_errc::corrupt,
         {"journal.db", "table journal", "seq 2", "checksum", "restore"});
}

TEST_F(JournalDamage, OfOneBitInTheStateNamesTheRow) {
  make();
  const auto at = read_file().find("body-of-a");
  ASSERT_NE(at, std::string::npos);
  test::flip_bit(path, static_cast<std::int64_t>(at));
  expect(store_errc::corrupt,
         {"journal.db", "table state", "kind 1", "\"a\"", "checksum"});
}

TEST_F(JournalDamage, OfANumberOfRecordsIsSeen) {
  make();
  execute(folder.path(), "UPDATE journal SET records = records + 1");
  expect(store_errc::corrupt, {"table journal", "seq 2", "checksum"});
}

TEST_F(JournalDamage, OfAKindInTheStateIsSeen) {
  make();
  execute(folder.path(), "UPDATE state SET kind = kind + 65536");
  expect(store_errc::corrupt, {"table state", "checksum"});
}

// Its checksum is right: somebody has written what nobody should.
TEST_F(JournalDamage, OfABlockThatIsAsItWasWrittenIsSeen) {
  make();
  const auto write = [this](std::uint64_t records, const std::string& block) {
    std::string place;
    for (const std::uint64_t number : {std::uint64_t{5}, records})
      for (int i = 0; i < 8; ++i)
        place.push_back(static_cast<char>(number >> (8 * i)));
    const auto crc = crc32c(crc32c(0, place), block);
    std::string hex;
    for (const unsigned char c : block)
      hex += fmt::format("{:02x}", c);
    execute(folder.path(),
            fmt::format("DELETE FROM journal WHERE seq = 5;"
                        "INSERT INTO journal VALUES (5, {}, x'{}', {})",
                        records, hex, crc));
  };
  std::string block;
  add_to_block(block, put("f", "1"));
  write(1, block);
  expect(store_errc::none, {});
  write(2, block);
  expect(store_errc::corrupt, {"seq 5", "2 records, and has 1"});
  write(1, block + "x");
  expect(store_errc::corrupt, {"seq 5", "restore"});
  block[2] = 9;
  write(1, block);
  expect(store_errc::wrong_version,
         {"seq 5, record 1", "change 9 is unknown", "start the version"});
}

TEST_F(JournalDamage, IsNeverFoldedAway) {
  make();
  execute(folder.path(), "UPDATE journal SET block = x'00' WHERE seq = 3");
  const auto journal = open_journal(folder.path());
  EXPECT_EQ(journal->fold(100).code, store_errc::corrupt);
  EXPECT_EQ(journal->append({{put("f", "1")}}).code, store_errc::corrupt);
}

TEST_F(JournalDamage, OfAMissingJournalRowIsSeen) {
  make();
  execute(folder.path(), "DELETE FROM journal WHERE seq = 3");
  expect(store_errc::corrupt, {"table journal", "seq 3", "missing"});
}

TEST_F(JournalDamage, OfARowThatGoesWhileItIsFoldedIsSeen) {
  make();
  const auto journal = open_journal(folder.path());
  ASSERT_FALSE(journal->fold(1));
  execute(folder.path(), "DELETE FROM journal WHERE seq = 4");
  ASSERT_FALSE(journal->fold(1));
  const auto failed = journal->fold(1);
  EXPECT_EQ(failed.code, store_errc::corrupt);
  EXPECT_NE(failed.message.find("seq 4: it is missing"), std::string::npos)
      << failed.message;
}

TEST_F(JournalDamage, OfAMissingStateRowIsSeen) {
  make();
  execute(folder.path(), "DELETE FROM state WHERE key = x'62'");
  expect(store_errc::corrupt, {"table state", "1 are there, 2 were written"});
}

TEST_F(JournalDamage, OfTheFoldedRowIsSeen) {
  make();
  execute(folder.path(), "DELETE FROM folded");
  expect(store_errc::corrupt, {"journal.db", "folded"});
}

// A `seq` that is too high would skip what was acknowledged.
TEST_F(JournalDamage, OfEachNumberOfTheFoldedRowIsSeen) {
  make();
  for (const std::string column : {"seq", "ahead", "rows", "crc"})
    for (const auto* sign : {"+", "-"}) {
      const auto other = sign[0] == '+' ? " - 1" : " + 1";
      execute(folder.path(),
              "UPDATE folded SET " + column + " = " + column + sign + "1");
      expect(store_errc::corrupt,
             {"table folded, row 1", "checksum", "restore"});
      execute(folder.path(),
              "UPDATE folded SET " + column + " = " + column + other);
    }
  expect(store_errc::none, {});
}

TEST_F(JournalDamage, OfTheLastRowOfAPassThatWroteIsSeen) {
  make();
  {
    const auto journal = open_journal(folder.path());
    ASSERT_FALSE(journal->fold(3));
    ASSERT_EQ(journal->figures().journal_rows, 0u);
    ASSERT_FALSE(journal->append({{put("f", "1"), put("g", "1")}}));
    ASSERT_FALSE(journal->append({{put("h", "1")}}));
    ASSERT_FALSE(journal->fold(2));
    ASSERT_FALSE(journal->fold(2));
    ASSERT_EQ(journal->figures().journal_rows, 3u);
  }
  execute(folder.path(), "DELETE FROM journal WHERE seq = 6");
  expect(store_errc::corrupt, {"table journal, seq 6", "missing"});
}

TEST_F(JournalDamage, OfASwappedRowIsSeen) {
  make();
  execute(folder.path(),
          "UPDATE journal SET seq = -1 WHERE seq = 2;"
          "UPDATE journal SET seq = 2 WHERE seq = 3;"
          "UPDATE journal SET seq = 3 WHERE seq = -1;");
  expect(store_errc::corrupt, {"table journal", "seq 2", "checksum"});
}

TEST_F(JournalDamage, OfATruncatedFileIsSeen) {
  make();
  fs::resize_file(path, fs::file_size(path) - 4096);
  expect(store_errc::corrupt, {"journal.db", "restore"});
}

TEST_F(JournalDamage, OfAnEmptyFileIsNotANewJournal) {
  make();
  fs::resize_file(path, 0);
  expect(store_errc::corrupt, {"journal.db", "not a journal"});
}

TEST_F(JournalDamage, OfAForeignFileIsSeen) {
  std::ofstream{path} << "some notes, longer than nothing at all";
  expect(store_errc::corrupt, {"journal.db", "not a database"});
}

TEST_F(JournalDamage, OfALostFileWithItsLogLeftIsSeen) {
  std::ofstream{path + "-wal"} << "frames";
  expect(store_errc::corrupt, {"journal.db is missing", "journal.db-wal"});
}

TEST_F(JournalDamage, OfANewerSchemaNamesBothVersions) {
  make();
  execute(folder.path(), "PRAGMA user_version = 3");
  expect(store_errc::wrong_version, {"schema version 3", "known is 2"});
}

TEST_F(JournalDamage, IsNotWhatAHalfMadeJournalLeaves) {
  std::ofstream{path + ".new"} << "a crash came before the rename";
  expect(store_errc::none, {});
}

TEST_F(JournalDamage, OfAFolderThatIsAFileIsSeen) {
  std::ofstream{folder.path() + "/file"} << "x";
  const auto failed = error_of_start(folder.path() + "/file");
  EXPECT_EQ(failed.code, store_errc::cannot_open);
  EXPECT_NE(failed.message.find(folder.path()), std::string::npos);
}

TEST_F(JournalDamage, ASecondProcessIsToldWhichIsTheFirst) {
  const auto held = open_journal(folder.path());
  const auto child = fork();
  if (child == 0) {
    const auto failed = error_of_start(folder.path());
    const auto holder = "process " + std::to_string(getppid());
    _exit(failed.code == store_errc::locked
                  && failed.message.find(folder.path()) != std::string::npos
                  && failed.message.find(holder) != std::string::npos
              ? 0
              : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

// Deleting the file that tells people who has the folder gives it to nobody.
TEST_F(JournalDamage, ASecondOpenerIsRefusedThoughTheLockFileIsGone) {
  const auto held = open_journal(folder.path());
  for (int turn = 0; turn < 2; ++turn) {
    ASSERT_TRUE(std::filesystem::remove(folder.path() + "/lock"));
    expect(store_errc::locked, {"stop that node first"});
  }
}

TEST_F(JournalDamage, ASecondOpenerInOneProcessIsRefusedToo) {
  const auto held = open_journal(folder.path());
  expect(store_errc::locked, {"stop that node first"});
}

} // namespace
} // namespace leasehold
