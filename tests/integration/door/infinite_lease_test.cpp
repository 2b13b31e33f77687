// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

// An infinite lease lives as long as its holder has a session.
class InfiniteLease : public test::door_test {
protected:
  InfiniteLease() {
    config.node.terms.liveness = duration{400};
    config.door.seen_every = duration{50};
    EXPECT_EQ(start().message, "");
    watcher = enter("watcher");
  }

  bool lives(lease_id lease) {
    auto call = watcher.session.listLeasesRequest();
    call.getFilter().setLease(lease.value());
    return wait(call.send()).getLeases().size() == 1;
  }

  /// Lets the node's clock go on for longer than a silent holder has: until
  /// another lease has run out.
  void outwait_liveness() {
    auto other = grant(watcher, "700ms").id;
    await_event(watcher, other, event_kind::ended);
  }

  caller watcher;
};

TEST_F(InfiniteLease, LivesWhileItsHolderHasASession) {
  auto alice = enter("alice");
  auto lease = grant(alice, "infinite").id;
  outwait_liveness();
  EXPECT_TRUE(lives(lease));
}

TEST_F(InfiniteLease, EndsWhenItsHolderHasBeenSilentForTooLong) {
  auto alice = enter("alice");
  auto lease = grant(alice, "infinite").id;
  alice = caller{};
  auto event = await_event(watcher, lease, event_kind::ended);
  EXPECT_EQ(event.reason, event_reason::holder_gone);
  EXPECT_EQ(event.lessee.str(), "alice");
  EXPECT_FALSE(lives(lease));
}

TEST_F(InfiniteLease, LivesOnWhereItsHolderComesBack) {
  auto alice = enter("alice");
  auto lease = grant(alice, "infinite").id;
  alice = caller{};
  alice = enter("alice");
  outwait_liveness();
  EXPECT_TRUE(lives(lease));
}

TEST_F(InfiniteLease, LivesWhileAnyOfItsHoldersSessionsDoes) {
  auto first = enter("alice");
  auto second = enter("alice");
  auto lease = grant(first, "infinite").id;
  first = caller{};
  outwait_liveness();
  EXPECT_TRUE(lives(lease));
}

TEST_F(InfiniteLease, IsNotKeptByTheSessionsOfOthers) {
  auto alice = enter("alice");
  auto bob = enter("bob");
  auto hers = grant(alice, "infinite").id;
  auto his = grant(bob, "infinite").id;
  alice = caller{};
  await_event(watcher, hers, event_kind::ended);
  EXPECT_TRUE(lives(his));
}

TEST_F(InfiniteLease, OfAFiniteTermOutlivesItsSession) {
  auto alice = enter("alice");
  auto lease = grant(alice, "1h").id;
  alice = caller{};
  outwait_liveness();
  EXPECT_TRUE(lives(lease));
}

} // namespace
} // namespace leasehold
