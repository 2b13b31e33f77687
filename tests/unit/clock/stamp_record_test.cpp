// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/stamp_record.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

record with_body(std::string body) {
  record result;
  result.kind = clock_stamp_kind;
  result.body = std::move(body);
  return result;
}

store_errc code_of(const record& stored) {
  const auto parsed = parse_clock_stamp(stored);
  const auto failed = std::get_if<store_error>(&parsed);
  return failed ? failed->code : store_errc::none;
}

TEST(StampRecord, ReadsWhatItWrote) {
  const clock_stamp stamp{instant{seconds{7}},
                          {nanoseconds{123}, nanoseconds{-4}},
                          "3f1c-boot id",
                          duration{1'800'000'000'123}};
  const auto parsed = parse_clock_stamp(to_record(stamp));
  ASSERT_TRUE(std::holds_alternative<clock_stamp>(parsed));
  const auto& read = std::get<clock_stamp>(parsed);
  EXPECT_EQ(read.at, stamp.at);
  EXPECT_EQ(read.ticks.boottime, stamp.ticks.boottime);
  EXPECT_EQ(read.ticks.raw, stamp.ticks.raw);
  EXPECT_EQ(read.boot_id, stamp.boot_id);
  EXPECT_EQ(read.civil, stamp.civil);
}

TEST(StampRecord, ReadsOneWithoutCivilTime) {
  clock_stamp stamp;
  stamp.boot_id = "boot";
  for (const auto& stored : {to_record(stamp), with_body("1 0 0 0 boot")}) {
    const auto parsed = parse_clock_stamp(stored);
    ASSERT_TRUE(std::holds_alternative<clock_stamp>(parsed));
    EXPECT_EQ(std::get<clock_stamp>(parsed).boot_id, "boot");
    EXPECT_FALSE(std::get<clock_stamp>(parsed).civil);
  }
}

TEST(StampRecord, ReadsAnUnknownBoot) {
  const auto parsed = parse_clock_stamp(with_body("1 5 6 7 "));
  ASSERT_TRUE(std::holds_alternative<clock_stamp>(parsed));
  EXPECT_EQ(std::get<clock_stamp>(parsed).boot_id, "");
}

TEST(StampRecord, RefusesAnotherVersion) {
  EXPECT_EQ(code_of(with_body("3 5 6 7 8 boot")), store_errc::wrong_version);
}

TEST(StampRecord, RefusesWhatIsNoStamp) {
  EXPECT_EQ(code_of(with_body("1 5 6")), store_errc::corrupt);
  EXPECT_EQ(code_of(with_body("2 5 6 7 boot")), store_errc::corrupt);
  EXPECT_EQ(code_of(with_body("1 5 x 7 boot")), store_errc::corrupt);
  EXPECT_EQ(code_of(with_body("1 99999999999999999999 6 7 boot")),
            store_errc::corrupt);
  auto other = with_body("1 5 6 7 boot");
  other.kind = 1;
  EXPECT_EQ(code_of(other), store_errc::corrupt);
}

} // namespace
} // namespace leasehold
