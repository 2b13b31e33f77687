// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/load.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <kj/async.h>

namespace leasehold::bench {
namespace {

TEST(Load, KeepsSoManyCallsInFlightUntilOneDoesNothing) {
  kj::EventLoop loop;
  kj::WaitScope scope{loop};
  int open = 0;
  int most = 0;
  int calls = 0;
  auto done = run_load(4, std::chrono::hours{1}, [&] {
                most = std::max(most, ++open);
                return kj::evalLast([&] {
                  --open;
                  call_result x;
                  if (++calls <= 20)
                    x.items = 3;
                  return x;
                });
              }).wait(scope);
  EXPECT_EQ(most, 4);
  EXPECT_EQ(open, 0);
  EXPECT_EQ(done.items, 60u);
  EXPECT_EQ(done.call_micros.size(), 24u);
}

TEST(Load, CountsFailuresAndKeepsTheFirstReason) {
  kj::EventLoop loop;
  kj::WaitScope scope{loop};
  int calls = 0;
  auto done = run_load(1, std::chrono::hours{1}, [&] {
                call_result x;
                if (++calls <= 2) {
                  x.failed = 1;
                  x.why = "reason " + std::to_string(calls);
                }
                return kj::Promise<call_result>{x};
              }).wait(scope);
  EXPECT_EQ(done.failed, 2u);
  EXPECT_EQ(done.why, "reason 1");
}

TEST(Load, FindsPercentiles) {
  load_result x;
  EXPECT_EQ(x.percentile(0.5), 0u);
  for (std::uint32_t i = 0; i <= 100; ++i)
    x.call_micros.push_back(i);
  EXPECT_EQ(x.percentile(0.5), 50u);
  EXPECT_EQ(x.percentile(0.99), 99u);
}

} // namespace
} // namespace leasehold::bench
