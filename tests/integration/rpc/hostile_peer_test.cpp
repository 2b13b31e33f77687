// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
//
// Each test lets one peer misbehave beside another one, whose calls go on.
#include <initializer_list>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rpc/raw_calls.hpp"
#include "tests/support/rpc/rpc_test.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

std::string numbers(std::initializer_list<std::uint32_t> words) {
  std::string result;
  for (auto word : words)
    for (int shift = 0; shift < 32; shift += 8)
      result.push_back(static_cast<char>(word >> shift));
  return result;
}

class HostilePeer : public RpcTest {
protected:
  ~HostilePeer() noexcept override = default;

  /// Serves, and begins a call that has to survive whatever happens.
  void begin(const connection_limits& limits = {}) {
    listener_config config;
    config.limits = limits;
    serve(config);
    innocent_ = dial();
    log_in(bootstrap(*innocent_));
    open_call_ = bootstrap(*innocent_).hangRequest().send().ignoreResult();
    io_.waitScope.poll();
    wait_until_hanging(1);
  }

  void send(kj::AsyncIoStream& stream, const std::string& bytes) {
    stream.write(bytes.data(), bytes.size()).wait(io_.waitScope);
  }

  /// The peer is thrown out for `reason`, the other one is not disturbed.
  void expect_end(close_reason reason) {
    auto over = next_closed();
    ASSERT_TRUE(over);
    EXPECT_EQ(reason, over->reason) << describe(*over);
    EXPECT_FALSE(over->why.empty());
    EXPECT_EQ("fine", echo(bootstrap(*innocent_), "fine"));
    EXPECT_FALSE(open_call_.poll(io_.waitScope));
    EXPECT_EQ(1u, counts().open);
  }

  /// A stranger sends `bytes` and is thrown out.
  void expect_end_after(const std::string& bytes, close_reason reason) {
    auto stream = connect_raw();
    send(*stream, bytes);
    read_to_end(*stream);
    stream = nullptr;
    expect_end(reason);
  }

  kj::Own<dialled> innocent_;
  kj::Promise<void> open_call_ = nullptr;
};

TEST_F(HostilePeer, SendsGarbage) {
  begin();
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    auto stream = connect_raw();
    std::string garbage(2000, '\0');
    for (auto& c : garbage)
      c = static_cast<char>(random());
    send(*stream, garbage);
    stream->shutdownWrite();
    read_to_end(*stream);
    stream = nullptr;
    ASSERT_TRUE(next_closed());
  }
  EXPECT_EQ("fine", echo(bootstrap(*innocent_), "fine"));
}

TEST_F(HostilePeer, SpeaksHttp) {
  begin();
  expect_end_after("GET / HTTP/1.1\r\nHost: example.net\r\n\r\n",
                   close_reason::too_many_segments);
}

TEST_F(HostilePeer, AnnouncesTwoToTheThirtyTwoSegments) {
  begin();
  expect_end_after(numbers({0xFFFFFFFF}), close_reason::too_many_segments);
}

TEST_F(HostilePeer, AnnouncesOneSegmentTooMany) {
  begin();
  expect_end_after(numbers({64}), close_reason::too_many_segments);
}

TEST_F(HostilePeer, AnnouncesThirtyTwoGigabytes) {
  begin();
  expect_end_after(numbers({0, 0xFFFFFFFF}), close_reason::frame_too_large);
}

TEST_F(HostilePeer, AnnouncesMoreThanAStrangerMay) {
  begin();
  expect_end_after(numbers({0, 512}), close_reason::frame_too_large);
}

TEST_F(HostilePeer, SendsMoreSmallFramesThanAStrangerMay) {
  begin();
  // Messages that nobody knows; each is answered with its own content.
  std::string unknown = numbers({0, 64, 0, 1, 0xFFFF, 0});
  unknown.resize(65 * 8);
  std::string many;
  for (int i = 0; i < 12; ++i)
    many += unknown;
  expect_end_after(many, close_reason::frame_too_large);
}

