// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/request_codec.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <capnp/message.h>
#include <gtest/gtest.h>

namespace leasehold {
namespace {

const time_base now{instant{duration{5'000}},
                    wall_time{duration{1'800'000'000'000}}};

/// A request for a finite period, read with this start.
result<lease_request> read_with_start(std::int64_t unix_ms) {
  capnp::MallocMessageBuilder message;
  auto wire = message.initRoot<rpc::LeaseRequest>();
  lease_request x;
  x.target = resource_name{"E2/nic"};
  x.source = endpoint_name{"E1"};
  x.amount = *parse_amounts("10Mbit/s");
  x.wanted = *parse_period("60s");
  x.service = class_name{"standard"};
  to_wire(x, now, wire);
  wire.getStart().setAtUnixMs(unix_ms);
  return from_wire(wire.asReader(), now);
}

std::string complaint(std::int64_t unix_ms) {
  auto read = read_with_start(unix_ms);
  return read ? "" : read.error().message;
}

TEST(RequestCodec, TurnsAStartIntoAnInstant) {
  auto read = read_with_start(1'800'000'000'250);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->start, instant{duration{5'250}});
}

// UBSan sees where a distance is taken before its bound.
TEST(RequestCodec, RefusesStartsThatNoCalendarHas) {
  using limits = std::numeric_limits<std::int64_t>;
  const auto* far = "start is more than 100 years from now; give a nearer one";
  for (auto at :
       {limits::min(), limits::min() + 1, limits::max() - 1, limits::max()})
    EXPECT_EQ(complaint(at), far) << at;
}

TEST(RequestCodec, TakesStartsUpToItsBoundAndNoFurther) {
  auto wall = now.wall.time_since_epoch();
  for (auto reach : {period::max, -period::max}) {
    auto beyond = reach > duration::zero() ? duration{1} : duration{-1};
    EXPECT_EQ(complaint((wall + reach).count()), "");
    EXPECT_NE(complaint((wall + reach + beyond).count()), "");
  }
}

} // namespace
} // namespace leasehold
