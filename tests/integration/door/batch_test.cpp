// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "messages/bounds.hpp"
#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

class Batch : public test::door_test {
protected:
  Batch() {
    // A thousand at once take their time where everything is slow.
    config.node.timing.hold = std::chrono::minutes{1};
    EXPECT_EQ(start().message, "");
    alice = enter("alice");
  }

  static lease_request small() {
    return wish("EP51", "EP11", "1kbit/s", "1h");
  }

  std::vector<std::uint64_t> grant_many(std::size_t count) {
    std::vector<std::uint64_t> ids;
    auto answer =
        wait(requests(alice, std::vector<lease_request>(count, small()),
                      rpc::LeaseHandles::NONE));
    for (auto outcome : answer.getOutcomes()) {
      if (outcome.isGrant())
        ids.push_back(outcome.getGrant().getInfo().getId());
      else
        ADD_FAILURE() << outcome.getRefusal().getMessage().cStr();
    }
    return ids;
  }

  caller alice;
};

TEST_F(Batch, OfAThousandRequestsIsAnsweredItemByItem) {
  std::vector<lease_request> batch(bounds::batch_items, small());
  for (std::size_t i = 0; i < batch.size(); ++i)
    batch[i].labels = {{"place", std::to_string(i)}};
  auto answer = wait(requests(alice, batch));
  ASSERT_TRUE(answer.isOutcomes());
  auto outcomes = answer.getOutcomes();
  ASSERT_EQ(outcomes.size(), bounds::batch_items);
  for (auto i = 0u; i < outcomes.size(); ++i) {
    ASSERT_TRUE(outcomes[i].isGrant());
    auto grant = outcomes[i].getGrant();
    EXPECT_TRUE(grant.hasHandle());
    EXPECT_EQ(std::to_string(i),
              grant.getInfo().getLabels()[0].getValue().cStr());
  }
}

TEST_F(Batch, OfOneMoreIsRefusedAsAWhole) {
  const auto count = static_cast<kj::uint>(bounds::batch_items + 1);
  auto asked = alice.session.requestLeasesRequest();
  asked.initRequests(count);
  EXPECT_EQ(code_of(wait(asked.send())), errc::too_much);
  auto renewed = alice.session.renewLeasesRequest();
  renewed.initRenewals(count);
  EXPECT_EQ(code_of(wait(renewed.send())), errc::too_much);
  auto released = alice.session.releaseLeasesRequest();
  released.initReleases(count);
  EXPECT_EQ(code_of(wait(released.send())), errc::too_much);
  auto listed = wait(alice.session.listLeasesRequest().send());
  EXPECT_EQ(listed.getLeases().size(), 0u);
}

TEST_F(Batch, OfNothingIsAnsweredWithNothing) {
  auto asked = wait(requests(alice, {}));
  ASSERT_TRUE(asked.isOutcomes());
  EXPECT_EQ(asked.getOutcomes().size(), 0u);
  auto renewed = wait(alice.session.renewLeasesRequest().send());
  ASSERT_TRUE(renewed.isOutcomes());
  EXPECT_EQ(renewed.getOutcomes().size(), 0u);
  auto released = wait(alice.session.releaseLeasesRequest().send());
  ASSERT_TRUE(released.isOutcomes());
  EXPECT_EQ(released.getOutcomes().size(), 0u);
}

TEST_F(Batch, RefusesABadRequestInItsPlace) {
  auto call = alice.session.requestLeasesRequest();
  auto items = call.initRequests(4);
  for (auto i : {0u, 2u, 3u})
    to_wire(small(), items[i]);
  // The second says nothing at all, the third has no such name.
  items[2].setTarget("two words");
  auto answer = wait(call.send());
  auto outcomes = answer.getOutcomes();
  ASSERT_EQ(outcomes.size(), 4u);
  EXPECT_TRUE(outcomes[0].isGrant());
  for (auto i : {1u, 2u}) {
    ASSERT_TRUE(outcomes[i].isRefusal());
    EXPECT_EQ(outcomes[i].getRefusal().getCode(),
              rpc::ErrorCode::INVALID_REQUEST);
    EXPECT_GT(outcomes[i].getRefusal().getMessage().size(), 0u);
  }
  EXPECT_TRUE(outcomes[3].isGrant());
}

