// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/call_counter.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

TEST(CallCounter, CountsAnswersAndLettingGoApart) {
  call_counter calls;
  calls.called();
  calls.called();
  calls.answered();
  EXPECT_EQ(1u, calls.in_flight());
  EXPECT_EQ(2u, calls.held());
  calls.let_go();
  calls.let_go(); // of the one in flight: the peer lost interest
  EXPECT_EQ(1u, calls.in_flight());
  EXPECT_EQ(0u, calls.held());
  calls.answered();
  EXPECT_EQ(0u, calls.in_flight());
  EXPECT_EQ(2u, calls.total());
}

TEST(CallCounter, DoesNotGoBelowZero) {
  call_counter calls;
  calls.answered();
  calls.let_go();
  EXPECT_EQ(0u, calls.in_flight());
  EXPECT_EQ(0u, calls.held());
}

} // namespace
} // namespace leasehold
