// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/driver_actor.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/all_messages.hpp"
#include "tests/support/actor_test.hpp"
#include "tests/support/fake_wire.hpp"
#include "tests/support/manual_clock.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

channel lasting(duration x) {
  channel result;
  result.id = 1;
  result.rate = 10;
  result.lasts = x;
  return result;
}

class DriverActor : public test::actor_test<caf::id_block::leasehold_runtime,
                                            caf::id_block::leasehold_actors> {
protected:
  DriverActor() {
    clock = std::make_shared<node_clock>(ticks, std::nullopt);
    auto kind = test::fake_drivers(wires, [this] { return clock->now(); });
    driver_config config;
    config.interface.device = "eth0";
    config.open = kind.open;
    config.watch = kind.watch;
    config.clock = clock;
    parent = spawn([outcomes = outcomes,
                    carriers = carriers](driver_parent_actor::pointer)
                       -> driver_parent_actor::behavior_type {
      return {
          [](const interface_read&) {},
          [outcomes](const channels_changed& msg) { *outcomes = msg.outcomes; },
          [carriers](const carrier_read& msg) { carriers->push_back(msg.is); },
          [](const counters_read&) {},
      };
    });
    uut = spawn(driver, std::move(config));
    drain();
  }

  void order(channel as, instant at) {
    tell(uut, change_channels{{{as.id, as}}, at, parent});
  }

  std::shared_ptr<test::manual_clock> ticks =
      std::make_shared<test::manual_clock>();
  std::shared_ptr<const node_clock> clock;
  std::shared_ptr<test::fake_wires> wires =
      std::make_shared<test::fake_wires>();
  std::shared_ptr<std::vector<carrier>> carriers =
      std::make_shared<std::vector<carrier>>();
  std::shared_ptr<std::vector<status>> outcomes =
      std::make_shared<std::vector<status>>();
  driver_parent_actor parent;
  driver_actor uut;
};

TEST_F(DriverActor, ChangesNothingBeforeItHasRead) {
  order(lasting(60s), clock->now());
  ASSERT_EQ(outcomes->size(), 1u);
  EXPECT_EQ(outcomes->front().error().code, errc::unavailable);
}

// C3: what is told late ends when it was to end.
TEST_F(DriverActor, TakesOffForHowLongAnOrderWaited) {
  tell(uut, read_interface{parent});
  const auto at = clock->now();
  ticks->pass(20s);
  order(lasting(60s), at);
  EXPECT_EQ(wires->at("eth0")->channels.at(1).until, at + 60s);
}

TEST_F(DriverActor, RemovesWhatIsOverWhenItGetsThere) {
  tell(uut, read_interface{parent});
  order(lasting(60s), clock->now());
  const auto at = clock->now();
  ticks->pass(20s);
  order(lasting(20s), at);
  ASSERT_EQ(outcomes->size(), 1u);
  EXPECT_TRUE(outcomes->front());
  EXPECT_TRUE(wires->at("eth0")->channels.empty());
}

TEST_F(DriverActor, TellsOfItsCableWhereThatIsNews) {
  const auto ask = [this] {
    for (int i = 0; i < 3; ++i)
      tell(uut, read_carrier{parent});
  };
  tell(uut, read_interface{parent});
  ask();
  EXPECT_EQ(*carriers, std::vector{carrier::up}) << "the first is news";
  wires->at("eth0")->cable = test::fake_wire::end::pulled;
  ask();
  EXPECT_EQ(*carriers, (std::vector{carrier::up, carrier::down}));
  wires->at("eth0")->cable = test::fake_wire::end::plugged_in;
  ask();
  EXPECT_EQ(*carriers, (std::vector{carrier::up, carrier::down, carrier::up}));
}

} // namespace
} // namespace leasehold
