// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using kind = event_kind;

class RegionLeases : public test::audited_region_test {
protected:
  ~RegionLeases() override {
    EXPECT_TRUE(deaths->empty());
  }
};

std::vector<std::string> gateways_of(const lease_info& lease) {
  std::vector<std::string> result;
  for (auto& hop : lease.route.hops)
    result.push_back(hop.gateway.str());
  return result;
}

// -- grants ------------------------------------------------------------------

// L8, L9, L11, L14, L25, C5
TEST_F(RegionLeases, GrantsAtEveryGatewayOfTheRoute) {
  auto got = grant(wish("E2", "10Mbit/s", "60s"));
  EXPECT_EQ(gateways_of(got.lease), (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_EQ(got.lease.target.str(), "E2/nic");
  EXPECT_EQ(got.lease.term.end - got.lease.term.start, seconds{60});
  EXPECT_EQ(hops(), std::make_pair(std::uint64_t{0}, std::uint64_t{3}));
  EXPECT_EQ(free("B/A-B"), *parse_amounts("90Mbit/s"));
  EXPECT_EQ(free("B/B-C"), *parse_amounts("90Mbit/s"));
  EXPECT_EQ(free("E2/nic"), *parse_amounts("990Mbit/s"));
  EXPECT_EQ(free("A/A-C"), *parse_amounts("40Mbit/s"));
}

// C2: the lessee believes for less than the owner holds.
TEST_F(RegionLeases, TellsTheLesseeToBelieveForLessThanTheOwnerHolds) {
  auto got = grant(wish("E2", "10Mbit/s", "60s"));
  EXPECT_LT(got.valid_for, seconds{60});
  EXPECT_GT(got.valid_for, seconds{59});
}

// L12: what a full NIC refuses goes another way.
TEST_F(RegionLeases, TakesAnotherRouteWhereTheFirstIsFull) {
  grant(wish("E2", "90Mbit/s", "60s"));
  auto second = grant(wish("E2", "30Mbit/s", "60s"));
  EXPECT_EQ(gateways_of(second.lease), (std::vector<std::string>{"A", "C"}));
}

// L10: conflicts are exact in time.
TEST_F(RegionLeases, GrantsAgainWhatAnEarlierLeaseGivesBackInTime) {
  grant(wish("E2", "100Mbit/s", "60s"));
  grant(wish("E2", "40Mbit/s", "60s"));
  auto later = wish("E2", "100Mbit/s", "60s");
  later.start = date(now() + seconds{60});
  auto booked = grant(later);
  EXPECT_EQ(booked.lease.state, lease_state::booked);
  later.start = *later.start - duration{1};
  EXPECT_EQ(refused(later).code, errc::insufficient_capacity);
}

// X1
TEST_F(RegionLeases, BooksAheadAndBecomesActiveAtItsStart) {
  auto ahead = wish("E2", "100Mbit/s", "60s");
  ahead.start = date(now() + seconds{30});
  auto id = grant(ahead).lease.id;
  EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
  pass(seconds{31});
  EXPECT_EQ(leases().front().state, lease_state::active);
  EXPECT_EQ(free("B/A-B"), amounts{});
  pass(seconds{60});
  EXPECT_TRUE(leases().empty());
  EXPECT_EQ(story(id).back(), kind::ended);
}

// L23, X10, X32
TEST_F(RegionLeases, RefusesWithWhatBindsAndWhatWouldFit) {
  grant(wish("E2", "100Mbit/s", "60s"));
  pass(seconds{10});
  auto no = refused(wish("E2", "60Mbit/s", "2m"));
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_FALSE(no.resource.empty());
  EXPECT_EQ(no.offer.largest_amount, parse_amounts("40Mbit/s").operator*());
  ASSERT_TRUE(no.offer.earliest_start);
  EXPECT_EQ(*no.offer.earliest_start - node_services().clock->now(),
            seconds{50});
  EXPECT_FALSE(no.offer.longest_period);
  EXPECT_NE(no.message.find("40Mbit/s"), std::string::npos) << no.message;
}

TEST_F(RegionLeases, OffersTheLongestPeriodBeforeABooking) {
  auto ahead = wish("E2", "100Mbit/s", "60s");
  ahead.start = date(now() + seconds{45});
  grant(ahead);
  auto no = refused(wish("E2", "60Mbit/s", "2m"));
  ASSERT_TRUE(no.offer.longest_period);
  EXPECT_EQ(*no.offer.longest_period, seconds{44}) << "a second to ask for it";
  // The way past B never has so much.
  ASSERT_TRUE(no.short_of);
  EXPECT_EQ(no.short_of->end - no.short_of->start, minutes{2});
}

// L6: the document's printer example.
TEST_F(RegionLeases, OffersAnotherResourceOfTheGroup) {
  grant(wish("E2/P1", "1count", "60s"));
  auto no = refused(wish("E2/P1", "1count", "60s"));
  ASSERT_EQ(no.offer.alternatives.size(), 1u);
  EXPECT_EQ(no.offer.alternatives.front().str(), "E2/P2");
  grant(wish(no.offer.alternatives.front().str(), "1count", "60s"));
}

TEST_F(RegionLeases, RefusesMoreThanThereIsAtAll) {
  auto no = refused(wish("E2", "2Gbit/s", "60s"));
  EXPECT_EQ(no.code, errc::above_capacity);
}

TEST_F(RegionLeases, NamesWhatIsUnknown) {
  EXPECT_EQ(refused(wish("E9", "1Mbit/s", "60s")).code, errc::unknown_target);
  auto stranger = wish("E2", "1Mbit/s", "60s");
  stranger.source = endpoint_name{"E9"};
  EXPECT_EQ(refused(stranger).code, errc::unknown_source);
}

// X7
TEST_F(RegionLeases, PassesAndAvoidsWhatIsAsked) {
  auto around = wish("E2", "10Mbit/s", "60s");
  around.constraints.exclude = {"B"};
  EXPECT_EQ(gateways_of(grant(around).lease),
            (std::vector<std::string>{"A", "C"}));
  around.constraints.exclude = {"B", "A-C"};
  EXPECT_EQ(refused(around).code, errc::no_route);
}

// X12
TEST_F(RegionLeases, RehearsesWithoutHolding) {
  auto dry = wish("E2", "10Mbit/s", "60s");
  dry.intent = request_intent::dry_run;
  auto got = grant(dry);
  EXPECT_EQ(got.intent, request_intent::dry_run);
  EXPECT_EQ(got.lease.id, lease_id{});
  EXPECT_EQ(got.lease.route.hops.size(), 3u);
  EXPECT_EQ(hops(), std::make_pair(std::uint64_t{0}, std::uint64_t{0}));
  EXPECT_TRUE(leases().empty());
}

// L5, T5
TEST_F(RegionLeases, HoldsNothingForZero) {
  auto got = grant(wish("E2", "10Mbit/s", "zero"));
  EXPECT_EQ(got.valid_for, duration::zero());
  EXPECT_EQ(hops().second, 0u);
}

// L5, T5: an infinite lease ends with its holder's liveness.
TEST_F(RegionLeases, KeepsAnInfiniteLeaseAsLongAsItsHolderIsSeen) {
  auto id = grant(wish("E2", "10Mbit/s", "infinite")).lease.id;
  for (int i = 0; i < 12; ++i) {
    pass(seconds{10});
    tell(node_services().leases, holder_seen{lessee_name{"alice"}});
  }
  ASSERT_EQ(leases().size(), 1u);
  EXPECT_EQ(hops().second, 3u);
  pass(seconds{31});
  EXPECT_TRUE(leases().empty());
  event_query query;
  query.lease = id;
  EXPECT_EQ(events(query).events.back().reason, event_reason::holder_gone);
  EXPECT_EQ(hops().second, 0u);
}

TEST_F(RegionLeases, ForgivesALongPeriodWithoutOverflow) {
  auto got = grant(wish("E2", "10Mbit/s", "36525d"));
  EXPECT_EQ(got.lease.term.end - got.lease.term.start, period::max);
}

// R1: a repeated request is the same request.
TEST_F(RegionLeases, AnswersARepeatedRequestWithTheSameLease) {
  auto x = wish("E2", "10Mbit/s", "60s");
  x.request = request_id{77};
  auto first = grant(x);
  auto second = grant(x);
  EXPECT_EQ(first.lease.id, second.lease.id);
  EXPECT_EQ(hops().second, 3u);
}

TEST_F(RegionLeases, AnswersBothOfTwoEqualRequestsOfOneBatchWithOneLease) {
  auto x = wish("E2", "10Mbit/s", "60s");
  x.request = request_id{78};
  auto both = question<std::vector<lease_outcome>>(
      node_services().leases, request_leases{lessee("alice"), {x, x}, {}});
  ASSERT_TRUE(both);
  EXPECT_EQ(std::get<lease_grant>((*both)[0]).lease.id,
            std::get<lease_grant>((*both)[1]).lease.id);
}

// R1, C2: nobody may believe in a lease that is over, nor make another of it.
TEST_F(RegionLeases, AnswersNoRepeatedRequestWithALeaseThatIsOver) {
  auto x = wish("E2", "10Mbit/s", "60s");
  for (unsigned steps = 1; steps < 40; ++steps) {
    x.request = request_id{steps};
    release_request back;
    back.lease = grant(x).lease.id;
    pose<std::vector<release_outcome>>(
        node_services().leases, release_leases{lessee("alice"), {back}, {}});
    for (unsigned i = 0; i < steps; ++i)
      step();
    auto again = request(x);
    if (auto same = std::get_if<lease_grant>(&again)) {
      // The release was not decided yet.
      EXPECT_EQ(same->lease.id, back.lease);
      EXPECT_EQ(same->lease.state, lease_state::active);
    } else {
      EXPECT_EQ(std::get<refusal>(again).code, errc::lease_over);
    }
    EXPECT_TRUE(leases().empty());
  }
}

// L3, L4
TEST_F(RegionLeases, NamesTheRuleThatShortened) {
  limit_rule rule;
  rule.name = rule_name{"short"};
  rule.period_max = seconds{20};
  auto done = question<status>(node_services().directory, set_rule{rule, {}});
  ASSERT_TRUE(done && *done);
  auto got = grant(wish("E2", "10Mbit/s", "60s"));
  ASSERT_TRUE(got.shortened);
  EXPECT_EQ(got.shortened->rule.str(), "short");
  EXPECT_EQ(got.lease.granted, period::finite(seconds{20}));
}

TEST_F(RegionLeases, CountsLeasesInOneBatchAgainstTheRule) {
  limit_rule rule;
  rule.name = rule_name{"two"};
  rule.leases_max = 2;
  question<status>(node_services().directory, set_rule{rule, {}});
  std::vector<lease_request> batch(3, wish("E2", "1Mbit/s", "60s"));
  auto all = question<std::vector<lease_outcome>>(
      node_services().leases, request_leases{lessee("alice"), batch, {}});
  ASSERT_TRUE(all);
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*all)[1]));
  ASSERT_TRUE(std::holds_alternative<refusal>((*all)[2]));
  EXPECT_EQ(std::get<refusal>((*all)[2]).code, errc::limit_exceeded);
  EXPECT_EQ(std::get<refusal>((*all)[2]).rule.str(), "two");
}

