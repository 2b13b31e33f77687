// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/traffic/arrivals.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Arrivals : public ::testing::Test {
protected:
  /// As many bytes in each millisecond, from one moment to another.
  void arrive(milliseconds from, milliseconds to, std::uint64_t bytes) {
    for (auto at = from; at < to; at += milliseconds{1})
      seen.add(begin + at, bytes);
  }

  double rate(milliseconds at, duration window) const {
    return seen.rate(begin + at, window);
  }

  arrivals::time begin{seconds{1000}};
  arrivals seen{begin};
};

TEST_F(Arrivals, AreNoneBeforeAnythingCame) {
  EXPECT_EQ(rate(milliseconds{0}, seconds{1}), 0);
  EXPECT_EQ(rate(seconds{5}, seconds{1}), 0);
}

TEST_F(Arrivals, AreCountedOverTheWindow) {
  arrive(seconds{0}, seconds{2}, 1000);
  arrive(seconds{2}, seconds{4}, 500);
  EXPECT_NEAR(rate(seconds{4}, seconds{1}), 4e6, 4e6 * 0.011);
  EXPECT_NEAR(rate(seconds{4}, seconds{4}), 6e6, 6e6 * 0.011);
  EXPECT_NEAR(rate(seconds{6}, seconds{4}), 2e6, 2e6 * 0.011);
  EXPECT_EQ(rate(seconds{6}, seconds{1}), 0);
}

TEST_F(Arrivals, AreCountedSinceTheBeginningWhereTheWindowIsLonger) {
  arrive(seconds{0}, seconds{2}, 1000);
  EXPECT_NEAR(rate(seconds{2}, seconds{60}), 8e6, 8e6 * 0.01);
}

TEST_F(Arrivals, AreKnownForAMinute) {
  arrive(seconds{0}, seconds{90}, 10);
  arrive(seconds{90}, seconds{100}, 1000);
  EXPECT_NEAR(rate(seconds{100}, seconds{60}), 8e3 * (50 * 10 + 10 * 1000) / 60,
              8e3);
}

} // namespace
} // namespace leasehold