TEST_F(HostilePeer, SendsAnEmptyMessage) {
  begin();
  expect_end_after(numbers({0, 0}), close_reason::protocol_error);
}

TEST_F(HostilePeer, SendsAPointerOutOfItsMessage) {
  begin();
  expect_end_after(numbers({0, 1, 0x00FFFFF8, 0x00010001}),
                   close_reason::protocol_error);
}

// S1: a far pointer names a segment, and there is one. The last number is the
// one that a bound overflows with: without optimisation, KJ stops what would
// read out of bounds then, and only the words tell.
TEST_F(HostilePeer, SendsAPointerIntoASegmentThatItDidNotSend) {
  begin();
  std::set<std::string> words;
  for (auto segment : {1u, 2u, 0x7FFFFFFFu, 0xFFFFFFFEu, 0xFFFFFFFFu}) {
    auto stream = connect_raw();
    send(*stream, numbers({0, 1, 0x00000002, segment}));
    read_to_end(*stream);
    stream = nullptr;
    auto over = next_closed();
    ASSERT_TRUE(over);
    EXPECT_EQ(close_reason::protocol_error, over->reason) << describe(*over);
    words.insert(over->why);
  }
  EXPECT_EQ(words.size(), 1u) << *words.rbegin();
  EXPECT_EQ("fine", echo(bootstrap(*innocent_), "fine"));
}

TEST_F(HostilePeer, LeavesInsideAFrame) {
  begin();
  auto stream = connect_raw();
  send(*stream, numbers({0, 4, 0}));
  stream = nullptr;
  expect_end(close_reason::peer_left);
}

TEST_F(HostilePeer, SendsHalfAFrameAndWaits) {
  connection_limits limits;
  limits.frame_timeout = 20ms;
  begin(limits);
  expect_end_after(numbers({0, 4, 0}), close_reason::stalled_frame);
}

TEST_F(HostilePeer, ConnectsAndSaysNothing) {
  connection_limits limits;
  limits.login_timeout = 50ms;
  begin(limits);
  expect_end_after("", close_reason::login_timeout);
}

TEST_F(HostilePeer, LogsInAndSaysNothing) {
  connection_limits limits;
  limits.idle_timeout = 50ms;
  begin(limits); // the other one has a call in flight: it is not idle
  auto idle = dial();
  log_in(bootstrap(*idle));
  idle->on_disconnect().wait(io_.waitScope);
  EXPECT_EQ("idle: nothing was sent for 50 ms", idle->why_gone());
  idle = nullptr;
  expect_end(close_reason::idle);
}

TEST_F(HostilePeer, CallsTooMuchBeforeLogin) {
  begin();
  std::string many;
  for (std::uint32_t i = 0; i < 7; ++i)
    many += bootstrap_call(i);
  expect_end_after(many, close_reason::too_many_calls);
}

TEST_F(HostilePeer, IsNotServedTwoCallsAtOnceBeforeLogin) {
  connection_limits limits;
  limits.login_timeout = 50ms;
  begin(limits);
  auto stranger = connect_raw();
  send(*stranger, bootstrap_call(0) + hanging_call(1, 0) + hanging_call(2, 0));
  wait_until_hanging(1);
  read_to_end(*stranger);
  stranger = nullptr;
  auto over = next_closed();
  ASSERT_TRUE(over);
  EXPECT_EQ(close_reason::login_timeout, over->reason);
  EXPECT_EQ(2u, over->calls);
}