// L1: what each kind of period becomes.
TEST_F(RegionLeases, GrantsEveryKindOfPeriod) {
  EXPECT_EQ(grant(wish("E2", "1Mbit/s", "any")).lease.granted,
            period::finite(config.terms.any_period));
  EXPECT_EQ(grant(wish("E2", "1Mbit/s", "5s")).lease.granted,
            period::finite(seconds{5}));
  EXPECT_EQ(grant(wish("E2", "1Mbit/s", "-1")).lease.granted,
            period::infinite());
  EXPECT_EQ(grant(wish("E2", "1Mbit/s", "0")).lease.granted, period::zero());
}

// L32
TEST_F(RegionLeases, SaysThatALeaseTimeIsUnacceptable) {
  limit_rule rule;
  rule.name = rule_name{"no-infinite"};
  rule.infinite = permission::forbidden;
  question<status>(node_services().directory, set_rule{rule, {}});
  auto no = refused(wish("E2", "1Mbit/s", "infinite"));
  EXPECT_EQ(no.code, errc::period_unacceptable);
  EXPECT_EQ(no.rule.str(), "no-infinite");
}

// H2, X2: holds are tried and given back, never waited for.
TEST_F(RegionLeases, LetsOppositeRequestsEndAndBlockNobody) {
  auto there = wish("E2", "70Mbit/s", "60s");
  auto back = wish("E1", "70Mbit/s", "60s");
  back.source = endpoint_name{"E2"};
  for (auto x : {&there, &back})
    x->constraints.exclude = {"A-C"};
  auto both = question<std::vector<lease_outcome>>(
      node_services().leases,
      request_leases{lessee("alice"), {there, back}, {}});
  ASSERT_TRUE(both) << "one waits for the other";
  auto granted = std::count_if(both->begin(), both->end(), [](auto& x) {
    return std::holds_alternative<lease_grant>(x);
  });
  EXPECT_LE(granted, 1);
  EXPECT_EQ(hops().first, 0u);
  grant(wish("E2", "30Mbit/s", "60s"));
}

