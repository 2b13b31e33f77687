// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

// A node that stops while it is asked.
class Stopping : public test::door_test {
protected:
  ~Stopping() noexcept override {
    stop_apart();
    join();
  }

  /// Starts the node on a thread of its own, which ends it when told to: both
  /// have to be on one thread, and this one has calls to wait for.
  void start_apart() {
    std::promise<void> started;
    owner_ = std::thread{[this, &started] {
      EXPECT_EQ(start().message, "");
      started.set_value();
      stop_.get_future().wait();
      server.reset();
    }};
    started.get_future().wait();
  }

  void stop_apart() {
    if (owner_.joinable() && !std::exchange(told_, true))
      stop_.set_value();
  }

  void join() {
    if (owner_.joinable())
      owner_.join();
  }

  lease_request small() {
    return wish("EP51", "EP11", "1kbit/s", "1h");
  }

private:
  std::promise<void> stop_;
  bool told_ = false;
  std::thread owner_;
};

TEST_F(Stopping, AnswersOrFailsEveryCallAndLosesNoGrant) {
  start_apart();
  auto alice = enter("alice");
  using answer = capnp::Response<rpc::OutcomesResult>;
  std::vector<kj::Promise<kj::Maybe<answer>>> calls;
  for (int i = 0; i < 100; ++i)
    calls.push_back(
        requests(alice, {small(), small()}, rpc::LeaseHandles::NONE)
            .then(
                [](answer&& x) -> kj::Maybe<answer> { return kj::mv(x); },
                [](kj::Exception&&) -> kj::Maybe<answer> { return nullptr; }));
  // The first is answered while the others are under way.
  std::vector<std::uint64_t> granted;
  auto note = [&granted](answer& x) {
    if (x.isOutcomes())
      for (auto outcome : x.getOutcomes())
        if (outcome.isGrant())
          granted.push_back(outcome.getGrant().getInfo().getId());
  };
  KJ_IF_MAYBE (first, wait(kj::mv(calls.front())))
    note(*first);
  stop_apart();
  for (auto i = 1u; i < calls.size(); ++i)
    KJ_IF_MAYBE (x, wait(kj::mv(calls[i])))
      note(*x);
  wait(alice.connection->on_disconnect());
  join();
  EXPECT_GE(granted.size(), 2u);

  ASSERT_EQ(start().message, "");
  auto again = enter("alice");
  for (auto id : granted) {
    auto call = again.session.leaseRequest();
    call.setId(id);
    EXPECT_TRUE(wait(call.send()).isLease()) << id;
  }
}

TEST_F(Stopping, EndsSubscriptionsAndSessions) {
  struct silent final : rpc::EventListener::Server {
    kj::Promise<void> events(EventsContext) override {
      return kj::NEVER_DONE;
    }
  };
  start_apart();
  auto alice = enter("alice");
  auto call = alice.session.subscribeRequest();
  call.setListener(kj::heap<silent>());
  auto kept = wait(call.send());
  grant(alice);
  stop_apart();
  wait(alice.connection->on_disconnect());
  join();
  EXPECT_NE(alice.connection->why_gone(), "");
}

TEST_F(Stopping, TellsTheBlockingClientThatTheNodeIsGone) {
  ASSERT_EQ(start().message, "");
  auto alice = log_in("alice");
  server.reset();
  auto leases = alice->leases({});
  ASSERT_FALSE(leases);
  EXPECT_EQ(leases.error().code, errc::unavailable) << leases.error().message;
}

TEST_F(Stopping, AWatchEndsWithAFailure) {
  ASSERT_EQ(start().message, "");
  auto alice = log_in("alice");
  ASSERT_TRUE(alice->request({small()}));
  auto ended = alice->watch(
      {},
      [this](const lease_event&) {
        server.reset();
        return watching::go_on;
      },
      std::nullopt);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, errc::unavailable) << ended.error().message;
}

} // namespace
} // namespace leasehold
