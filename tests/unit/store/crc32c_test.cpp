// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/crc32c.hpp"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

// RFC 3720, appendix B.4.
TEST(Crc32c, AgreesWithTheStandard) {
  EXPECT_EQ(crc32c(0, std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(0, std::string(32, '\xFF')), 0x62A8AB43u);
  EXPECT_EQ(crc32c(0, "123456789"), 0xE3069283u);
}

TEST(Crc32c, GoesOnWhereItStopped) {
  EXPECT_EQ(crc32c(crc32c(0, "12345"), "6789"), crc32c(0, "123456789"));
  EXPECT_EQ(crc32c(crc32c(0, "12345"), ""), crc32c(0, "12345"));
}

// Whatever the length, the alignment and the way it is cut up.
TEST(Crc32c, IsTheSameByInstructionAndByTable) {
  std::minstd_rand random{2026};
  std::string bytes(300, '\0');
  for (auto& c : bytes)
    c = static_cast<char>(random());
  const std::string_view all{bytes};
  for (std::size_t from = 0; from < 16; ++from)
    for (std::size_t size = 0; from + size <= all.size(); ++size) {
      const auto part = all.substr(from, size);
      const auto expected = crc32c_by_table(0, part);
      ASSERT_EQ(crc32c(0, part), expected) << from << " " << size;
      const auto cut = size / 3;
      ASSERT_EQ(crc32c(crc32c(0, part.substr(0, cut)), part.substr(cut)),
                expected);
    }
}

} // namespace
} // namespace leasehold