// -- renewals ----------------------------------------------------------------

// The lease slept in between, and other roots woke up for it.
TEST_F(RegionLeases, CountsOnThroughAllItsEpochs) {
  auto before = grant(wish("E2", "10Mbit/s", "60s")).lease;
  for (auto i = 0; i < 3; ++i) {
    auto again = renew(before.id, "60s");
    ASSERT_TRUE(std::holds_alternative<lease_grant>(again));
    auto& after = std::get<lease_grant>(again).lease;
    EXPECT_EQ(after.epoch, next(before.epoch));
    before = after;
  }
}

// L15, X13
TEST_F(RegionLeases, RenewsTheWholeChainToOneEnd) {
  auto got = grant(wish("E2", "10Mbit/s", "60s"));
  pass(seconds{30});
  auto again = renew(got.lease.id, "60s");
  ASSERT_TRUE(std::holds_alternative<lease_grant>(again));
  auto& info = std::get<lease_grant>(again).lease;
  EXPECT_EQ(info.term.end - got.lease.term.end, seconds{30});
  EXPECT_EQ(info.epoch, next(got.lease.epoch));
  pass(seconds{45});
  EXPECT_EQ(leases().size(), 1u);
  EXPECT_EQ(hops().second, 3u);
  pass(seconds{16});
  EXPECT_EQ(hops().second, 0u);
}

