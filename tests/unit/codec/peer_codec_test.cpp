// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "messages/bounds.hpp"
#include "messages/codec/peer_codec.hpp"
#include "messages/codec/utf8.hpp"
#include "messages/peer.capnp.h"
#include "tests/support/equality.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {

namespace {

constexpr instant origin{std::chrono::hours{1000}};

std::vector<peer_message> any_messages() {
  return gen::some(6, [] { return gen::any_peer_message(origin); });
}

/// What a careless peer's frame is answered with.
template <class Fill>
failure why_not(Fill fill) {
  capnp::MallocMessageBuilder builder;
  fill(builder.initRoot<rpc::PeerFrame>());
  auto words = capnp::messageToFlatArray(builder);
  auto bytes = words.asBytes();
  auto decoded = decode_frame(
      {reinterpret_cast<const char*>(bytes.begin()), bytes.size()}, origin);
  return decoded ? failure{} : decoded.error();
}

rpc::HopOrder::Builder order_in(rpc::PeerFrame::Builder frame) {
  auto order = frame.initMessages(1)[0].initOrder();
  order.initKey().setGateway("GW1");
  order.setRoot("GW5");
  return order;
}

hold_hop largest_hold() {
  hold_hop x;
  x.key.gateway = gateway_name{std::string(bounds::name_bytes, 'g')};
  x.root = x.key.gateway;
  const resource_use use{
      resource_name{std::string(bounds::resource_name_bytes, 'r')},
      amounts{unit::byte, 1}};
  x.uses.assign(bounds::uses_per_hop, use);
  x.term = {origin, origin + duration{1000}};
  x.hold_until = origin + bounds::hold_time;
  const auto each = bounds::pledged_uses / bounds::pledges;
  x.pledges.assign(bounds::pledges, {lease_id{7}, {each, use}, origin});
  return x;
}

probe_answer largest_answer() {
  probe_answer x;
  x.gateway = gateway_name{std::string(bounds::name_bytes, 'g')};
  const free_step step{origin, amounts{unit::count, -1}};
  const auto each = bounds::probed_steps / bounds::probed_resources;
  x.resources.assign(
      bounds::probed_resources,
      {resource_name{std::string(bounds::resource_name_bytes, 'r')},
       {},
       {},
       {each, step}});
  return x;
}

} // namespace

RC_GTEST_PROP(PeerCodec, ReadsEveryFrameItWrote, ()) {
  auto x = any_messages();
  auto bytes = encode_frame(x, origin);
  auto decoded = decode_frame(bytes, origin);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == x);
}

TEST(PeerCodec, SendsDurationsAndReadsThemAgainstTheReadersClock) {
  const instant theirs{std::chrono::hours{3}};
  peer_order sent{gateway_name{"GW5"},
                  renew_hop{{lease_id{1}, epoch{2}, gateway_name{"GW1"}},
                            {origin - duration{500}, origin + duration{9500}},
                            forever,
                            {}}};
  auto decoded = decode_frame(encode_frame({sent}, origin), theirs);
  ASSERT_TRUE(decoded.has_value());
  auto& read = std::get<renew_hop>(std::get<peer_order>(decoded->at(0)).order);
  EXPECT_EQ(read.term.start, theirs - duration{500});
  EXPECT_EQ(read.term.end, theirs + duration{9500});
  EXPECT_EQ(read.deadline, forever);
}

RC_GTEST_PROP(PeerCodec, WeighsNoLessThanWhatTravels, ()) {
  auto x = any_messages();
  std::size_t weight = 64;
  for (auto& message : x)
    weight += weight_of(message);
  RC_ASSERT(encode_frame(x, origin).size() <= weight);
}

TEST(PeerCodec, HasRoomForTheLargestMessages) {
  for (const auto& x :
       {peer_message{peer_order{largest_hold().root, largest_hold()}},
        peer_message{largest_answer()}}) {
    EXPECT_TRUE(within_bounds(x));
    auto bytes = encode_frame({x}, origin);
    EXPECT_LE(bytes.size(), weight_of(x));
    EXPECT_LE(weight_of(x), bounds::peer_frame_bytes);
    auto decoded = decode_frame(bytes, origin);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    EXPECT_TRUE(decoded->at(0) == x);
  }
}

TEST(PeerCodec, KnowsWhatIsBeyondTheBounds) {
  auto hold = largest_hold();
  hold.pledges[0].uses.resize(bounds::uses_per_hop + 1, hold.uses[0]);
  EXPECT_FALSE(within_bounds(peer_order{hold.root, hold}));
  hold = largest_hold();
  for (auto& x : hold.pledges)
    x.uses.push_back(hold.uses[0]);
  EXPECT_FALSE(within_bounds(peer_order{hold.root, hold}));
  auto answer = largest_answer();
  for (auto& x : answer.resources)
    x.steps.push_back(x.steps[0]);
  EXPECT_FALSE(within_bounds(answer));
  EXPECT_FALSE(
      decode_frame(encode_frame({answer}, origin), origin).has_value());
}

