// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

// X40: the right to one lease.
class LeaseCapability : public test::door_test {
protected:
  LeaseCapability() {
    EXPECT_EQ(start().message, "");
    alice = enter("alice");
  }

  auto renew(rpc::Lease::Client lease, std::int64_t ms,
             std::uint64_t request = 0) {
    auto call = lease.renewRequest();
    call.getPeriod().setFiniteMs(ms);
    call.setRequest(request);
    return wait(call.send());
  }

  auto by_id(lease_id id) {
    auto call = alice.session.leaseRequest();
    call.setId(id.value());
    return wait(call.send());
  }

  std::vector<event_kind> story(rpc::Lease::Client lease) {
    auto answer = wait(lease.eventsRequest().send());
    auto page = from_wire(answer.getPage(), clock_now());
    std::vector<event_kind> kinds;
    for (auto& event : page->events)
      kinds.push_back(event.kind);
    return kinds;
  }

  void expect_over(rpc::Lease::Client lease) {
    EXPECT_EQ(code_of(wait(lease.infoRequest().send())), errc::lease_over);
    EXPECT_EQ(code_of(renew(lease, 60'000)), errc::lease_over);
    EXPECT_EQ(code_of(wait(lease.releaseRequest().send())), errc::lease_over);
    auto kinds = story(lease);
    ASSERT_FALSE(kinds.empty());
    EXPECT_EQ(kinds.front(), event_kind::granted);
    EXPECT_EQ(kinds.back(), event_kind::ended);
  }

  caller alice;
};

TEST_F(LeaseCapability, ShowsItsLease) {
  auto lease = grant(alice);
  auto answer = wait(lease.handle.infoRequest().send());
  ASSERT_TRUE(answer.isInfo());
  auto info = from_wire(answer.getInfo(), clock_now());
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->id, lease.id);
  EXPECT_EQ(info->lessee.str(), "alice");
  EXPECT_EQ(info->state, lease_state::active);
  EXPECT_EQ(info->route.hops.size(), 3u);
}

TEST_F(LeaseCapability, RenewsItsLease) {
  auto lease = grant(alice, "1h");
  auto answer = renew(lease.handle, 7'200'000);
  ASSERT_TRUE(answer.isOutcome());
  ASSERT_TRUE(answer.getOutcome().isGrant());
  auto info = answer.getOutcome().getGrant().getInfo();
  EXPECT_GT(info.getEndInMs(), 7'100'000);
  EXPECT_LE(info.getEndInMs(), 7'200'000);
}

TEST_F(LeaseCapability, TakesARenewalThatIsSentAgainForTheSame) {
  auto lease = grant(alice, "1h");
  auto first = renew(lease.handle, 7'200'000, 4711);
  auto second = renew(lease.handle, 7'200'000, 4711);
  ASSERT_TRUE(second.isOutcome());
  ASSERT_TRUE(second.getOutcome().isGrant());
  EXPECT_EQ(first.getOutcome().getGrant().getInfo().getEpoch(),
            second.getOutcome().getGrant().getInfo().getEpoch());
  EXPECT_LE(second.getOutcome().getGrant().getInfo().getEndInMs(), 7'200'000);
}

TEST_F(LeaseCapability, RefusesAnotherRenewalOfTheSameNumber) {
  auto lease = grant(alice, "1h");
  renew(lease.handle, 7'200'000, 4711);
  auto other = renew(lease.handle, 9'900'000, 4711);
  ASSERT_TRUE(other.isOutcome());
  ASSERT_TRUE(other.getOutcome().isRefusal());
  EXPECT_EQ(other.getOutcome().getRefusal().getCode(),
            rpc::ErrorCode::CONFLICT);
}

TEST_F(LeaseCapability, RefusesARenewalWithoutAPeriod) {
  auto lease = grant(alice);
  auto answer = wait(lease.handle.renewRequest().send());
  EXPECT_EQ(code_of(answer), errc::invalid_request);
}

TEST_F(LeaseCapability, RefusesARenewalThatWouldEndIt) {
  auto lease = grant(alice);
  auto call = lease.handle.renewRequest();
  call.getPeriod().setZero();
  auto answer = wait(call.send());
  ASSERT_TRUE(answer.isOutcome());
  ASSERT_TRUE(answer.getOutcome().isRefusal());
  EXPECT_EQ(answer.getOutcome().getRefusal().getCode(),
            rpc::ErrorCode::PERIOD_UNACCEPTABLE);
  EXPECT_TRUE(wait(lease.handle.infoRequest().send()).isInfo());
}

TEST_F(LeaseCapability, AnswersOverAfterItsRelease) {
  auto lease = grant(alice);
  auto answer = wait(lease.handle.releaseRequest().send());
  EXPECT_TRUE(answer.isOk());
  expect_over(lease.handle);
}

TEST_F(LeaseCapability, AnswersOverAfterItsExpiry) {
  auto lease = grant(alice, "20ms");
  EXPECT_EQ(await_event(alice, lease.id, event_kind::ended).reason,
            event_reason::expired);
  expect_over(lease.handle);
}

TEST_F(LeaseCapability, AnswersOverWhenItWasReleasedById) {
  auto lease = grant(alice);
  auto call = alice.session.releaseLeasesRequest();
  call.initReleases(1)[0].setLease(lease.id.value());
  wait(call.send());
  expect_over(lease.handle);
}

TEST_F(LeaseCapability, IsGivenAgainForALeaseOfTheCaller) {
  auto lease = grant(alice);
  auto again = by_id(lease.id);
  ASSERT_TRUE(again.isLease());
  auto info = wait(again.getLease().infoRequest().send());
  ASSERT_TRUE(info.isInfo());
  EXPECT_EQ(info.getInfo().getId(), lease.id.value());
  EXPECT_TRUE(wait(again.getLease().releaseRequest().send()).isOk());
  expect_over(lease.handle);
}

TEST_F(LeaseCapability, IsNotGivenForWhatIsNoLease) {
  EXPECT_EQ(code_of(by_id(lease_id{})), errc::unknown_lease);
  EXPECT_EQ(code_of(by_id(lease_id{1})), errc::unknown_lease);
  EXPECT_EQ(code_of(by_id(lease_id{UINT64_MAX})), errc::unknown_lease);
}

TEST_F(LeaseCapability, SurvivesItsConnectionAsALease) {
  auto id = grant(alice).id;
  alice = caller{};
  alice = enter("alice");
  EXPECT_TRUE(by_id(id).isLease());
}

TEST_F(LeaseCapability, EndsNothingWhenItIsDropped) {
  auto id = grant(alice).id;
  EXPECT_TRUE(by_id(id).isLease());
}

TEST_F(LeaseCapability, ReadsItsEventsFromANumber) {
  auto lease = grant(alice);
  grant(alice);
  renew(lease.handle, 7'200'000);
  EXPECT_EQ(
      story(lease.handle),
      (std::vector<event_kind>{event_kind::granted, event_kind::renewed}));
  auto call = lease.handle.eventsRequest();
  call.setCountMax(1);
  auto first = wait(call.send());
  ASSERT_EQ(first.getPage().getEvents().size(), 1u);
  call = lease.handle.eventsRequest();
  call.setFrom(first.getPage().getNext());
  auto rest = wait(call.send());
  ASSERT_EQ(rest.getPage().getEvents().size(), 1u);
  EXPECT_EQ(rest.getPage().getEvents()[0].getKind(), rpc::Event::Kind::RENEWED);
}

TEST_F(LeaseCapability, ComesWithAGrantOnlyWhereAskedFor) {
  auto request = wish("EP51", "EP11", "1Mbit/s", "1h");
  auto with = wait(requests(alice, {request}));
  EXPECT_TRUE(with.getOutcomes()[0].getGrant().hasHandle());
  auto lean = wait(requests(alice, {request}, rpc::LeaseHandles::NONE));
  ASSERT_TRUE(lean.getOutcomes()[0].isGrant());
  EXPECT_FALSE(lean.getOutcomes()[0].getGrant().hasHandle());
}

TEST_F(LeaseCapability, DoesNotComeWithADryRun) {
  auto request = wish("EP51", "EP11", "1Mbit/s", "1h");
  request.intent = request_intent::dry_run;
  auto dry = wait(requests(alice, {request}));
  ASSERT_TRUE(dry.getOutcomes()[0].isGrant());
  EXPECT_FALSE(dry.getOutcomes()[0].getGrant().hasHandle());
  auto zero = wait(requests(alice, {wish("EP51", "EP11", "1Mbit/s", "0")}));
  ASSERT_TRUE(zero.getOutcomes()[0].isGrant());
  EXPECT_FALSE(zero.getOutcomes()[0].getGrant().hasHandle());
  auto listed = wait(alice.session.listLeasesRequest().send());
  EXPECT_EQ(listed.getLeases().size(), 0u);
}

class HeldLeases : public test::door_test {
protected:
  HeldLeases() {
    config.door.leases_held_max = 2;
    EXPECT_EQ(start().message, "");
  }
};

TEST_F(HeldLeases, AreBoundedForEachSession) {
  auto alice = enter("alice");
  auto first = grant(alice);
  auto second = grant(alice);
  auto third = wait(requests(alice, {wish("EP51", "EP11", "1Mbit/s", "1h")}));
  auto granted = third.getOutcomes()[0].getGrant();
  EXPECT_NE(granted.getInfo().getId(), 0u);
  EXPECT_FALSE(granted.hasHandle());
  const auto ask = [&] {
    auto call = alice.session.leaseRequest();
    call.setId(first.id.value());
    return wait(call.send());
  };
  EXPECT_EQ(code_of(ask()), errc::too_much);
  second.handle = nullptr;
  // The drop travels before the next call does.
  EXPECT_EQ(code_of(ask()), errc::none);
}

} // namespace
} // namespace leasehold