TEST_F(RegionLeases, KeepsTheOldTermsWhereARenewalDoesNotFit) {
  auto got = grant(wish("E2", "100Mbit/s", "60s"));
  auto ahead = wish("E2", "100Mbit/s", "60s");
  ahead.start = date(got.lease.term.end);
  grant(ahead);
  auto no = renew(got.lease.id, "90s");
  ASSERT_TRUE(std::holds_alternative<refusal>(no));
  EXPECT_EQ(std::get<refusal>(no).code, errc::insufficient_capacity);
  EXPECT_EQ(leases().front().term.end, got.lease.term.end);
  EXPECT_EQ(audit(), std::vector<std::string>{});
}

// R1
TEST_F(RegionLeases, CountsARepeatedRenewalOnce) {
  auto got = grant(wish("E2", "10Mbit/s", "60s"));
  pass(seconds{10});
  auto once = renew(got.lease.id, "60s", lessee("alice"), request_id{5});
  pass(seconds{10});
  auto twice = renew(got.lease.id, "60s", lessee("alice"), request_id{5});
  EXPECT_EQ(std::get<lease_grant>(once).lease.term.end,
            std::get<lease_grant>(twice).lease.term.end);
}

TEST_F(RegionLeases, NeverRevivesWhatIsOver) {
  auto got = grant(wish("E2", "10Mbit/s", "1s"));
  pass(seconds{2});
  auto no = renew(got.lease.id, "60s");
  ASSERT_TRUE(std::holds_alternative<refusal>(no));
  EXPECT_EQ(std::get<refusal>(no).code, errc::lease_over);
}

