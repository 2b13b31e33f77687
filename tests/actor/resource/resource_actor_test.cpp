// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/resource_actor.hpp"

#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/all_messages.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/actor_test.hpp"
#include "tests/support/manual_clock.hpp"

namespace leasehold {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const resource_name nic{"A/A-B"};

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

note_demand taken(std::int64_t x) {
  note_demand news;
  news.capacity = rate(100);
  news.taken = rate(x);
  return news;
}

class ResourceActor : public test::actor_test<caf::id_block::leasehold_runtime,
                                              caf::id_block::leasehold_actors> {
protected:
  ResourceActor() {
    clock = std::make_shared<node_clock>(ticks, std::nullopt);
    parent =
        spawn([serves = serves, told = told](resource_parent_actor::pointer)
                  -> resource_parent_actor::behavior_type {
          return {
              [serves](const resource_serves& msg) { serves->push_back(msg); },
              [told](const demand_told& msg) { told->push_back(msg); },
          };
        });
    log =
        spawn([notices = notices](
                  event_log_actor::pointer) -> event_log_actor::behavior_type {
          return {
              [](const record_changes&) {},
              [notices](const record_notice& msg) {
                notices->push_back(msg.event);
              },
              [](const note_decision&) {},
              [](const record_refusal&) {},
              [](const read_decisions&) {},
              [](const forget_leases&) {},
              [](const settle_lease&) {},
              [](const read_events&) {},
              [](const hand_over_changes&) {},
              [](const records_durable&) {},
              [](const wake_up&) {},
          };
        });
    std::tie(listener, hints) = spawn_listener<load_hint>();
    uut = begin(nic);
  }

  resource_actor begin(const resource_name& name) {
    resource_config config;
    config.name = name;
    config.gateway = gateway_name{"A"};
    config.parent = parent;
    config.events = log;
    config.clock = clock;
    config.given.capacity = rate(100);
    auto result = spawn(resource, std::move(config));
    drain();
    return result;
  }

  void pass(duration time) {
    ticks->pass(time);
    advance(time);
  }

  void listen(duration length = minutes{1}) {
    tell(uut, watch_load{{}, listener, clock->now() + length});
  }

  std::shared_ptr<test::manual_clock> ticks =
      std::make_shared<test::manual_clock>();
  std::shared_ptr<const node_clock> clock;
  std::shared_ptr<std::vector<resource_serves>> serves =
      std::make_shared<std::vector<resource_serves>>();
  std::shared_ptr<std::vector<demand_told>> told =
      std::make_shared<std::vector<demand_told>>();
  std::shared_ptr<std::vector<lease_event>> notices =
      std::make_shared<std::vector<lease_event>>();
  std::shared_ptr<std::vector<load_hint>> hints;
  resource_parent_actor parent;
  event_log_actor log;
  load_listener_actor listener;
  resource_actor uut;
};

TEST_F(ResourceActor, TellsOperatorsOfDemandThroughTheEventLog) {
  tell(uut, watch_threshold{demand_limit{80, 60}});
  tell(uut, taken(80));
  tell(uut, taken(60));
  ASSERT_EQ(notices->size(), 2u);
  EXPECT_EQ(notices->at(0).kind, event_kind::demand_high);
  EXPECT_EQ(notices->at(0).reason, event_reason::demand);
  EXPECT_EQ(notices->at(0).resource, nic);
  EXPECT_EQ(notices->at(0).gateway, gateway_name{"A"});
  EXPECT_EQ(notices->at(0).amount, rate(80));
  EXPECT_EQ(notices->at(1).kind, event_kind::demand_normal);
}

TEST_F(ResourceActor, TellsItsGatewayWhatThereIsOfIt) {
  tell(uut, report_resource{report_resource::health::serving, rate(30)});
  tell(uut, report_resource{});
  ASSERT_EQ(serves->size(), 2u);
  EXPECT_EQ(serves->at(0).resource, nic);
  EXPECT_EQ(serves->at(0).most, rate(30));
  EXPECT_FALSE(serves->at(1).most);
}

TEST_F(ResourceActor, AnswersHowMuchItIsAskedFor) {
  tell(uut, taken(40));
  tell(uut, tell_demand{7});
  ASSERT_EQ(told->size(), 1u);
  EXPECT_EQ(told->at(0).question, 7u);
  EXPECT_EQ(told->at(0).demand.resource, nic);
  EXPECT_EQ(told->at(0).demand.gateway, gateway_name{"A"});
  EXPECT_EQ(told->at(0).demand.taken, rate(40));
}

TEST_F(ResourceActor, HintsToThoseWhoListenForAsLongAsTheyDo) {
  listen();
  ASSERT_EQ(hints->size(), 1u);
  EXPECT_EQ(hints->back().now, load_hint::load::some_free);
  tell(uut, taken(100));
  ASSERT_EQ(hints->size(), 2u);
  EXPECT_EQ(hints->back().resource, nic);
  EXPECT_EQ(hints->back().now, load_hint::load::full);
  pass(seconds{50});
  listen();
  pass(seconds{50});
  tell(uut, taken(10));
  EXPECT_EQ(hints->back().now, load_hint::load::some_free);
  auto before = hints->size();
  pass(seconds{20});
  tell(uut, taken(100));
  EXPECT_EQ(hints->size(), before) << "nobody listens any more";
}

TEST_F(ResourceActor, TellsALateListenerThatItIsFull) {
  tell(uut, taken(100));
  listen();
  ASSERT_EQ(hints->size(), 1u);
  EXPECT_EQ(hints->back().now, load_hint::load::full);
}

// The hint that it is not full any more may have been lost on the way.
TEST_F(ResourceActor, RepeatsItsLastHintToWhoeverAsksAgain) {
  listen();
  tell(uut, taken(100));
  pass(seconds{1});
  tell(uut, taken(10));
  hints->clear();
  listen();
  ASSERT_EQ(hints->size(), 1u);
  EXPECT_EQ(hints->back().now, load_hint::load::some_free);
}

TEST_F(ResourceActor, SaysAHintThatHadToWaitByItself) {
  listen();
  tell(uut, taken(100));
  tell(uut, taken(10));
  EXPECT_EQ(hints->back().now, load_hint::load::full);
  pass(resource_machine::hint_every);
  EXPECT_EQ(hints->back().now, load_hint::load::some_free);
}

TEST_F(ResourceActor, TellsNoMoreListenersThanItMay) {
  for (std::size_t i = 0; i < resource_state::listeners_max; ++i)
    caf::anon_send(uut,
                   watch_load{{},
                              spawn_listener<load_hint>().first,
                              clock->now() + minutes{1}});
  drain();
  listen();
  tell(uut, taken(100));
  EXPECT_TRUE(hints->empty());
  // Those that listened long enough make way.
  pass(minutes{1});
  listen();
  EXPECT_EQ(hints->size(), 1u);
}

// L33: whatever happens to one of two that lie on the same routes, the other
// says and does what it would have alone.
TEST_F(ResourceActor, KnowsOfItselfAlone) {
  const resource_name buffers{"A/buffers"};
  auto other = begin(buffers);
  tell(other, watch_load{{}, listener, clock->now() + minutes{1}});
  tell(other, watch_threshold{demand_limit{80, 60}});
  hints->clear();
  tell(uut, taken(100));
  tell(uut, report_resource{report_resource::health::failed, {}});
  tell(uut, configure_resource{rate(0), {}});
  test::strike(uut);
  pass(minutes{2});
  EXPECT_TRUE(hints->empty());
  EXPECT_TRUE(notices->empty());
  for (auto& each : *serves)
    EXPECT_EQ(each.resource, nic);
  tell(other, tell_demand{1});
  ASSERT_EQ(told->size(), 1u);
  EXPECT_EQ(told->back().demand.resource, buffers);
  EXPECT_TRUE(told->back().demand.periods.empty());
}

} // namespace
} // namespace leasehold
