// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "messages/codec/event_codec.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "tests/integration/client/scripted_node.hpp"
#include "tools/client/rpc_session.hpp"

// `session::watch` over the wire.
namespace leasehold {
namespace {

using namespace std::chrono_literals;
using test::node_script;
using test::node_time;
using test::scripted_node;

lease_event event(std::uint64_t number) {
  lease_event x;
  x.number = number;
  x.lease = lease_id{7};
  x.epoch = epoch{number};
  x.sequence = static_cast<std::uint32_t>(number);
  x.lessee = lessee_name{"alice"};
  x.takes_effect = node_time.now;
  return x;
}

/// What the node of a test tells it.
struct heard {
  handover<std::string> asked;
  handover<std::uint64_t> answered;
  handover<std::string> refused;
  handover<int> dropped;
};

/// Sends events in pages of two, then nothing more.
class scripted_subscription final : public rpc::Subscription::Server {
public:
  scripted_subscription(rpc::EventListener::Client listener, std::uint64_t next,
                        std::uint64_t last, heard& told)
      : listener_(kj::mv(listener)), last_(last), told_(told) {
    sending_ = send(next).eagerlyEvaluate(
        [this](kj::Exception&& e) { told_.refused.put(explain(e)); });
  }
  ~scripted_subscription() noexcept(false) {
    told_.dropped.put(1);
  }

private:
  kj::Promise<void> send(std::uint64_t next) {
    if (next > last_)
      return kj::READY_NOW;
    auto call = listener_.eventsRequest();
    event_page page{{event(next), event(next + 1)}, 1, next + 2};
    to_wire(page, node_time, call.initPage());
    return call.send().then([this, next](auto&&) {
      told_.answered.put(next);
      return send(next + 2);
    });
  }

  rpc::EventListener::Client listener_;
  const std::uint64_t last_;
  heard& told_;
  kj::Promise<void> sending_ = nullptr;
};

class Watch : public testing::Test {
protected:
  /// A node whose subscriptions bring events up to `last`, then nothing.
  session& log_in_to_events_up_to(std::uint64_t last) {
    node_script script;
    script.subscribe = [this, last](auto context) -> kj::Promise<void> {
      auto params = context.getParams();
      heard_.asked.put(std::to_string(params.getFrom()) + " of "
                       + std::to_string(params.getLease()));
      context.getResults().setSubscription(kj::heap<scripted_subscription>(
          params.getListener(), params.getFrom(), last, heard_));
      return kj::READY_NOW;
    };
    return log_in(std::move(script));
  }

  session& log_in(node_script script) {
    node_.emplace(std::move(script));
    session_config config;
    config.address = node_->address();
    config.name = lessee_name{"alice"};
    auto connected = connect(config);
    if (!connected)
      throw std::runtime_error(connected.error().message);
    session_ = std::move(*connected);
    return *session_;
  }

  /// Keeps the numbers it sees, and stops after `last`.
  std::function<watching(const lease_event&)> until(std::uint64_t last) {
    return [this, last](const lease_event& x) {
      seen_.push_back(x.number);
      return x.number == last ? watching::stop : watching::go_on;
    };
  }

  heard heard_;
  std::vector<std::uint64_t> seen_;
  std::optional<scripted_node> node_;
  std::unique_ptr<session> session_;
};

TEST_F(Watch, BringsEachEventInOrderAndStopsWhenTold) {
  auto& session = log_in_to_events_up_to(10);
  event_query query;
  query.from = 3;
  query.lease = lease_id{7};
  ASSERT_TRUE(session.watch(query, until(6), std::nullopt));
  EXPECT_EQ((std::vector<std::uint64_t>{3, 4, 5, 6}), seen_);
  EXPECT_EQ("3 of 7", heard_.asked.take());
  EXPECT_TRUE(heard_.dropped.take()) << "the subscription goes on";
}

TEST_F(Watch, AsksForTheNextPageWhenItHasHadThisOne) {
  auto& session = log_in_to_events_up_to(4);
  event_query query;
  query.from = 1;
  auto watched = session.watch(
      query,
      [this](const lease_event& x) {
        if (x.number == 3) {
          EXPECT_EQ(1u, heard_.answered.take());
        }
        return x.number == 4 ? watching::stop : watching::go_on;
      },
      std::nullopt);
  EXPECT_TRUE(watched);
}

TEST_F(Watch, StopsAtItsDeadline) {
  auto& session = log_in_to_events_up_to(2);
  event_query query;
  query.from = 1;
  EXPECT_TRUE(session.watch(query, until(0), 20ms));
  EXPECT_TRUE(heard_.dropped.take()) << "the subscription goes on";
}

TEST_F(Watch, CanFollowAnother) {
  auto& session = log_in_to_events_up_to(4);
  event_query query;
  query.from = 1;
  ASSERT_TRUE(session.watch(query, until(1), std::nullopt));
  query.from = 3;
  ASSERT_TRUE(session.watch(query, until(4), std::nullopt));
  EXPECT_EQ((std::vector<std::uint64_t>{1, 3, 4}), seen_);
}

TEST_F(Watch, EndsItsSubscriptionWhenTheListenerThrows) {
  auto& session = log_in_to_events_up_to(2);
  event_query query;
  query.from = 1;
  auto watch = [&session, &query] {
    (void)session.watch(
        query,
        [](const lease_event&) -> watching {
          throw std::runtime_error("a script's error");
        },
        std::nullopt);
  };
  EXPECT_THROW(watch(), std::runtime_error);
  EXPECT_TRUE(heard_.dropped.take()) << "the subscription goes on";
}

TEST_F(Watch, SaysWhereToGoOnWhenTheNodeIsLost) {
  auto& session = log_in_to_events_up_to(4);
  event_query query;
  query.from = 1;
  auto watched = session.watch(
      query,
      [this](const lease_event& x) {
        if (x.number == 4)
          node_->stop();
        return watching::go_on;
      },
      std::nullopt);
  ASSERT_FALSE(watched);
  EXPECT_EQ(errc::unavailable, watched.error().code);
  EXPECT_NE(std::string::npos,
            watched.error().message.find("watch again from number 5"))
      << watched.error().message;
}

TEST_F(Watch, PassesOnWhyThereIsNoSubscription) {
  auto why = log_in({}).watch({}, until(1), std::nullopt);
  ASSERT_FALSE(why);
  EXPECT_EQ(errc::invalid_request, why.error().code);
}

TEST_F(Watch, RefusesAPageThatItCantRead) {
  node_script script;
  script.subscribe = [](auto context) -> kj::Promise<void> {
    auto call = context.getParams().getListener().eventsRequest();
    call.initPage().initEvents(1);
    call.send().detach([](kj::Exception&&) {});
    context.getResults().setSubscription(kj::heap<rpc::Subscription::Server>());
    return kj::READY_NOW;
  };
  auto watched = log_in(script).watch({}, until(1), std::nullopt);
  ASSERT_FALSE(watched);
  EXPECT_EQ("cannot read what the node answered: kind is not set; set it",
            watched.error().message);
  EXPECT_TRUE(seen_.empty());
}

} // namespace
} // namespace leasehold