TEST_F(RegionLeases, MakesNoBookedLeaseInfinite) {
  auto ahead = wish("E2", "10Mbit/s", "60s");
  ahead.start = date(now() + seconds{30});
  auto id = grant(ahead).lease.id;
  auto no = renew(id, "infinite");
  ASSERT_TRUE(std::holds_alternative<refusal>(no));
  EXPECT_EQ(std::get<refusal>(no).code, errc::invalid_request);
  pass(seconds{31});
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(id, "infinite")));
}

// C4
TEST_F(RegionLeases, GivesBackTheTimeThatARenewalTakesAway) {
  auto id = grant(wish("E2", "100Mbit/s", "60s")).lease.id;
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(id, "10s")));
  auto next = wish("E2", "100Mbit/s", "60s");
  next.start = date(now() + seconds{10});
  grant(next);
  pass(seconds{11});
  EXPECT_EQ(leases().size(), 1u);
}

// -- the end -----------------------------------------------------------------

// L13, T1, T2
TEST_F(RegionLeases, FreesWhatExpiredAndNotBefore) {
  grant(wish("E2", "100Mbit/s", "10s"));
  pass(duration{9900});
  EXPECT_EQ(hops().second, 3u);
  pass(duration{200});
  EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
  EXPECT_TRUE(leases().empty());
}

TEST_F(RegionLeases, ReleasesAtOnceAndTwiceWithoutComplaint) {
  auto id = grant(wish("E2", "100Mbit/s", "60s")).lease.id;
  EXPECT_EQ(release(id).code, errc::none);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
  EXPECT_EQ(release(id).code, errc::none);
}

// S3: absent and not yours look the same.
TEST_F(RegionLeases, KnowsNothingOfOthersLeases) {
  auto id = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  auto other = lessee("mallory");
  EXPECT_EQ(release(id, other).code, errc::unknown_lease);
  EXPECT_EQ(release(lease_id{12345}, other).code, errc::unknown_lease);
  auto no = renew(id, "60s", other);
  EXPECT_EQ(std::get<refusal>(no).code, errc::unknown_lease);
  EXPECT_TRUE(leases(other).empty());
  EXPECT_TRUE(events({}, other).events.empty());
  EXPECT_EQ(leases().size(), 1u);
}

TEST_F(RegionLeases, LetsOnlyOperatorsRequestForOthers) {
  auto x = wish("E2", "10Mbit/s", "60s");
  x.lessee = lessee_name{"bob"};
  EXPECT_EQ(refused(x).code, errc::permission_denied);
  EXPECT_EQ(grant(x, admin()).lease.lessee.str(), "bob");
}

// C6
TEST_F(RegionLeases, RefusesAReleaseOfOlderTerms) {
  auto got = grant(wish("E2", "10Mbit/s", "60s"));
  renew(got.lease.id, "90s");
  EXPECT_EQ(release(got.lease.id, lessee("alice"), got.lease.epoch).code,
            errc::stale_epoch);
  EXPECT_EQ(leases().size(), 1u);
}

// -- events ------------------------------------------------------------------

// N2, X24, X29
TEST_F(RegionLeases, TellsTheStoryOfALeaseInOrder) {
  auto id = grant(wish("E2", "10Mbit/s", "10s")).lease.id;
  renew(id, "10s");
  pass(seconds{11});
  EXPECT_EQ(story(id),
            (std::vector<kind>{kind::granted, kind::renewed,
                               kind::expiring_soon, kind::ended}));
  event_query query;
  query.lease = id;
  auto page = events(query);
  for (std::size_t i = 0; i < page.events.size(); ++i)
    EXPECT_EQ(page.events[i].sequence, i + 1);
  query.from = page.events[2].number;
  EXPECT_EQ(events(query).events.size(), 2u);
}

TEST_F(RegionLeases, LetsAReaderWaitForTheNextEvent) {
  auto seen = std::make_shared<std::vector<event_page>>();
  read_events question;
  question.who = lessee("alice");
  question.wait = seconds{30};
  question.reply = reply_to<event_page>::calling(
      [seen](event_page x) { seen->push_back(std::move(x)); });
  tell(node_services().events, question);
  EXPECT_TRUE(seen->empty());
  grant(wish("E2", "10Mbit/s", "60s"), lessee("bob"));
  EXPECT_TRUE(seen->empty());
  grant(wish("E2", "10Mbit/s", "60s"));
  ASSERT_EQ(seen->size(), 1u);
  EXPECT_EQ(seen->front().events.size(), 1u);
}

