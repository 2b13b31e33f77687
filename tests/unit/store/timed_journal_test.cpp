// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/timed_journal.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "tests/support/memory_journal.hpp"

namespace leasehold {
namespace {

record_group group_of(std::size_t records) {
  return record_group(records);
}

TEST(TimedJournal, CountsWhatBecameDurable) {
  auto disk = std::make_shared<test::memory_journal>();
  auto counts = std::make_shared<journal_counts>();
  timed_journal journal{disk, counts};
  EXPECT_FALSE(journal.append({group_of(2), group_of(3)}));
  EXPECT_FALSE(journal.append({group_of(1)}));
  EXPECT_EQ(counts->commits.read().count, 2u);
  EXPECT_EQ(counts->records, 6u);
  EXPECT_EQ(disk->rows.size(), 6u);
  EXPECT_EQ(journal.figures().journal_rows, 6u);
}

TEST(TimedJournal, CountsNothingThatFailed) {
  auto disk = std::make_shared<test::memory_journal>();
  auto counts = std::make_shared<journal_counts>();
  timed_journal journal{disk, counts};
  disk->error = {store_errc::disk_full, "it is full"};
  const auto failed = journal.append({group_of(2)});
  EXPECT_EQ(failed.message, "it is full");
  EXPECT_EQ(journal.fold(1).message, "it is full");
  EXPECT_EQ(counts->commits.read().count, 0u);
  EXPECT_EQ(counts->records, 0u);
}

TEST(TimedJournal, ReplaysWhatIsThere) {
  auto disk = std::make_shared<test::memory_journal>();
  timed_journal journal{disk, std::make_shared<journal_counts>()};
  EXPECT_FALSE(journal.append({group_of(2)}));
  auto seen = 0;
  EXPECT_FALSE(journal.replay([&seen](const record&) {
    ++seen;
    return store_error{};
  }));
  EXPECT_EQ(seen, 2);
}

} // namespace
} // namespace leasehold
