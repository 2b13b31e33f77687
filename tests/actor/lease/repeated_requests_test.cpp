// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <variant>

#include <gtest/gtest.h>

#include "tests/support/region_test.hpp"

// R1: a request is known by its number. What comes of it is told again,
// whatever the node could do for a new one, and to nobody who asks for
// something else.
namespace leasehold {
namespace {

using std::chrono::seconds;

class RepeatedRequests : public test::region_test {
protected:
  RepeatedRequests() {
    EXPECT_EQ(start().message, "");
  }

  static lease_request numbered(const std::string& target,
                                const std::string& rate,
                                const std::string& time = "60s") {
    auto x = wish(target, rate, time);
    x.request = request_id{77};
    return x;
  }
};

TEST_F(RepeatedRequests, AreAnsweredOnAFullDisk) {
  auto first = grant(numbered("E2", "10Mbit/s"));
  journal->space = disk_space::low;
  pass(seconds{2});
  EXPECT_EQ(refused(wish("E2", "10Mbit/s", "60s")).code, errc::low_space);
  EXPECT_EQ(grant(numbered("E2", "10Mbit/s")).lease.id, first.lease.id);
}

TEST_F(RepeatedRequests, AreAnsweredByANodeThatHasAllTheLeasesItMayHave) {
  config.leases_max = 1;
  restart();
  auto first = grant(numbered("E2", "10Mbit/s"));
  EXPECT_EQ(refused(wish("E2", "10Mbit/s", "60s")).code, errc::too_much);
  EXPECT_EQ(grant(numbered("E2", "10Mbit/s")).lease.id, first.lease.id);
}

TEST_F(RepeatedRequests, AreAnsweredAfterARestart) {
  auto first = grant(numbered("E2", "10Mbit/s"));
  restart();
  EXPECT_EQ(grant(numbered("E2", "10Mbit/s")).lease.id, first.lease.id);
}

TEST_F(RepeatedRequests, MayNameTheTargetEitherWay) {
  auto first = grant(numbered("E2", "10Mbit/s"));
  EXPECT_EQ(grant(numbered("E2/nic", "10Mbit/s")).lease.id, first.lease.id);
}

TEST_F(RepeatedRequests, AreNotAnsweredWithALeaseOfSomethingElse) {
  auto first = grant(numbered("E2", "10Mbit/s"));
  for (auto& other :
       {numbered("E2/P1", "1count"), numbered("E2", "20Mbit/s")}) {
    auto no = refused(other);
    EXPECT_EQ(no.code, errc::conflict);
    EXPECT_NE(no.message.find(to_string(first.lease.id)), std::string::npos)
        << no.message;
  }
  auto elsewhere = numbered("E2", "10Mbit/s");
  elsewhere.source = endpoint_name{"A"};
  EXPECT_EQ(refused(elsewhere).code, errc::conflict);
  EXPECT_EQ(leases().size(), 1u);
}

// Whatever of it is another: the old grant would not be what was asked for.
TEST_F(RepeatedRequests, AreAnsweredOnlyWhereAllOfThemIsTheSame) {
  const auto asked = numbered("E2", "10Mbit/s");
  const auto first = grant(asked).lease.id;
  std::vector<lease_request> others(7, asked);
  others[0].wanted = *parse_period("61s");
  others[1].wanted = period::infinite();
  others[2].service = class_name{"premium"};
  others[3].labels = {{"place", "roof"}};
  others[4].minimum = *parse_amounts("5Mbit/s");
  others[5].hold = priority{5};
  others[6].constraints.exclude = {"A"};
  for (const auto& other : others)
    EXPECT_EQ(refused(other).code, errc::conflict);
  EXPECT_EQ(grant(asked).lease.id, first);
  restart();
  EXPECT_EQ(grant(asked).lease.id, first);
  for (const auto& other : others)
    EXPECT_EQ(refused(other).code, errc::conflict);
  EXPECT_EQ(leases().size(), 1u);
}

TEST_F(RepeatedRequests, DoNotJoinASetUpOfSomethingElse) {
  auto both = question<std::vector<lease_outcome>>(
      node_services().leases,
      request_leases{lessee("alice"),
                     {numbered("E2", "10Mbit/s"), numbered("E2/P1", "1count")},
                     {}});
  ASSERT_TRUE(both);
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*both)[0]));
  ASSERT_TRUE(std::holds_alternative<refusal>((*both)[1]));
  EXPECT_EQ(std::get<refusal>((*both)[1]).code, errc::conflict);
}

