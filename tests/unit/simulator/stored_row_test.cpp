// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/stored_row.hpp"

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

TEST(StoredRow, IsReadAsItWasWritten) {
  const record put{700, std::string{"k\0y", 3}, "body", record::change::put};
  const record gone{7, "", "", record::change::erase};
  for (auto& row : {put, gone})
    EXPECT_EQ(std::get<record>(decode_row(encode_row(row))), row);
}

TEST(StoredRow, IsCorruptWhateverBitFlips) {
  const auto bytes = encode_row({7, "key", "body", record::change::put});
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_TRUE(std::holds_alternative<store_error>(decode_row(damaged)))
        << bit;
  }
}

TEST(StoredRow, IsCorruptWhenItsEndIsMissing) {
  const auto bytes = encode_row({7, "key", "body", record::change::put});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_TRUE(
        std::holds_alternative<store_error>(decode_row(bytes.substr(0, size))));
}

} // namespace
} // namespace leasehold::sim