TEST_F(Batch, RefusesABadRenewalInItsPlace) {
  auto ids = grant_many(2);
  ASSERT_EQ(ids.size(), 2u);
  auto call = alice.session.renewLeasesRequest();
  auto items = call.initRenewals(4);
  for (auto i = 0u; i < 4; ++i)
    items[i].getWanted().setFiniteMs(7'200'000);
  items[0].setLease(ids[0]);
  items[1].setLease(ids[1]);
  items[1].initWanted(); // no period
  items[2].setLease(1);  // no lease
  items[3].setLease(ids[1]);
  auto answer = wait(call.send());
  auto outcomes = answer.getOutcomes();
  ASSERT_EQ(outcomes.size(), 4u);
  ASSERT_TRUE(outcomes[0].isGrant());
  EXPECT_EQ(outcomes[0].getGrant().getInfo().getId(), ids[0]);
  ASSERT_TRUE(outcomes[1].isRefusal());
  EXPECT_EQ(outcomes[1].getRefusal().getCode(),
            rpc::ErrorCode::INVALID_REQUEST);
  ASSERT_TRUE(outcomes[2].isRefusal());
  EXPECT_EQ(outcomes[2].getRefusal().getCode(), rpc::ErrorCode::UNKNOWN_LEASE);
  ASSERT_TRUE(outcomes[3].isGrant());
  EXPECT_EQ(outcomes[3].getGrant().getInfo().getId(), ids[1]);
}

TEST_F(Batch, ReleasesAThousandAndSaysSoForEach) {
  auto ids = grant_many(bounds::batch_items);
  ASSERT_EQ(ids.size(), bounds::batch_items);
  auto call = alice.session.releaseLeasesRequest();
  auto items = call.initReleases(static_cast<kj::uint>(ids.size()));
  for (auto i = 0u; i < ids.size(); ++i)
    items[i].setLease(ids[i]);
  items[500].setLease(1); // no lease
  auto answer = wait(call.send());
  auto outcomes = answer.getOutcomes();
  ASSERT_EQ(outcomes.size(), ids.size());
  for (auto i = 0u; i < ids.size(); ++i) {
    EXPECT_EQ(outcomes[i].getLease(), i == 500 ? 1 : ids[i]);
    EXPECT_EQ(outcomes[i].getCode(),
              i == 500 ? rpc::ErrorCode::UNKNOWN_LEASE : rpc::ErrorCode::NONE);
  }
  auto left = wait(alice.session.listLeasesRequest().send());
  ASSERT_EQ(left.getLeases().size(), 1u);
  EXPECT_EQ(left.getLeases()[0].getId(), ids[500]);
}

TEST_F(Batch, ReleasesALeaseThatIsNamedTwiceOnce) {
  auto ids = grant_many(1);
  auto call = alice.session.releaseLeasesRequest();
  for (auto item : call.initReleases(2))
    item.setLease(ids[0]);
  auto answer = wait(call.send());
  for (auto outcome : answer.getOutcomes())
    EXPECT_EQ(outcome.getCode(), rpc::ErrorCode::NONE);
}

TEST_F(Batch, ListsLeasesPageByPage) {
  auto ids = grant_many(5);
  std::vector<std::uint64_t> seen;
  auto more = true;
  while (more) {
    auto call = alice.session.listLeasesRequest();
    call.setAfter(seen.empty() ? 0 : seen.back());
    call.setCountMax(2);
    auto answer = wait(call.send());
    EXPECT_LE(answer.getLeases().size(), 2u);
    for (auto lease : answer.getLeases())
      seen.push_back(lease.getId());
    more = answer.getMore();
  }
  EXPECT_EQ(seen, ids);
}

} // namespace
} // namespace leasehold
