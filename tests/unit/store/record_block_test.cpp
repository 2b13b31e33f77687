// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/record_block.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using outcome = block_reader::outcome;

const std::vector<record>& some_records() {
  static const std::vector<record> records{
      {5, "GW1/7", "body", record::change::put},
      {65535, std::string("k\0", 2), std::string(100'000, 'x'),
       record::change::put},
      {0, "", "", record::change::put},
      {6, "7", "", record::change::erase},
  };
  return records;
}

std::string block_of(const std::vector<record>& records) {
  std::string block;
  for (const auto& entry : records)
    add_to_block(block, entry);
  return block;
}

/// What is read of a block, and how that ended.
std::pair<std::vector<record>, outcome> read(std::string_view block) {
  block_reader reader{block};
  std::vector<record> found;
  record entry;
  auto ended = reader.next(entry);
  for (; ended == outcome::record; ended = reader.next(entry))
    found.push_back(entry);
  return {found, ended};
}

TEST(RecordBlock, TellsWhatWasPutIntoIt) {
  const auto [found, ended] = read(block_of(some_records()));
  EXPECT_EQ(ended, outcome::end);
  EXPECT_EQ(found, some_records());
}

TEST(RecordBlock, MayBeEmpty) {
  const auto [found, ended] = read({});
  EXPECT_EQ(ended, outcome::end);
  EXPECT_TRUE(found.empty());
}

// Never more than there is, and never a whole block.
TEST(RecordBlock, CutShortAnywhereIsMalformedOrHasFewerRecords) {
  std::vector<record> few{some_records().front(), some_records().back()};
  const auto block = block_of(few);
  for (std::size_t size = 0; size < block.size(); ++size) {
    const auto [found, ended] = read(std::string_view{block}.substr(0, size));
    EXPECT_LT(found.size(), few.size()) << size;
    const auto between = block_of({few.front()}).size();
    EXPECT_EQ(ended,
              size == 0 || size == between ? outcome::end : outcome::malformed)
        << size;
  }
}

TEST(RecordBlock, WithALengthBeyondItsEndIsMalformed) {
  auto block = block_of({some_records().front()});
  for (std::size_t at : {3u, 7u}) {
    auto longer = block;
    for (std::size_t i = 0; i < 4; ++i)
      longer[at + i] = '\xFF';
    EXPECT_EQ(read(longer).second, outcome::malformed);
  }
}

} // namespace
} // namespace leasehold
