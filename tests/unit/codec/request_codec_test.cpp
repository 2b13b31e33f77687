// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/request_codec.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <capnp/any.h>
#include <capnp/message.h>
#include <capnp/schema.h>
#include <gtest/gtest.h>

#include "messages/codec/common_codec.hpp"

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
  to_wire(x, wire);
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
  EXPECT_EQ(read->start, wall_time{duration{1'800'000'000'250}});
}

// UBSan sees where a distance is taken before its bound.
TEST(RequestCodec, RefusesStartsThatNoCalendarHas) {
  using limits = std::numeric_limits<std::int64_t>;
  const auto* far = "start is more than 100 years from now; give a nearer one";
  for (auto at :
       {limits::min(), limits::min() + 1, limits::max() - 1, limits::max()})
    EXPECT_EQ(complaint(at), far) << at;
}

/// What is said of a period that was written by `write`.
template <class Write>
std::string complaint_of_period(Write write) {
  capnp::MallocMessageBuilder message;
  auto wire = message.initRoot<rpc::Period>();
  write(wire);
  auto read = from_wire(wire.asReader());
  return read ? "" : read.error().message;
}

// A negative length that means infinite is a word of the command line.
TEST(RequestCodec, TakesNoLengthForAnotherKindOfPeriod) {
  using limits = std::numeric_limits<std::int64_t>;
  for (auto ms : {limits::min(), std::int64_t{-1}, std::int64_t{0}})
    EXPECT_EQ(complaint_of_period([ms](auto x) { x.setFiniteMs(ms); }),
              "period has a length of " + std::to_string(ms)
                  + " ms; give at least 1 ms, or say zero or infinite");
  EXPECT_EQ(complaint_of_period([](auto x) { x.setFiniteMs(1); }), "");
  EXPECT_NE(complaint_of_period([](auto x) { x.setFiniteMs(limits::max()); }),
            "");
  EXPECT_EQ(complaint_of_period([](auto) {}), "period is not set; set it");
}

/// Sets the number of a union's arm, as a sender of a later version might.
template <class Builder>
void set_arm(Builder x, std::size_t word16, std::uint16_t arm) {
  auto bytes = capnp::toAny(x).getDataSection();
  bytes[2 * word16] = static_cast<kj::byte>(arm);
  bytes[2 * word16 + 1] = static_cast<kj::byte>(arm >> 8);
}

/// Where the arms of a group or struct are counted, in 16-bit words.
template <class T>
std::size_t arm_place() {
  return capnp::Schema::from<T>()
      .getProto()
      .getStruct()
      .getDiscriminantOffset();
}

TEST(RequestCodec, GuessesNothingFromArmsThatItDoesNotKnow) {
  capnp::MallocMessageBuilder message;
  auto wire = message.initRoot<rpc::LeaseRequest>();
  lease_request x;
  x.target = resource_name{"E2/nic"};
  x.source = endpoint_name{"E1"};
  x.amount = *parse_amounts("10Mbit/s");
  x.wanted = *parse_period("60s");
  to_wire(x, wire);
  ASSERT_TRUE(from_wire(wire.asReader(), now));
  set_arm(wire, arm_place<rpc::LeaseRequest::Start>(), 7);
  auto read = from_wire(wire.asReader(), now);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message,
            "start has the value 7, unknown here; use programs of the same "
            "version");
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
