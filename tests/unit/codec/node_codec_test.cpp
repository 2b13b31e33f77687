// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/node_codec.hpp"

#include <string>

#include <capnp/message.h>
#include <gtest/gtest.h>

#include "messages/bounds.hpp"

namespace leasehold {
namespace {

result<node_info> passed(const node_info& x) {
  capnp::MallocMessageBuilder message;
  to_wire(x, message.initRoot<rpc::NodeInfo>());
  return from_wire(message.getRoot<rpc::NodeInfo>().asReader());
}

TEST(NodeCodec, KeepsAllOfIt) {
  node_info x;
  x.node = node_name{"cellar"};
  x.address = "10.0.0.2:7420";
  x.why = "it was silent";
  x.round_trip = std::chrono::microseconds{17};
  x.silence = std::chrono::milliseconds{0};
  x.bytes_sent = 1;
  x.bytes_received = 2;
  x.frames_dropped = 3;
  x.version = "0.1.0";
  x.same_topology = false;
  for (auto state :
       {reachability::down, reachability::suspect, reachability::up}) {
    x.state = state;
    const auto y = passed(x);
    ASSERT_TRUE(y) << y.error().message;
    EXPECT_EQ(y->node, x.node);
    EXPECT_EQ(y->address, x.address);
    EXPECT_EQ(y->state, state);
    EXPECT_EQ(y->why, x.why);
    EXPECT_EQ(y->round_trip, x.round_trip);
    EXPECT_EQ(y->silence, x.silence);
    EXPECT_EQ(y->bytes_sent, 1u);
    EXPECT_EQ(y->bytes_received, 2u);
    EXPECT_EQ(y->frames_dropped, 3u);
    EXPECT_EQ(y->version, x.version);
    EXPECT_FALSE(y->same_topology);
  }
}

TEST(NodeCodec, TellsNeverFromNow) {
  node_info x;
  x.node = node_name{"cellar"};
  const auto y = passed(x);
  ASSERT_TRUE(y);
  EXPECT_FALSE(y->round_trip);
  EXPECT_FALSE(y->silence);
  EXPECT_TRUE(y->same_topology);
}

TEST(NodeCodec, RefusesWhatIsUnknownOrTooLong) {
  capnp::MallocMessageBuilder message;
  auto x = message.initRoot<rpc::NodeInfo>();
  x.setNode("cellar");
  x.setState(static_cast<rpc::NodeInfo::State>(3));
  EXPECT_EQ(from_wire(x.asReader()).error().code, errc::invalid_request);
  x.setState(rpc::NodeInfo::State::UP);
  EXPECT_TRUE(from_wire(x.asReader()));
  x.setAddress(std::string(bounds::note_bytes + 1, 'x'));
  EXPECT_FALSE(from_wire(x.asReader()));
  x.setAddress("");
  x.setNode("two words");
  EXPECT_FALSE(from_wire(x.asReader()));
}

} // namespace
} // namespace leasehold
