// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/file_limit.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

TEST(FileLimit, ChangesNothingWhereThereIsEnough) {
  door_config config;
  const auto before = config.listen.connections_max;
  ASSERT_TRUE(fit_to_files(config, files_for(config)));
  EXPECT_EQ(config.listen.connections_max, before);
  EXPECT_EQ(config.sessions_max, door_config{}.sessions_max);
}

// What `ulimit -n 1024` leaves: strangers and operators still find room.
TEST(FileLimit, LetsFewerConnectionsInWhereThereIsNot) {
  door_config config;
  ASSERT_TRUE(fit_to_files(config, 1024));
  EXPECT_EQ(config.listen.connections_max, 960u);
  EXPECT_LE(config.sessions_max + config.listen.strangers_max, 960u);
  EXPECT_LT(config.sessions_per_lessee_max, config.sessions_max);
  EXPECT_GT(config.listen.strangers_max, 0u);
}

TEST(FileLimit, RefusesToBeOfNoUse) {
  door_config config;
  EXPECT_TRUE(fit_to_files(config, 80));
  const auto none = fit_to_files(config, 79);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, errc::unavailable);
}

TEST(FileLimit, IsWhatTheSystemGives) {
  const auto now = raise_file_limit(1);
  EXPECT_GE(now, 1u);
  EXPECT_EQ(raise_file_limit(now), now);
}

} // namespace
} // namespace leasehold
