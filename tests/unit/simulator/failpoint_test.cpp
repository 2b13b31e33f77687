// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/failpoint.hpp"

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

TEST(Failpoints, HaveNamesThatCanBeRead) {
  for (std::size_t i = 0; i < failpoint_count; ++i) {
    const auto where = static_cast<failpoint>(i);
    EXPECT_EQ(parse_failpoint(to_string(where)), where);
  }
  EXPECT_FALSE(parse_failpoint("nowhere"));
}

TEST(Failpoints, EndAtThePassageThatWasArmed) {
  failpoints armed;
  EXPECT_FALSE(armed.pass(failpoint::after_sync));
  armed.arm(failpoint::after_sync, 2);
  EXPECT_FALSE(armed.pass(failpoint::before_append));
  EXPECT_FALSE(armed.pass(failpoint::after_sync));
  EXPECT_TRUE(armed.pass(failpoint::after_sync));
  EXPECT_FALSE(armed.pass(failpoint::after_sync));
}

TEST(Failpoints, EndAtTheMessageThatWasArmed) {
  failpoints armed;
  EXPECT_FALSE(armed.waits_for_message());
  armed.arm_message("wake_up", moment::after, 2);
  EXPECT_FALSE(armed.pass_message("wake_up", moment::before));
  EXPECT_FALSE(armed.pass_message("stamp_time", moment::after));
  EXPECT_FALSE(armed.pass_message("wake_up", moment::after));
  EXPECT_TRUE(armed.pass_message("wake_up", moment::after));
  EXPECT_FALSE(armed.waits_for_message());
}

TEST(Failpoints, ForgetWhatIsDisarmed) {
  failpoints armed;
  armed.arm(failpoint::after_frame, 1);
  armed.arm(failpoint::after_frame, 0);
  EXPECT_FALSE(armed.pass(failpoint::after_frame));
}

} // namespace
} // namespace leasehold::sim
