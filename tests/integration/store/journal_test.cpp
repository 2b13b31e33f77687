// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/journal.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/journal_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

using test::contents;
using test::erase;
using test::open_journal;
using test::put;
using test::replayed;

TEST(Journal, MakesItsFolderAndBeginsEmpty) {
  const test::temp_folder folder;
  const auto journal = open_journal(folder.path() + "/node/journal");
  EXPECT_TRUE(replayed(*journal).empty());
}

TEST(Journal, TellsTheNewestOfEachKindAndKeyAfterARestart) {
  const test::temp_folder folder;
  ASSERT_FALSE(open_journal(folder.path())
                   ->append({{put("a", "1"), put("b", "1")},
                             {put("a", "2"), put("a", "other", 2)},
                             {erase("b")}}));
  EXPECT_EQ(replayed(*open_journal(folder.path())),
            (contents{{{1, "a"}, "2"}, {{2, "a"}, "other"}}));
}

TEST(Journal, KeepsAnyBytes) {
  const test::temp_folder folder;
  const std::string key("k\0\xFF", 3);
  const std::string body(100'000, '\0');
  ASSERT_FALSE(
      open_journal(folder.path())->append({{put(key, body), put("", "")}}));
  EXPECT_EQ(replayed(*open_journal(folder.path())),
            (contents{{{1, key}, body}, {{1, ""}, ""}}));
}

TEST(Journal, FoldsInChunksWithoutChangingWhatItTells) {
  const test::temp_folder folder;
  {
    const auto journal = open_journal(folder.path());
    ASSERT_FALSE(journal->append({{put("a", "1"), put("b", "1")}}));
    ASSERT_FALSE(journal->append({{put("a", "2"), put("c", "1"), erase("b")}}));
    const contents all{{{1, "a"}, "2"}, {{1, "c"}, "1"}};
    // Two rows to read, three keys to write, two rows to drop.
    int chunks = 0;
    for (; journal->figures().journal_rows > 0; ++chunks) {
      ASSERT_FALSE(journal->fold(1));
      EXPECT_EQ(replayed(*journal), all) << chunks;
    }
    EXPECT_EQ(chunks, 5);
    EXPECT_EQ(journal->figures().state_rows, 2u);
    ASSERT_FALSE(journal->fold(100));
  }
  const auto journal = open_journal(folder.path());
  EXPECT_EQ(replayed(*journal).size(), 2u);
  ASSERT_FALSE(journal->append({{put("c", "2"), erase("a")}}));
  ASSERT_FALSE(journal->fold(100));
  EXPECT_EQ(journal->figures().state_rows, 1u);
  EXPECT_EQ(replayed(*journal), (contents{{{1, "c"}, "2"}}));
}

// D1: what a fold has written early changes nothing that is told.
TEST(Journal, MayBeKilledBetweenAnyTwoChunks) {
  const contents all{{{1, "a"}, "3"}, {{1, "c"}, "2"}, {{1, "d"}, "1"}};
  for (int chunks = 0; chunks < 12; ++chunks) {
    const test::temp_folder folder;
    const test::temp_folder copy;
    {
      const auto journal = open_journal(folder.path());
      ASSERT_FALSE(journal->append({{put("a", "1"), put("b", "1")}}));
      ASSERT_FALSE(journal->fold(100));
      ASSERT_FALSE(
          journal->append({{put("a", "2"), put("c", "1"), erase("b")}}));
      ASSERT_FALSE(journal->append({{put("c", "2")}}));
      for (int i = 0; i < chunks; ++i) {
        ASSERT_FALSE(journal->fold(1));
        if (i == 1) {
          ASSERT_FALSE(journal->append({{put("a", "3")}}));
        }
      }
      if (chunks < 2) {
        ASSERT_FALSE(journal->append({{put("a", "3")}}));
      }
      ASSERT_FALSE(journal->append({{put("d", "1")}}));
      // As it is on the disk now, not as closing leaves it.
      for (const auto* file : {"/journal.db", "/journal.db-wal"})
        std::filesystem::copy_file(folder.path() + file, copy.path() + file);
    }
    const auto journal = open_journal(copy.path());
    EXPECT_EQ(replayed(*journal), all) << chunks;
    // And the fold begins anew.
    ASSERT_FALSE(journal->fold(100));
    EXPECT_EQ(journal->figures().journal_rows, 0u) << chunks;
    EXPECT_EQ(journal->figures().state_rows, 3u) << chunks;
    EXPECT_EQ(replayed(*journal), all) << chunks;
  }
}

TEST(Journal, KeepsALargeAppendInSeveralRows) {
  const test::temp_folder folder;
  record_group group;
  for (int i = 0; i < 100; ++i)
    group.push_back(put(std::to_string(i), std::string(10'000, 'x')));
  const auto journal = open_journal(folder.path());
  ASSERT_FALSE(journal->append({group, {put("last", "1")}}));
  EXPECT_EQ(journal->figures().journal_rows, 101u);
  EXPECT_EQ(replayed(*journal).size(), 101u);
  // A fold reads no more than a row at a time, however few it may.
  ASSERT_FALSE(journal->fold(1));
  EXPECT_EQ(journal->figures().journal_rows, 101u);
  EXPECT_EQ(journal->figures().state_rows, 0u);
}

TEST(Journal, EndsTheReplayWhereTheVisitorRefuses) {
  const test::temp_folder folder;
  const auto journal = open_journal(folder.path());
  ASSERT_FALSE(journal->append({{put("a", "1"), put("b", "1")}}));
  int visited = 0;
  const auto refuse = [&visited](record) {
    ++visited;
    return store_error{store_errc::wrong_version, "no such kind"};
  };
  const auto failed = journal->replay(refuse);
  EXPECT_EQ(visited, 1);
  EXPECT_EQ(failed.code, store_errc::wrong_version);
  EXPECT_NE(failed.message.find(
                "journal.db, table journal, seq 1, record 1: no such"),
            std::string::npos)
      << failed.message;
}

TEST(Journal, KnowsWhatTheDiskHasLeft) {
  const test::temp_folder folder;
  journal_config config;
  config.folder = folder.path();
  config.reserve_bytes = 0;
  {
    auto opened = journal::open(config);
    const auto figures = std::get<std::unique_ptr<journal>>(opened)->figures();
    EXPECT_EQ(figures.space, disk_space::ample);
    EXPECT_GT(figures.bytes_free, 0u);
    EXPECT_GT(figures.bytes_on_disk, 0u);
  }
  config.reserve_bytes = UINT64_MAX;
  auto opened = journal::open(config);
  EXPECT_EQ(std::get<std::unique_ptr<journal>>(opened)->figures().space,
            disk_space::low);
}

TEST(Journal, KeepsItsLogShortUnderConstantLoad) {
  const test::temp_folder folder;
  journal_config config;
  config.folder = folder.path();
  config.log_bytes_max = 1 << 20;
  auto opened = journal::open(config);
  auto& journal = *std::get<std::unique_ptr<leasehold::journal>>(opened);
  for (int i = 0; i < 200; ++i)
    ASSERT_FALSE(
        journal.append({record_group(100, put("k", std::string(1000, 'x')))}));
  // 20 MB went through it.
  const auto log = folder.path() + "/journal.db-wal";
  EXPECT_LT(std::filesystem::file_size(log), 4u << 20);
}

// Appends, folds and restarts in any order, against the obvious model.
RC_GTEST_PROP(Journal, TellsWhatAMapWouldKnow, ()) {
  const test::temp_folder folder;
  auto journal = open_journal(folder.path());
  contents model;
  const auto steps = *rc::gen::inRange(1, 12);
  for (int i = 0; i < steps; ++i) {
    const auto step = *rc::gen::inRange(0, 6);
    if (step == 0) {
      journal.reset();
      journal = open_journal(folder.path());
    } else if (step <= 2) {
      RC_ASSERT(!journal->fold(*rc::gen::inRange<std::size_t>(1, 30)));
    } else {
      const auto keys =
          *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
      record_group group;
      for (const auto key : keys)
        group.push_back(
            key < 4 ? erase(std::to_string(key % 6), key % 2)
                    : put(std::to_string(key % 6), std::to_string(i), key % 2));
      for (const auto& entry : group)
        test::take_in(model, entry);
      RC_ASSERT(!journal->append({group}));
    }
    RC_ASSERT(replayed(*journal) == model);
  }
  RC_ASSERT(journal->figures().state_rows <= 24u);
}

} // namespace
} // namespace leasehold