TEST_F(RegionLeases, AnswersAReaderWithNothingAfterItsPatience) {
  auto seen = std::make_shared<std::vector<event_page>>();
  read_events question;
  question.who = lessee("alice");
  question.wait = seconds{5};
  question.reply = reply_to<event_page>::calling(
      [seen](event_page x) { seen->push_back(std::move(x)); });
  tell(node_services().events, question);
  pass(seconds{6});
  ASSERT_EQ(seen->size(), 1u);
  EXPECT_TRUE(seen->front().events.empty());
}

// -- restarts ----------------------------------------------------------------

// D1, T4
TEST_F(RegionLeases, KeepsEveryLeaseAndWhatRemainsOfItAcrossAKill) {
  auto got = grant(wish("E2", "10Mbit/s", "60s"));
  renew(got.lease.id, "80s");
  pass(seconds{20});
  auto before = leases().front();
  kill();
  clock->pass(seconds{10});
  ASSERT_EQ(start().message, "");
  auto after = leases();
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after.front().id, got.lease.id);
  EXPECT_EQ(after.front().epoch, before.epoch);
  EXPECT_EQ(after.front().term.end, before.term.end);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("90Mbit/s"));
  EXPECT_EQ(audit(), std::vector<std::string>{});
  pass(seconds{49});
  EXPECT_EQ(leases().size(), 1u);
  pass(seconds{2});
  EXPECT_TRUE(leases().empty());
  EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
}

TEST_F(RegionLeases, KeepsRulesCapacitiesAndEventsAcrossAKill) {
  limit_rule rule;
  rule.name = rule_name{"short"};
  rule.period_max = seconds{20};
  question<status>(node_services().directory, set_rule{rule, {}});
  auto halved = question<status>(
      node_services().directory,
      set_capacity{resource_name{"B/A-B"}, *parse_amounts("50Mbit/s"), {}});
  ASSERT_TRUE(halved && *halved);
  auto id = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  restart();
  EXPECT_EQ(free("B/A-B"), *parse_amounts("40Mbit/s"));
  EXPECT_EQ(story(id), (std::vector<kind>{kind::granted}));
  auto rules = question<std::vector<limit_rule>>(node_services().directory,
                                                 list_rules{});
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->size(), 1u);
}

// N2: whoever keeps fewer from now on still reads without a gap.
TEST_F(RegionLeases, KeepsFewerEventsAfterARestartThatSaysSo) {
  for (int i = 0; i < 5; ++i)
    release(grant(wish("E2", "10Mbit/s", "60s")).lease.id);
  config.events_kept = 3;
  restart();
  EXPECT_EQ(events().oldest, 8u);
  release(grant(wish("E2", "10Mbit/s", "60s")).lease.id);
  restart();
  auto page = events();
  ASSERT_EQ(page.events.size(), 3u);
  EXPECT_EQ(page.events.front().number, 10u);
  EXPECT_EQ(page.events.back().number, 12u);
}

TEST_F(RegionLeases, GivesNoIdTwice) {
  auto first = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  release(first);
  restart();
  EXPECT_NE(grant(wish("E2", "10Mbit/s", "60s")).lease.id, first);
  EXPECT_EQ(release(first).code, errc::none);
}

// H1: what a dead root left is given back within T_hold.
TEST_F(RegionLeases, FreesHopsWhoseGrantWasNeverWritten) {
  grant(wish("E2", "10Mbit/s", "60s"));
  kill();
  auto& rows = journal->rows;
  auto is_grant = [](const record& x) {
    return x.kind == static_cast<std::uint16_t>(record_kind::lease)
        || x.kind == static_cast<std::uint16_t>(record_kind::event);
  };
  rows.erase(std::remove_if(rows.begin(), rows.end(), is_grant), rows.end());
  ASSERT_EQ(start().message, "");
  EXPECT_TRUE(leases().empty());
  pass(seconds{11});
  EXPECT_EQ(hops().second, 0u);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
}