RC_GTEST_PROP(PeerCodec, SurvivesGarbage, (std::string bytes)) {
  bytes.resize(bytes.size() / 8 * 8);
  if (auto decoded = decode_frame(bytes, origin))
    RC_ASSERT(decoded->empty());
}

RC_GTEST_PROP(PeerCodec, SurvivesAFlippedBit, ()) {
  auto bytes = encode_frame(any_messages(), origin);
  auto at = gen::in<std::size_t>(0, bytes.size() - 1);
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << gen::in(0, 7)));
  if (auto decoded = decode_frame(bytes, origin); !decoded)
    RC_ASSERT(decoded.error().code == errc::invalid_request);
}

RC_GTEST_PROP(PeerCodec, RefusesWhatWasCutOff, ()) {
  auto bytes = encode_frame({gen::any_peer_message(origin)}, origin);
  bytes.resize(gen::in<std::size_t>(0, bytes.size() - 1));
  auto decoded = decode_frame(bytes, origin);
  RC_ASSERT(!decoded.has_value());
  RC_ASSERT(decoded.error().code == errc::invalid_request);
}

TEST(PeerCodec, RefusesFramesThatAreTooLarge) {
  auto decoded =
      decode_frame(std::string(bounds::peer_frame_bytes + 8, '\0'), origin);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_NE(decoded.error().message.find("4194312 bytes"), std::string::npos);
}

TEST(PeerCodec, RefusesMoreMessagesThanOneFrameHas) {
  std::vector<peer_message> x(
      bounds::batch_items + 1,
      find_root{{{}, {}, gateway_name{"GW1"}}, gateway_name{"GW5"}});
  EXPECT_FALSE(decode_frame(encode_frame(x, origin), origin).has_value());
  x.pop_back();
  EXPECT_TRUE(decode_frame(encode_frame(x, origin), origin).has_value());
}

// A complaint can be shown, whatever bytes it is about.
TEST(PeerCodec, QuotesNothingThatNoTerminalShows) {
  capnp::MallocMessageBuilder builder;
  order_in(builder.initRoot<rpc::PeerFrame>()).setRelease();
  auto words = capnp::messageToFlatArray(builder);
  auto chars = words.asChars();
  std::string bytes{chars.begin(), chars.size()};
  // The byte that ends a text.
  auto ending = bytes.find("GW5") + 3;
  ASSERT_EQ(bytes.at(ending), '\0');
  for (char c : {'\xff', '\x1b'}) {
    bytes[ending] = c;
    auto decoded = decode_frame(bytes, origin);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, errc::invalid_request);
    EXPECT_TRUE(is_plain_utf8(decoded.error().message))
        << decoded.error().message;
  }
}

TEST(PeerCodec, RefusesWhatIsNotSaid) {
  auto why = why_not([](auto frame) { frame.initMessages(1); });
  EXPECT_NE(why.message.find("message is not set"), std::string::npos);
  why = why_not([](auto frame) { order_in(frame); });
  EXPECT_NE(why.message.find("order is not set"), std::string::npos);
  why = why_not([](auto frame) { order_in(frame).setRoot(""); });
  EXPECT_NE(why.message.find("root is missing"), std::string::npos);
  why = why_not([](auto frame) {
    frame.initMessages(1)[0].initAnswer().initKey().setGateway("GW1");
  });
  EXPECT_NE(why.message.find("step is unknown"), std::string::npos);
  why = why_not([](auto frame) {
    auto answer = frame.initMessages(1)[0].initRootAnswer();
    answer.initKey().setGateway("GW1");
    answer.setRoot("GW5");
  });
  EXPECT_NE(why.message.find("state is unknown"), std::string::npos);
}

TEST(PeerCodec, RefusesWhatIsOutOfRange) {
  auto why = why_not([](auto frame) {
    auto hold = order_in(frame).initHold();
    hold.setHoldForMs(bounds::hold_time.count() + 1);
  });
  EXPECT_NE(why.message.find("hold time"), std::string::npos);
  why = why_not([](auto frame) {
    order_in(frame).initCommit().setDeadlineInMs(bounds::horizon.count() + 1);
  });
  EXPECT_NE(why.message.find("300 years"), std::string::npos);
  why = why_not([](auto frame) {
    auto uses = order_in(frame).initRenew().initUses(1);
    uses[0].setResource("GW1/buffers");
    uses[0].initAmount().setBytes(-1);
  });
  EXPECT_NE(why.message.find("less than nothing"), std::string::npos);
  why = why_not([](auto frame) {
    order_in(frame).initRenew().initUses(bounds::uses_per_hop + 1);
  });
  EXPECT_NE(why.message.find("uses has a size"), std::string::npos);
  why = why_not([](auto frame) {
    frame.initMessages(1)[0].initProbe().setGateway("GW1");
  });
  EXPECT_NE(why.message.find("window does not end"), std::string::npos);
}

} // namespace leasehold
