// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

// S1, S3: who may see and do what.
class OperatorRights : public test::door_test {
protected:
  OperatorRights() {
    config.door.operators = std::set<lessee_name>{lessee_name{"admin"}};
    EXPECT_EQ(start().message, "");
    admin = enter("admin");
    alice = enter("alice");
    bob = enter("bob");
  }

  std::vector<std::uint64_t> seen_by(caller& who) {
    std::vector<std::uint64_t> ids;
    auto answer = wait(who.session.listLeasesRequest().send());
    for (auto lease : answer.getLeases())
      ids.push_back(lease.getId());
    return ids;
  }

  failure renewal_of(caller& who, lease_id lease) {
    auto call = who.session.renewLeasesRequest();
    auto item = call.initRenewals(1)[0];
    item.setLease(lease.value());
    item.getWanted().setFiniteMs(60'000);
    auto answer = wait(call.send());
    auto outcome = answer.getOutcomes()[0];
    if (outcome.isGrant())
      return {};
    auto no = outcome.getRefusal();
    return {static_cast<errc>(no.getCode()), no.getMessage()};
  }

  failure release_of(caller& who, lease_id lease) {
    auto call = who.session.releaseLeasesRequest();
    call.initReleases(1)[0].setLease(lease.value());
    auto answer = wait(call.send());
    auto outcome = answer.getOutcomes()[0];
    return {static_cast<errc>(outcome.getCode()), outcome.getMessage()};
  }

  failure capability_of(caller& who, lease_id lease) {
    auto call = who.session.leaseRequest();
    call.setId(lease.value());
    auto answer = wait(call.send());
    return answer.isFailure() ? from_wire(answer.getFailure()) : failure{};
  }

  std::size_t events_seen(caller& who, lease_id lease) {
    auto call = who.session.readEventsRequest();
    call.setLease(lease.value());
    return wait(call.send()).getPage().getEvents().size();
  }

  /// The message, with the number of the lease taken out.
  static std::string without_id(const failure& why, lease_id lease) {
    auto text = why.message;
    auto id = to_string(lease);
    for (auto at = text.find(id); at != std::string::npos; at = text.find(id))
      text.replace(at, id.size(), "#");
    return text;
  }

  caller admin;
  caller alice;
  caller bob;
};

TEST_F(OperatorRights, AreGivenToOperatorsAlone) {
  EXPECT_TRUE(admin.rights != nullptr);
  EXPECT_TRUE(alice.rights == nullptr);
}

TEST_F(OperatorRights, ALesseeSeesItsOwnLeasesAndTheOperatorAll) {
  auto hers = grant(alice).id;
  auto his = grant(bob).id;
  EXPECT_EQ(seen_by(alice), (std::vector<std::uint64_t>{hers.value()}));
  EXPECT_EQ(seen_by(bob), (std::vector<std::uint64_t>{his.value()}));
  EXPECT_EQ(seen_by(admin),
            (std::vector<std::uint64_t>{hers.value(), his.value()}));
}

TEST_F(OperatorRights, AskingForAnothersLeasesByNameShowsNone) {
  grant(alice);
  auto call = bob.session.listLeasesRequest();
  call.getFilter().setLessee("alice");
  EXPECT_EQ(wait(call.send()).getLeases().size(), 0u);
}

TEST_F(OperatorRights, ALesseeReadsItsOwnEventsAndTheOperatorAll) {
  grant(alice);
  grant(bob);
  EXPECT_EQ(events_seen(alice, lease_id{}), 1u);
  EXPECT_EQ(events_seen(bob, lease_id{}), 1u);
  EXPECT_EQ(events_seen(admin, lease_id{}), 2u);
}

TEST_F(OperatorRights, AForeignLeaseLooksLikeNone) {
  auto foreign = grant(alice).id;
  auto none = lease_id{foreign.value() + 77};
  auto same = [&](const failure& x, const failure& y) {
    EXPECT_EQ(x.code, errc::unknown_lease);
    EXPECT_EQ(y.code, errc::unknown_lease);
    EXPECT_EQ(without_id(x, foreign), without_id(y, none));
  };
  same(capability_of(bob, foreign), capability_of(bob, none));
  same(renewal_of(bob, foreign), renewal_of(bob, none));
  same(release_of(bob, foreign), release_of(bob, none));
  EXPECT_EQ(events_seen(bob, foreign), 0u);
  EXPECT_EQ(events_seen(bob, none), 0u);
  // Nothing happened to it.
  EXPECT_EQ(renewal_of(alice, foreign).code, errc::none);
}

TEST_F(OperatorRights, AForeignLeaseThatIsOverLooksLikeNone) {
  auto foreign = grant(alice).id;
  EXPECT_EQ(release_of(alice, foreign).code, errc::none);
  EXPECT_EQ(release_of(bob, foreign).code, errc::unknown_lease);
  EXPECT_EQ(renewal_of(bob, foreign).code, errc::unknown_lease);
  EXPECT_EQ(capability_of(bob, foreign).code, errc::unknown_lease);
}

TEST_F(OperatorRights, AnOperatorEndsOthersLeasesAndTheyAreTold) {
  auto lease = grant(alice).id;
  EXPECT_EQ(release_of(admin, lease).code, errc::none);
  auto event = await_event(alice, lease, event_kind::ended);
  EXPECT_EQ(event.reason, event_reason::administrative);
}

TEST_F(OperatorRights, OnlyAnOperatorRequestsForOthers) {
  auto for_bob = wish("EP51", "EP11", "1Mbit/s", "1h");
  for_bob.lessee = lessee_name{"bob"};
  auto answer = wait(requests(alice, {for_bob}));
  ASSERT_TRUE(answer.getOutcomes()[0].isRefusal());
  EXPECT_EQ(answer.getOutcomes()[0].getRefusal().getCode(),
            rpc::ErrorCode::PERMISSION_DENIED);
  auto lease = grant(admin, for_bob).id;
  EXPECT_EQ(seen_by(bob), (std::vector<std::uint64_t>{lease.value()}));
}

TEST_F(OperatorRights, TheClientOfALesseeSaysWhoMay) {
  auto session = log_in("carol");
  ASSERT_TRUE(session);
  auto audited = session->audit();
  ASSERT_FALSE(audited);
  EXPECT_EQ(audited.error().code, errc::permission_denied);
  auto loaded = session->load_topology("region = \"x\"");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, errc::permission_denied);
}

} // namespace
} // namespace leasehold
