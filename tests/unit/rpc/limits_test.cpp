// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/limits.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;

template <class F>
std::string refusal_after(F change) {
  connection_limits limits;
  change(limits);
  auto valid = validate(limits);
  return valid ? "" : valid.error().message;
}

TEST(Limits, AreValidAsTheyCome) {
  EXPECT_EQ("", refusal_after([](connection_limits&) {}));
}

TEST(Limits, AreRefusedWhenTheyShutEverybodyOut) {
  EXPECT_EQ("nesting_max is 0: give at least 1",
            refusal_after([](auto& x) { x.nesting_max = 0; }));
  EXPECT_EQ("calls_in_flight_max is 0: give at least 1",
            refusal_after([](auto& x) { x.calls_in_flight_max = 0; }));
  EXPECT_EQ("frame_segments_max is 257: give at most 256",
            refusal_after([](auto& x) { x.frame_segments_max = 257; }));
  EXPECT_EQ("login_frame_bytes_max is 15: the smallest frame has 16 bytes",
            refusal_after([](auto& x) { x.login_frame_bytes_max = 15; }));
  EXPECT_EQ("send_timeout is 0 ms: give at least 1 ms",
            refusal_after([](auto& x) { x.send_timeout = 0ms; }));
}

TEST(Limits, AreRefusedWhenTheyContradictEachOther) {
  EXPECT_EQ("frame_bytes_max (100) is below login_frame_bytes_max (4096): "
            "raise it",
            refusal_after([](auto& x) { x.frame_bytes_max = 100; }));
  EXPECT_EQ("login_bytes_max (100) is below login_frame_bytes_max (4096): "
            "raise it",
            refusal_after([](auto& x) { x.login_bytes_max = 100; }));
  EXPECT_EQ("answers_held_max (10) is below calls_in_flight_max (4096): "
            "raise it",
            refusal_after([](auto& x) { x.answers_held_max = 10; }));
}

TEST(Limits, MayLetPeersBeIdle) {
  EXPECT_EQ("", refusal_after([](auto& x) { x.idle_timeout = 0ms; }));
  EXPECT_EQ("idle_timeout is negative: give 0 for no bound",
            refusal_after([](auto& x) { x.idle_timeout = -1ms; }));
}

} // namespace
} // namespace leasehold
