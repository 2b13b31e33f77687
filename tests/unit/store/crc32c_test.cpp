// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/crc32c.hpp"

#include <string>

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

} // namespace
} // namespace leasehold
