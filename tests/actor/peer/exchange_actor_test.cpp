// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "actors/peer/exchange_actor.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/spread_test.hpp"

namespace leasehold {
namespace {

const gateway_name a{"A"};
const gateway_name b{"B"};
const gateway_name c{"C"};

/// One lease over all three nodes, and a node that says what it may not.
class ExchangeActor : public test::spread_test {
protected:
  ExchangeActor() {
    start_all();
    lease = grant("c", wish("10Mbit/s", "60s")).lease.id;
  }

  const exchange_state& state(const std::string& node) {
    return test::state_of<exchange_state>(machines.at(node).offers().exchange);
  }

  hop_key key(const gateway_name& gateway) const {
    return {lease, epoch{1}, gateway};
  }

  void expect_untouched() {
    EXPECT_EQ(leases("c").size(), 1u);
    for (auto node : {"a", "b", "c"})
      EXPECT_EQ(hops(node), std::pair(std::uint64_t{0}, std::uint64_t{1}));
    EXPECT_EQ(audit(), std::vector<std::string>{});
  }

  lease_id lease;
};

TEST_F(ExchangeActor, TakesOrdersOnlyOfTheNodeOfTheRoot) {
  // The root is at C, which node b does not run.
  forge("b", "a", peer_order{c, release_hop{key(a)}});
  EXPECT_EQ(state("a").not_theirs, 1u);
  // And the lease is not of a root at B, whatever node b says.
  forge("b", "a", peer_order{b, release_hop{key(a)}});
  expect_untouched();
}

// No node runs a gateway that the region lacks: whose root it names may give
// back what is of no other.
TEST_F(ExchangeActor, LetsARootWhoseGatewayIsGoneGiveBackOnlyItsOwn) {
  forge("b", "a", peer_order{gateway_name{"Z"}, release_hop{key(a)}});
  EXPECT_EQ(state("a").not_theirs, 0u);
  expect_untouched();
  forge("b", "a", peer_order{gateway_name{"Z"}, confirm_hop{key(a), forever}});
  EXPECT_EQ(state("a").not_theirs, 1u);
}

TEST_F(ExchangeActor, TakesWordsOfAHopOnlyOfTheNodeOfItsGateway) {
  forge("b", "c", hop_lost{key(a), c, errc::lease_over});
  forge("b", "c", find_root{key(a), c});
  forge("b", "c",
        hop_answer{key(a), hop_step::renew, errc::lease_over, {}, {}, {}});
  EXPECT_EQ(state("c").not_theirs, 3u);
  expect_untouched();
}

TEST_F(ExchangeActor, TakesNoLossOfAGatewayThatTheLeaseDoesNotPass) {
  auto local = grant("c", wish("1count", "60s", "E2/P1", "E2")).lease.id;
  forge("b", "c", hop_lost{{local, epoch{1}, b}, c, errc::lease_over});
  EXPECT_EQ(leases("c").size(), 2u);
}

TEST_F(ExchangeActor, TakesARootsWordOnlyOfItsNode) {
  forge("b", "a", root_answer{key(a), c, root_state::gone, {}});
  EXPECT_EQ(state("a").not_theirs, 1u);
  forge("b", "a", root_answer{key(a), b, root_state::gone, {}});
  expect_untouched();
}

TEST_F(ExchangeActor, DropsWhatIsForGatewaysOfOthers) {
  forge("c", "a", peer_order{c, release_hop{key(b)}});
  forge("c", "a", peer_probe{b, {7, {{}, forever}, probe_detail::minimum}});
  forge("b", "a", hop_lost{key(b), c, errc::lease_over});
  forge("b", "a", find_root{{lease, epoch{1}, b}, gateway_name{"Z"}});
  forge("c", "a", peer_watch{resource_name{"B/A-B"}, forever});
  EXPECT_EQ(state("a").not_ours, 5u);
  expect_untouched();
}

TEST_F(ExchangeActor, TakesHintsOnlyOfTheNodeOfTheResource) {
  load_hint hint{resource_name{"A/A-B"}, 1, load_hint::load::full};
  forge("b", "c", hint);
  EXPECT_EQ(state("c").not_theirs, 1u);
  forge("a", "c", hint);
  EXPECT_EQ(state("c").not_theirs, 1u);
  hint.resource = resource_name{"A/nothing"};
  forge("a", "c", hint);
  EXPECT_EQ(state("c").not_theirs, 2u);
}

TEST_F(ExchangeActor, DropsFramesOfStrangersAndNoise) {
  receive("a", {"z", encode_frame({}, {})});
  receive("a", {"", ""});
  receive("a", {"b", "noise"});
  drain();
  EXPECT_EQ(state("a").from_strangers, 2u);
  EXPECT_EQ(state("a").unreadable, 1u);
  expect_untouched();
}

TEST_F(ExchangeActor, EndsTheNodeWhenItDies) {
  test::strike(machines.at("a").offers().exchange);
  drain();
  EXPECT_EQ(machines.at("a").deaths,
            (std::vector<std::string>{"the exchange died"}));
}

} // namespace
} // namespace leasehold