TEST_F(RepeatedRequests, AreGrantedThoughTheyWereRehearsed) {
  auto dry = numbered("E2", "10Mbit/s");
  dry.intent = request_intent::dry_run;
  auto both = question<std::vector<lease_outcome>>(
      node_services().leases,
      request_leases{
          lessee("alice"), {dry, numbered("E2", "10Mbit/s"), dry}, {}});
  ASSERT_TRUE(both);
  EXPECT_EQ(std::get<lease_grant>((*both)[0]).lease.id, lease_id{});
  EXPECT_NE(std::get<lease_grant>((*both)[1]).lease.id, lease_id{});
  EXPECT_EQ(std::get<lease_grant>((*both)[2]).lease.id, lease_id{});
  EXPECT_EQ(leases().size(), 1u);
}

// A retry comes while the first try is still under way.
TEST_F(RepeatedRequests, OfARenewalShareItsOutcome) {
  auto id = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  renewal_request x;
  x.lease = id;
  x.request = request_id{5};
  x.wanted = *parse_period("90s");
  auto other = x;
  other.request = request_id{6};
  auto all = question<std::vector<lease_outcome>>(
      node_services().leases, renew_leases{lessee("alice"), {x, x, other}, {}});
  ASSERT_TRUE(all);
  ASSERT_TRUE(std::holds_alternative<lease_grant>((*all)[0]));
  ASSERT_TRUE(std::holds_alternative<lease_grant>((*all)[1]));
  EXPECT_EQ(std::get<lease_grant>((*all)[0]).lease.epoch,
            std::get<lease_grant>((*all)[1]).lease.epoch);
  ASSERT_TRUE(std::holds_alternative<refusal>((*all)[2]));
  EXPECT_EQ(std::get<refusal>((*all)[2]).code, errc::conflict);
}

TEST_F(RepeatedRequests, MakeNoLeaseOnceTheirsIsOver) {
  auto first = grant(numbered("E2", "10Mbit/s")).lease.id;
  EXPECT_EQ(release(first).code, errc::none);
  pass(seconds{1});
  auto no = refused(numbered("E2", "10Mbit/s"));
  EXPECT_EQ(no.code, errc::lease_over);
  EXPECT_EQ(no.message,
            "lease " + to_string(first)
                + ", which this request made, is over; request a "
                  "new one, with a number of its own");
  EXPECT_TRUE(leases().empty());
  // Numbers are the lessee's own.
  grant(numbered("E2", "10Mbit/s"), lessee("bob"));
}

TEST_F(RepeatedRequests, OfARenewalDoNotNameAnotherPeriod) {
  auto id = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  auto five = request_id{5};
  auto known = lessee("alice");
  auto made = renew(id, "90s", known, five);
  ASSERT_TRUE(std::holds_alternative<lease_grant>(made));
  auto again = renew(id, "90s", known, five);
  ASSERT_TRUE(std::holds_alternative<lease_grant>(again));
  EXPECT_EQ(std::get<lease_grant>(again).lease.epoch,
            std::get<lease_grant>(made).lease.epoch);
  auto other = renew(id, "120s", known, five);
  ASSERT_TRUE(std::holds_alternative<refusal>(other));
  EXPECT_EQ(std::get<refusal>(other).code, errc::conflict);
  EXPECT_EQ(std::get<refusal>(other).message,
            "renewal 5 of lease " + to_string(id)
                + " is known, for another period; give another renewal a "
                  "number of its own");
}

// R1: the network may bring it again when its lessee has long gone on.
TEST_F(RepeatedRequests, OfARenewalDoNotBringBackOlderTerms) {
  auto id = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  auto known = lessee("alice");
  renew(id, "70s", known, request_id{5});
  renew(id, "90s", known, request_id{6});
  auto expect_overtaken = [&] {
    auto late = renew(id, "70s", known, request_id{5});
    ASSERT_TRUE(std::holds_alternative<refusal>(late));
    EXPECT_EQ(std::get<refusal>(late).code, errc::stale_epoch);
    EXPECT_EQ(leases().front().granted, *parse_period("90s"));
  };
  expect_overtaken();
  restart();
  expect_overtaken();
}

TEST_F(RepeatedRequests, OfARenewalUnderWayDoNotNameAnotherPeriod) {
  renewal_request x;
  x.lease = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  x.request = request_id{5};
  x.wanted = *parse_period("90s");
  auto other = x;
  other.wanted = *parse_period("120s");
  auto both = question<std::vector<lease_outcome>>(
      node_services().leases, renew_leases{lessee("alice"), {x, other}, {}});
  ASSERT_TRUE(both);
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*both)[0]));
  ASSERT_TRUE(std::holds_alternative<refusal>((*both)[1]));
  EXPECT_EQ(std::get<refusal>((*both)[1]).code, errc::conflict);
}

} // namespace
} // namespace leasehold
