// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/listener.hpp"

#include <cerrno>
#include <chrono>
#include <future>
#include <vector>

#include <gtest/gtest.h>
#include <kj/debug.h>

#include "tests/support/rpc/rpc_test.hpp"

namespace leasehold {
namespace {

using Listener = RpcTest;

TEST_F(Listener, AnswersOverTcp) {
  serve();
  auto connection = dial();
  EXPECT_EQ("hello", echo(bootstrap(*connection), "hello"));
  EXPECT_EQ("", connection->peer_name());
}

TEST_F(Listener, CarriesBigMessagesOnceLoggedIn) {
  serve();
  auto connection = dial();
  auto client = bootstrap(*connection);
  log_in(client);
  std::string data(7 << 20, 'x');
  EXPECT_EQ(data, echo(client, data));
}

TEST_F(Listener, AnswersManyPipelinedCallsInFlight) {
  serve();
  auto connection = dial();
  auto client = bootstrap(*connection);
  log_in(client);
  std::vector<kj::Promise<capnp::Response<rpc::Echo::EchoResults>>> calls;
  for (kj::byte i = 0; i < 200; ++i) {
    auto request = client.echoRequest();
    request.setData(kj::arrayPtr(&i, 1));
    calls.push_back(request.send());
  }
  for (kj::byte i = 0; i < 200; ++i)
    EXPECT_EQ(i, calls[i].wait(io_.waitScope).getData()[0]);
}

TEST_F(Listener, TakesWhatIsSentTogetherWithTheLogin) {
  serve();
  auto connection = dial();
  auto client = bootstrap(*connection);
  auto login = client.logInRequest().send();
  auto big = client.echoRequest();
  big.initData(100'000);
  auto answer = big.send();
  EXPECT_EQ(100'000u, answer.wait(io_.waitScope).getData().size());
}

TEST_F(Listener, CountsWhoComesAndGoes) {
  serve();
  auto first = dial();
  auto second = dial();
  log_in(bootstrap(*first));
  echo(bootstrap(*second), "x");
  auto now = counts();
  EXPECT_EQ(2u, now.accepted);
  EXPECT_EQ(2u, now.open);
  EXPECT_EQ(1u, now.strangers);
  first = nullptr;
  auto over = next_closed();
  ASSERT_TRUE(over);
  EXPECT_EQ(close_reason::peer_left, over->reason);
  EXPECT_EQ(2u, over->calls); // bootstrap and logIn
  EXPECT_EQ(1u, counts().closed_by(close_reason::peer_left));
}

TEST_F(Listener, TellsThePeerWhyItIsDismissedAfterTheAnswer) {
  serve();
  auto connection = dial();
  auto client = bootstrap(*connection);
  auto request = client.dismissRequest();
  request.setWhy("enough for today");
  request.send().wait(io_.waitScope);
  connection->on_disconnect().wait(io_.waitScope);
  EXPECT_EQ("dismissed: enough for today", connection->why_gone());
  connection = nullptr;
  auto over = next_closed();
  ASSERT_TRUE(over);
  EXPECT_EQ(close_reason::dismissed, over->reason);
}

TEST_F(Listener, FailsAHundredOpenCallsWhenItStops) {
  serve();
  auto connection = dial();
  auto client = bootstrap(*connection);
  log_in(client);
  std::vector<kj::Promise<void>> calls;
  for (int i = 0; i < 100; ++i)
    calls.push_back(client.hangRequest().send().ignoreResult());
  io_.waitScope.poll();
  wait_until_hanging(100);
  std::thread stopping([this] { stop_server(); });
  for (auto& call : calls)
    EXPECT_EQ("stopping: the node is stopping", failure_of(kj::mv(call)));
  stopping.join();
  auto over = next_closed();
  ASSERT_TRUE(over);
  EXPECT_EQ(close_reason::stopping, over->reason);
}

TEST_F(Listener, StopsWhileAPeerNeitherReadsNorLeaves) {
  serve();
  auto mute = connect_raw();
  auto connection = dial();
  echo(bootstrap(*connection), "both are accepted");
  stop_server();
  for (int i = 0; i < 2; ++i) {
    auto over = next_closed();
    ASSERT_TRUE(over);
    EXPECT_EQ(close_reason::stopping, over->reason);
  }
}

TEST_F(Listener, AnswersWhatCameBeforeItDrains) {
  serve();
  auto connection = dial();
  auto client = bootstrap(*connection);
  log_in(client);
  auto idle = dial();
  log_in(bootstrap(*idle));
  std::promise<void> release;
  worker_.run([go_on = release.get_future().share()] { go_on.wait(); });
  auto request = client.askThreadRequest();
  request.setNumber(7);
  auto early = request.send();
  echo(client, "it has arrived");

  auto drained = drain_server(10 * kj::SECONDS);
  auto late = client.echoRequest().send();
  idle->on_disconnect().wait(io_.waitScope);
  EXPECT_EQ(drained.wait_for(std::chrono::seconds{0}),
            std::future_status::timeout);
  release.set_value();
  EXPECT_EQ(early.wait(io_.waitScope).getNumber(), 7u);
  EXPECT_NE(failure_of(kj::mv(late)).find("the node is stopping"),
            std::string::npos);
  drained.get();
  EXPECT_THROW(connect_raw(), kj::Exception);
}

TEST_F(Listener, DrainsNoLongerThanItMay) {
  serve();
  auto connection = dial();
  auto client = bootstrap(*connection);
  log_in(client);
  auto call = client.hangRequest().send();
  echo(client, "it has arrived");
  wait_until_hanging(1);
  drain_server(10 * kj::MILLISECONDS).get();
  stop_server();
  EXPECT_NE(failure_of(kj::mv(call)).find("the node is stopping"),
            std::string::npos);
}

// Answers of clients may need it.
TEST_F(Listener, KeepsWhatOutlastsClientsWhenItDrains) {
  serve();
  auto connection = dial();
  auto client = bootstrap(*connection);
  log_in(client);
  client.stayRequest().send().wait(io_.waitScope);
  drain_server(10 * kj::SECONDS).get();
  EXPECT_EQ("still", echo(client, "still"));
}

TEST_F(Listener, AcceptsNoMoreThanItsBound) {
  listener_config config;
  config.connections_max = 2;
  serve(config);
  auto first = dial();
  auto second = dial();
  echo(bootstrap(*first), "x");
  echo(bootstrap(*second), "x");
  auto third = connect_raw();
  EXPECT_EQ("", read_to_end(*third));
  EXPECT_EQ(1u, counts().refused);
  EXPECT_EQ("still here", echo(bootstrap(*first), "still here"));
  second = nullptr;
  ASSERT_TRUE(next_closed());
  auto fourth = dial();
  EXPECT_EQ("there is room", echo(bootstrap(*fourth), "there is room"));
}

TEST_F(Listener, KeepsRoomThatStrangersCannotTake) {
  listener_config config;
  config.strangers_max = 1;
  serve(config);
  auto known = dial();
  log_in(bootstrap(*known));
  for (int i = 0; i < 3; ++i) {
    auto silent = connect_raw();
    auto another = dial();
    read_to_end(*silent);
    auto over = next_closed();
    ASSERT_TRUE(over);
    EXPECT_EQ(close_reason::crowded_out, over->reason);
    log_in(bootstrap(*another));
    another = nullptr;
    ASSERT_TRUE(next_closed());
  }
  EXPECT_EQ("fine", echo(bootstrap(*known), "fine"));
}

TEST_F(Listener, ClosesWhoComesTooFast) {
  listener_config config;
  config.accepts_per_second = 1;
  serve(config);
  auto known = dial();
  log_in(bootstrap(*known));
  while (counts().refused == 0)
    connect_raw();
  EXPECT_EQ("fine", echo(bootstrap(*known), "fine"));
}

/// Fails as the system may for want of file descriptors: at once, then later.
class failing_receiver final : public kj::ConnectionReceiver {
public:
  explicit failing_receiver(kj::Own<kj::ConnectionReceiver> real)
      : real_(kj::mv(real)) {}

  kj::Promise<kj::AuthenticatedStream> acceptAuthenticated() override {
    ++calls_;
    if (calls_ % 3 == 1)
      KJ_FAIL_SYSCALL("accept", EMFILE);
    if (calls_ % 3 == 2)
      return KJ_EXCEPTION(OVERLOADED, "too many open files");
    return real_->acceptAuthenticated();
  }
  kj::Promise<kj::Own<kj::AsyncIoStream>> accept() override {
    return real_->accept();
  }
  kj::uint getPort() override {
    return real_->getPort();
  }

private:
  kj::Own<kj::ConnectionReceiver> real_;
  int calls_ = 0;
};

TEST_F(Listener, AcceptsAgainAfterItCouldNot) {
  serve_with([](kj::Own<kj::ConnectionReceiver> real) {
    return kj::heap<failing_receiver>(kj::mv(real));
  });
  for (int i = 0; i < 3; ++i) {
    auto connection = dial();
    EXPECT_EQ("hello", echo(bootstrap(*connection), "hello"));
  }
  EXPECT_GE(counts().failures, 6u);
}

TEST_F(Listener, RefusesAPortInUseWithItsAddress) {
  serve();
  auto error = loop_.call([this](loop_context& loop) {
    listener_config config;
    config.address = address();
    return listener::open(loop, config, nullptr).error();
  });
  EXPECT_EQ(errc::unavailable, error.code);
  EXPECT_EQ("cannot listen on " + address()
                + ": Address already in use; is another process using it?",
            error.message);
}

} // namespace
} // namespace leasehold
