// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "actors/peer/exchange_actor.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

class ExchangeActor : public test::region_test {};

TEST_F(ExchangeActor, DropsAndCountsTheFramesOfStrangers) {
  ASSERT_EQ(start().message, "");
  tell(node_services().exchange, peer_frame{"node-9", "noise"});
  tell(node_services().exchange, peer_frame{"node-9", ""});
  EXPECT_EQ(test::state_of<exchange_state>(node_services().exchange).dropped,
            2u);
}

TEST_F(ExchangeActor, EndsTheNodeWhenItDies) {
  ASSERT_EQ(start().message, "");
  test::strike(node_services().exchange);
  drain();
  EXPECT_EQ(*deaths, (std::vector<std::string>{"the exchange died"}));
}

} // namespace
} // namespace leasehold
