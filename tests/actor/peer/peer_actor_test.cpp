// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/peer/peer_actor.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/all_messages.hpp"
#include "actors/peer/remote_loads.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/peer_codec.hpp"
#include "tests/support/actor_test.hpp"
#include "tests/support/manual_clock.hpp"

namespace leasehold {
namespace {

const gateway_name gateway{"GW1"};
const gateway_name root{"GW5"};

class kept_frames final : public peer_port {
public:
  void send(const std::string& to_node, std::string bytes) override {
    EXPECT_EQ(to_node, "node-2");
    frames.push_back(std::move(bytes));
  }

  std::vector<std::string> frames;
};

class PeerActor : public test::actor_test<caf::id_block::leasehold_runtime,
                                          caf::id_block::leasehold_actors> {
protected:
  PeerActor() {
    clock = std::make_shared<node_clock>(ticks, std::nullopt);
    uut = spawn(peer, peer_config{node_name{"node-2"}, port, clock});
  }

  std::vector<peer_message> read(std::size_t frame) {
    auto decoded = decode_frame(port->frames.at(frame), clock->now());
    return decoded ? *decoded : std::vector<peer_message>{};
  }

  static hop_key key(std::uint64_t lease) {
    return {lease_id{lease}, epoch{1}, gateway};
  }

  std::shared_ptr<test::manual_clock> ticks =
      std::make_shared<test::manual_clock>();
  std::shared_ptr<kept_frames> port = std::make_shared<kept_frames>();
  std::shared_ptr<node_clock> clock;
  peer_actor uut;
};

TEST_F(PeerActor, SendsAllThatWaitsInOneFrameInOrder) {
  for (std::uint64_t lease = 1; lease <= 5; ++lease)
    caf::anon_send(uut, find_root{key(lease), root});
  drain();
  ASSERT_EQ(port->frames.size(), 1u);
  auto messages = read(0);
  ASSERT_EQ(messages.size(), 5u);
  EXPECT_EQ(std::get<find_root>(messages[4]).key.lease, lease_id{5});
  tell(uut, find_root{key(6), root});
  EXPECT_EQ(port->frames.size(), 2u);
}

TEST_F(PeerActor, KeepsFramesBounded) {
  constexpr std::uint64_t count = 5 * bounds::batch_items;
  for (std::uint64_t lease = 0; lease < count; ++lease)
    caf::anon_send(uut, find_root{key(lease), root});
  drain();
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < port->frames.size(); ++i) {
    EXPECT_LE(port->frames[i].size(), std::size_t{64} << 10);
    for (auto& message : read(i))
      EXPECT_EQ(std::get<find_root>(message).key.lease, lease_id{next++});
  }
  EXPECT_EQ(next, count);
}

TEST_F(PeerActor, RefusesAnOrderThatNoFrameHolds) {
  auto [hears, heard] = spawn_listener<hop_answers>();
  hold_hop order;
  order.key = key(1);
  order.root = root;
  order.pledges.resize(bounds::pledges + 1);
  tell(uut, order_hops{{{order, root}}, hears});
  EXPECT_TRUE(port->frames.empty());
  ASSERT_EQ(heard->size(), 1u);
  auto& answer = heard->front().answers.at(0);
  EXPECT_EQ(answer.code, errc::too_much);
  EXPECT_EQ(answer.step, hop_step::hold);
  EXPECT_EQ(answer.key.lease, lease_id{1});
}

TEST_F(PeerActor, TrimsAnswersThatNoFrameHolds) {
  probe_answer answer;
  answer.gateway = gateway;
  const auto now = clock->now();
  resource_view view{resource_name{"GW1/nic"}, {}, {}, {}};
  for (std::int64_t i = 1; i <= 100; ++i)
    view.steps.push_back(
        {now + duration{i}, amounts{unit::count, i == 50 ? 3 : 1000 - i}});
  answer.resources.assign(bounds::probed_resources + 1, view);
  tell(uut, answer);
  ASSERT_EQ(port->frames.size(), 1u);
  auto read_back = std::get<probe_answer>(read(0).at(0));
  ASSERT_EQ(read_back.resources.size(), bounds::probed_resources);
  auto& steps = read_back.resources.front().steps;
  ASSERT_EQ(steps.size(), bounds::probed_steps / bounds::probed_resources);
  EXPECT_EQ(steps.front().free[unit::count], 999);
  // The least of all that were cut off.
  EXPECT_EQ(steps.back().free[unit::count], 3);
}

TEST_F(PeerActor, LosesAllWhereNothingLeadsToTheNode) {
  auto alone = spawn(peer, peer_config{node_name{"node-2"}, nullptr, clock});
  tell(alone, find_root{key(1), root});
  EXPECT_TRUE(port->frames.empty());
}

// -- hints -------------------------------------------------------------------

TEST_F(PeerActor, AsksForHintsOnceForAllWhoListen) {
  auto [one, heard_by_one] = spawn_listener<load_hint>();
  auto [other, heard_by_other] = spawn_listener<load_hint>();
  const resource_name nic{"GW1/nic"};
  const auto until = clock->now() + std::chrono::minutes{1};
  tell(uut, watch_load{{nic}, one, until});
  tell(uut, watch_load{{nic}, other, until});
  tell(uut, watch_load{{nic}, one, until});
  ASSERT_EQ(port->frames.size(), 1u);
  auto asked = std::get<peer_watch>(read(0).at(0));
  EXPECT_EQ(asked.resource, nic);
  EXPECT_EQ(asked.until, until);
  tell(uut, hint_heard{{nic, 7, load_hint::load::full}});
  tell(uut, hint_heard{{nic, 6, load_hint::load::some_free}});
  tell(uut, hint_heard{{resource_name{"GW1/x"}, 9, load_hint::load::full}});
  ASSERT_EQ(heard_by_one->size(), 1u);
  ASSERT_EQ(heard_by_other->size(), 1u);
  EXPECT_EQ(heard_by_one->back().version, 7u);
  // Who listens later hears it at once.
  auto [late, heard_late] = spawn_listener<load_hint>();
  tell(uut, watch_load{{nic}, late, until});
  ASSERT_EQ(heard_late->size(), 1u);
  EXPECT_EQ(heard_late->back().version, 7u);
}

TEST_F(PeerActor, AsksForHintsAgainBeforeItsNodeStopsToTell) {
  auto [one, heard] = spawn_listener<load_hint>();
  const resource_name nic{"GW1/nic"};
  tell(uut, watch_load{{nic}, one, clock->now() + std::chrono::minutes{1}});
  ticks->pass(std::chrono::seconds{30});
  tell(uut, watch_load{{nic}, one, clock->now() + std::chrono::minutes{1}});
  EXPECT_EQ(port->frames.size(), 2u);
  ticks->pass(std::chrono::minutes{1});
  tell(uut, hint_heard{{nic, 1, load_hint::load::full}});
  EXPECT_TRUE(heard->empty()) << "nobody listens any more";
}

TEST_F(PeerActor, ForgetsResourcesToWhichNobodyListens) {
  auto [one, heard] = spawn_listener<load_hint>();
  remote_loads uut;
  const auto minute = std::chrono::minutes{1};
  const instant now{minute};
  for (std::size_t i = 0; i < 2 * remote_loads::resources_max; ++i)
    uut.listen(resource_name{std::to_string(i)}, one, now + minute, now);
  EXPECT_EQ(uut.size(), 2 * remote_loads::resources_max) << "all listen";
  uut.listen(resource_name{"GW1/nic"}, one, now + 2 * minute, now + minute);
  EXPECT_EQ(uut.size(), 1u);
}

TEST_F(PeerActor, SendsHintsOfResourcesHere) {
  tell(uut, load_hint{resource_name{"GW2/nic"}, 3, load_hint::load::full});
  ASSERT_EQ(port->frames.size(), 1u);
  auto hint = std::get<load_hint>(read(0).at(0));
  EXPECT_EQ(hint.resource, resource_name{"GW2/nic"});
  EXPECT_EQ(hint.version, 3u);
  EXPECT_EQ(hint.now, load_hint::load::full);
}

} // namespace
} // namespace leasehold
