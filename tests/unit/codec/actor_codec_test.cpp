// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/actor_codec.hpp"

#include <string>

#include <capnp/message.h>
#include <gtest/gtest.h>

namespace leasehold {
namespace {

using std::chrono::microseconds;

template <class Wire, class T>
result<T> round(const T& x) {
  capnp::MallocMessageBuilder message;
  auto to = message.initRoot<Wire>();
  to_wire(x, to);
  return from_wire(to.asReader());
}

actor_info some_actor() {
  actor_info x;
  x.path = "gateway/GW4/resource/GW4/GW4-GW5";
  x.parent = "gateway/GW4";
  x.role = "resource";
  x.state = "serves 10Mbit/s";
  x.children = 1;
  x.restarts = 2;
  x.mailbox = 3;
  x.messages = 4;
  x.longest_turn = microseconds{5};
  return x;
}

TEST(ActorCodec, KeepsAnActor) {
  const auto x = some_actor();
  auto y = round<rpc::ActorInfo>(x);
  ASSERT_TRUE(y);
  EXPECT_EQ(y->path, x.path);
  EXPECT_EQ(y->parent, x.parent);
  EXPECT_EQ(y->role, x.role);
  EXPECT_EQ(y->state, x.state);
  EXPECT_EQ(y->children, x.children);
  EXPECT_EQ(y->restarts, x.restarts);
  EXPECT_EQ(y->mailbox, x.mailbox);
  EXPECT_EQ(y->messages, x.messages);
  EXPECT_EQ(y->longest_turn, x.longest_turn);
}

TEST(ActorCodec, KeepsAQuestion) {
  for (auto order : {actor_order::path, actor_order::mailbox,
                     actor_order::messages, actor_order::turn}) {
    actor_query x;
    x.path = "gateway/GW4";
    x.depth = 8;
    x.count_max = 7;
    x.after = "gateway/GW4/hop/2a";
    x.order = order;
    auto y = round<rpc::ActorQuery>(x);
    ASSERT_TRUE(y);
    EXPECT_EQ(y->path, x.path);
    EXPECT_EQ(y->depth, x.depth);
    EXPECT_EQ(y->count_max, x.count_max);
    EXPECT_EQ(y->after, x.after);
    EXPECT_EQ(y->order, order);
  }
  EXPECT_TRUE(round<rpc::ActorQuery>(actor_query{}));
}

TEST(ActorCodec, KeepsAMessage) {
  const message_note x{microseconds{1}, "", "manager", "renew_leases", "all"};
  auto y = round<rpc::MessageNote>(x);
  ASSERT_TRUE(y);
  EXPECT_EQ(y->at, x.at);
  EXPECT_EQ(y->from, x.from);
  EXPECT_EQ(y->to, x.to);
  EXPECT_EQ(y->message, x.message);
  EXPECT_EQ(y->detail, x.detail);
}

TEST(ActorCodec, RefusesWhatIsNoPath) {
  auto nameless = some_actor();
  nameless.path.clear();
  EXPECT_FALSE(round<rpc::ActorInfo>(nameless));
  for (auto path : {std::string{"two words"}, std::string{"-option"},
                    std::string(bounds::actor_path_bytes + 1, 'x')}) {
    actor_query x;
    x.path = path;
    EXPECT_EQ(round<rpc::ActorQuery>(x).error().code, errc::invalid_request);
    EXPECT_FALSE(actor_path_from_wire(capnp::Text::Reader{path.c_str()}));
  }
  EXPECT_FALSE(actor_path_from_wire(""));
  EXPECT_EQ(*actor_path_from_wire("manager"), "manager");
}

TEST(ActorCodec, RefusesWhatIsBeyondItsBounds) {
  actor_query deep;
  deep.depth = bounds::actor_depth + 1;
  auto refused = round<rpc::ActorQuery>(deep);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("8 generations"), std::string::npos);
  auto wordy = some_actor();
  wordy.state.assign(bounds::actor_text_bytes + 1, 'x');
  EXPECT_FALSE(round<rpc::ActorInfo>(wordy));
  auto past = some_actor();
  past.longest_turn = microseconds{-1};
  EXPECT_FALSE(round<rpc::ActorInfo>(past));
}

} // namespace
} // namespace leasehold