// D5
TEST_F(RegionLeases, StartsOnNothingThatItCannotRead) {
  grant(wish("E2", "10Mbit/s", "60s"));
  kill();
  journal->rows.back().body = "damaged";
  EXPECT_EQ(start().code, errc::corrupt);
}

// D3
TEST_F(RegionLeases, EndsWithTheJournalAndAnswersNothingMore) {
  journal->error = {store_errc::io_error, "fsync failed"};
  auto outcome = request(wish("E2", "10Mbit/s", "60s"));
  EXPECT_EQ(std::get<refusal>(outcome).message, "no answer");
  ASSERT_FALSE(deaths->empty());
  EXPECT_NE(deaths->front().find("fsync failed"), std::string::npos);
  deaths->clear();
  running.reset();
}

// D4
TEST_F(RegionLeases, MakesNoNewPromisesOnAFullDiskAndKeepsTheOld) {
  auto id = grant(wish("E2", "10Mbit/s", "60s")).lease.id;
  journal->space = disk_space::low;
  pass(seconds{2});
  EXPECT_EQ(refused(wish("E2", "10Mbit/s", "60s")).code, errc::low_space);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(id, "90s")));
  EXPECT_EQ(release(id).code, errc::none);
}

// -- the region --------------------------------------------------------------

TEST_F(RegionLeases, RefusesATopologyThatTakesWhatIsLeased) {
  grant(wish("E2", "10Mbit/s", "60s"));
  std::string smaller = "region = \"row\"\n[[gateway]]\nname = \"A\"\n";
  auto no =
      question<status>(node_services().directory, load_topology{smaller, {}});
  ASSERT_TRUE(no);
  ASSERT_FALSE(*no);
  EXPECT_EQ(no->error().code, errc::conflict);
  pass(seconds{61});
  auto yes =
      question<status>(node_services().directory, load_topology{smaller, {}});
  ASSERT_TRUE(yes && *yes);
  EXPECT_EQ(refused(wish("E2", "10Mbit/s", "60s")).code, errc::unknown_target);
}

// C8
TEST_F(RegionLeases, GrantsOfAShrunkenResourceOnlyWhatItHas) {
  auto id = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
  auto shrunk = question<status>(
      node_services().directory,
      set_capacity{resource_name{"E2/nic"}, *parse_amounts("50Mbit/s"), {}});
  ASSERT_TRUE(shrunk && *shrunk);
  EXPECT_EQ(story(id).back(), event_kind::ended);
  EXPECT_EQ(refused(wish("E2", "51Mbit/s", "10s")).code, errc::above_capacity);
  grant(wish("E2", "50Mbit/s", "10s"));
  EXPECT_EQ(refused(wish("E2", "1Mbit/s", "5s")).code,
            errc::insufficient_capacity);
}

// C3
TEST_F(RegionLeases, AdmitsEffectsUnderALeaseAtEveryGatewayUntilItEnds) {
  auto lease = grant(wish("E2", "10Mbit/s", "60s")).lease;
  auto may = [&](const gateway_name& gateway) {
    return question<errc>(node_services().directory,
                          admit_effect{{lease.id, lease.epoch, gateway}, {}});
  };
  ASSERT_FALSE(lease.route.hops.empty());
  for (auto& hop : lease.route.hops)
    EXPECT_EQ(may(hop.gateway), errc::none);
  EXPECT_EQ(may(gateway_name{"Z"}), errc::unknown_name);
  restart();
  for (auto& hop : lease.route.hops)
    EXPECT_EQ(may(hop.gateway), errc::none);
  release(lease.id);
  for (auto& hop : lease.route.hops)
    EXPECT_EQ(may(hop.gateway), errc::lease_over);
}

TEST_F(RegionLeases, RefusesWhatHasNoCapacityAtAll) {
  for (auto nic : {"B/A-B", "A/A-C"}) {
    auto none =
        question<status>(node_services().directory,
                         set_capacity{resource_name{nic}, amounts{}, {}});
    ASSERT_TRUE(none && *none);
  }
  EXPECT_EQ(refused(wish("E2", "1Mbit/s", "10s")).code, errc::above_capacity);
}

} // namespace
} // namespace leasehold
