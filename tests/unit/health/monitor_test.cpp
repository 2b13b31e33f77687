// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/health/monitor.hpp"

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <gtest/gtest.h>
#include <kj/async-io.h>
#include <kj/timer.h>

#include "actors/message_types.hpp"

namespace leasehold {
namespace {

struct test_config : caf::actor_system_config {
  test_config() {
    leasehold::add_message_types(*this);
  }
};

/// Answers what monitoring asks of a node, or keeps it waiting.
class fake_node {
public:
  fake_node() : system_(config_) {
    auto node = system_.spawn([this](caf::event_based_actor*) {
      return caf::behavior{
          [this](read_node& msg) {
            if (silent_)
              kept_.push_back(std::move(msg));
            else
              msg.reply(status());
          },
          [](list_resources& msg) { msg.reply({}); },
          [this](list_gateways& msg) {
            if (silent_)
              msg.reply.fail("no gateway answers");
            else
              msg.reply({gateway_info{gateway_name{"GW1"}, "cellar"}});
          },
          [](read_actors& msg) {
            msg.reply(actor_page{});
          }};
    });
    all.directory = caf::actor_cast<directory_actor>(node);
    all.observer = caf::actor_cast<observer_actor>(node);
    all.counts = std::make_shared<event_counts>();
    node_ = node;
  }
  ~fake_node() {
    // What it keeps refers to the loop, which is gone by then.
    caf::anon_send_exit(node_, caf::exit_reason::kill);
  }

  void be_silent() {
    silent_ = true;
  }

  services all;

private:
  static node_status status() {
    node_status x;
    x.name = "cellar";
    return x;
  }

  std::atomic<bool> silent_{false};
  /// Of the actor; nobody else looks.
  std::vector<read_node> kept_;
  test_config config_;
  caf::actor_system system_;
  caf::actor node_;
};

class Monitor : public testing::Test {
protected:
  ~Monitor() noexcept override = default;
  Monitor() : io_(kj::setupAsyncIo()), time_(kj::origin<kj::TimePoint>()) {}

  pulse& start() {
    auto pair = kj::newPromiseAndFulfiller<void>();
    first_ = kj::mv(pair.promise);
    pulse::config settings;
    settings.on_beat =
        [fulfiller = std::make_shared<kj::Own<kj::PromiseFulfiller<void>>>(
             kj::mv(pair.fulfiller))](const node_status&) {
          (*fulfiller)->fulfill();
        };
    life_ = kj::heap<pulse>(time_, node_.all, settings);
    monitor::config config;
    config.node = node_.all;
    config.complete = [](node_figures& x) {
      x.records = 77;
    };
    monitor_ = kj::heap<monitor>(time_, *life_, config);
    return *life_;
  }

  void await_beat() {
    first_.wait(io_.waitScope);
  }

  http_answer get(const std::string& path) {
    return monitor_->pages().at(path)().wait(io_.waitScope);
  }

  void pass(kj::Duration time) {
    time_.advanceTo(time_.now() + time);
  }

  fake_node node_;
  kj::AsyncIoContext io_;
  kj::TimerImpl time_;
  kj::Promise<void> first_ = nullptr;
  kj::Own<pulse> life_;
  kj::Own<monitor> monitor_;
};

TEST_F(Monitor, IsReadyOnceTheNodeHasAnswered) {
  start();
  EXPECT_EQ(get("/readyz").status, 503u);
  EXPECT_EQ(get("/healthz").status, 200u);
  await_beat();
  EXPECT_EQ(get("/readyz").status, 200u);
  EXPECT_EQ(get("/readyz").body, "ok\n");
}

TEST_F(Monitor, IsNotReadyWhileItStops) {
  start();
  await_beat();
  monitor_->stopping();
  EXPECT_EQ(get("/readyz").status, 503u);
  EXPECT_EQ(get("/readyz").body, "the node is stopping\n");
  EXPECT_EQ(get("/healthz").status, 200u);
}

TEST_F(Monitor, IsUnwellWhenTheActorsAreSilent) {
  auto& life = start();
  await_beat();
  node_.be_silent();
  pass(9 * kj::SECONDS);
  EXPECT_EQ(get("/healthz").status, 200u);
  pass(2 * kj::SECONDS);
  EXPECT_EQ(life.silence(), duration{11'000});
  EXPECT_EQ(get("/healthz").status, 503u);
  EXPECT_EQ(get("/healthz").body, "the node has answered nothing for 11s\n");
  EXPECT_EQ(get("/readyz").status, 503u);
}

TEST_F(Monitor, TellsFiguresOfActorsAndOfTheLoop) {
  start();
  const auto answer = get("/metrics");
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
  for (const auto* line :
       {"leasehold_node_info{node=\"cellar\",region=\"\"} 1\n",
        "leasehold_hops{gateway=\"GW1\",state=\"held\"} 0\n",
        "leasehold_journal_records_total 77\n"})
    EXPECT_NE(answer.body.find(line), std::string::npos) << answer.body;
  EXPECT_EQ(answer.body.find("leasehold_metrics_missing"), std::string::npos);
  EXPECT_EQ(get("/metrics").status, 200u);
}

TEST_F(Monitor, NamesWhatDidNotAnswerInTime) {
  start();
  await_beat();
  node_.be_silent();
  auto answer = monitor_->pages().at("/metrics")();
  // The others answer at once, and time does not pass by itself.
  io_.provider->getTimer().afterDelay(1 * kj::MILLISECONDS).wait(io_.waitScope);
  pass(6 * kj::SECONDS);
  const auto text = answer.wait(io_.waitScope).body;
  EXPECT_NE(text.find("leasehold_metrics_missing{part=\"node\"} 1\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("leasehold_metrics_missing{part=\"gateways\"} 1\n"),
            std::string::npos)
      << text;
}

} // namespace
} // namespace leasehold