// Whoever asks faster than it is answered waits; nobody is cut off for that.
TEST_F(HostilePeer, IsReadFromMoreSlowlyThanItCalls) {
  connection_limits limits;
  limits.calls_in_flight_max = 10;
  begin(limits);
  auto greedy = dial();
  auto client = bootstrap(*greedy);
  log_in(client);
  kj::Vector<kj::Promise<void>> calls;
  for (int i = 0; i < 10; ++i)
    calls.add(client.hangRequest().send().ignoreResult());
  auto late = client.echoRequest();
  late.initData(3);
  auto answer = late.send();
  io_.waitScope.poll();
  wait_until_hanging(10);
  EXPECT_FALSE(answer.poll(io_.waitScope));
  EXPECT_EQ("fine", echo(bootstrap(*innocent_), "fine"));
  EXPECT_EQ(2u, counts().open);
}

TEST_F(HostilePeer, IsReadFromMoreSlowlyThanItReads) {
  connection_limits limits;
  limits.send_pause_bytes = 100'000;
  limits.send_queue_bytes_max = 4 << 20;
  begin(limits);
  auto slow = dial();
  auto client = bootstrap(*slow);
  log_in(client);
  // More than may wait here to be read: they don't.
  kj::Vector<kj::Promise<std::size_t>> answers;
  for (int i = 0; i < 24; ++i) {
    auto call = client.echoRequest();
    call.initData(1'000'000);
    answers.add(call.send().then(
        [](auto&& x) { return std::size_t{x.getData().size()}; }));
  }
  for (auto& answer : answers)
    EXPECT_EQ(answer.wait(io_.waitScope), 1'000'000u);
}

TEST_F(HostilePeer, NeverLetsGoOfAnswers) {
  connection_limits limits;
  limits.calls_in_flight_max = 10;
  limits.answers_held_max = 20;
  begin(limits);
  auto greedy = dial();
  auto client = bootstrap(*greedy);
  log_in(client);
  kj::Vector<capnp::Response<rpc::Echo::EchoResults>> held;
  auto ended =
      failure_of(kj::evalNow([this, &held, &client]() -> kj::Promise<void> {
        for (int i = 0; i < 30; ++i)
          held.add(client.echoRequest().send().wait(io_.waitScope));
        return kj::READY_NOW;
      }));
  EXPECT_EQ("too many calls: 20 answers may be held: let go of some", ended);
  held.clear();
  greedy = nullptr;
  expect_end(close_reason::too_many_calls);
}

TEST_F(HostilePeer, SendsATooLargeFrameAfterLogin) {
  connection_limits limits;
  limits.frame_bytes_max = 100'000;
  begin(limits);
  auto greedy = dial();
  auto client = bootstrap(*greedy);
  log_in(client);
  auto request = client.echoRequest();
  request.initData(200'000);
  EXPECT_EQ("frame too large: a frame may have 100000 bytes",
            failure_of(request.send()));
  greedy = nullptr;
  expect_end(close_reason::frame_too_large);
}

// What the server says to a peer that never reads.
class CountingSink final : public rpc::Sink::Server {};

TEST_F(HostilePeer, DoesNotReadWhatItAskedFor) {
  connection_limits limits;
  limits.send_queue_bytes_max = 1 << 20;
  begin(limits);
  auto deaf = dial();
  auto client = bootstrap(*deaf);
  log_in(client);
  auto request = client.callBackRequest();
  request.setSink(kj::heap<CountingSink>());
  request.setCount(1000); // of 64 KiB each
  auto asked = request.send();
  io_.waitScope.poll(); // it leaves, and nothing is read any more
  expect_end(close_reason::not_reading);
}

TEST_F(HostilePeer, ReadsNothingForTooLong) {
  connection_limits limits;
  limits.send_timeout = 50ms;
  begin(limits);
  auto deaf = dial();
  auto client = bootstrap(*deaf);
  log_in(client);
  auto request = client.callBackRequest();
  request.setSink(kj::heap<CountingSink>());
  request.setCount(300);
  auto asked = request.send();
  io_.waitScope.poll();
  auto over = next_closed();
  ASSERT_TRUE(over);
  EXPECT_EQ(close_reason::not_reading, over->reason) << describe(*over);
  EXPECT_EQ("nothing was read for 50 ms", over->why);
}

} // namespace
} // namespace leasehold
