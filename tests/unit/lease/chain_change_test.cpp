// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/lease/chain_machine.hpp"
#include "tests/support/chain_fixture.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using test::t0;
using test::two_routes;
using names = std::vector<std::string>;

class ChainChange : public test::chain_fixture {
protected:
  /// To the way around, by GW3.
  static new_terms around() {
    new_terms terms;
    terms.routes = {two_routes()[1]};
    terms.origin.gateway = gateway_name{"GW4"};
    return terms;
  }

  /// Back from the way around.
  static new_terms straight() {
    new_terms terms;
    terms.routes = {two_routes()[0]};
    return terms;
  }

  /// Until the new terms are written, not yet durable.
  const chain_change* write(const new_terms& terms, instant now) {
    auto commits = answer_all(uut.change_to(terms, now), now);
    written_ = answer_all(commits, now);
    return find<chain_change>(written_);
  }

  void move(const new_terms& terms, instant now) {
    auto change = write(terms, now);
    ASSERT_NE(change, nullptr);
    auto told = uut.durable(change->event.sequence, now);
    answer_all(told, now);
  }

private:
  chain_effects written_;
};

// H3: the old chain lives until the new one is active.
TEST_F(ChainChange, HoldsThenCommitsThenWritesThenGivesUpTheOldRoute) {
  grant();
  auto holds = uut.change_to(around(), t0 + 1s);
  EXPECT_EQ(orders<hold_hop>(holds), (names{"GW1", "GW3", "GW4", "GW5"}));
  EXPECT_EQ(key_of(std::get<hop_order>(holds[0])).epoch, epoch{2});
  auto commits = answer_all(holds, t0 + 1s);
  EXPECT_EQ(orders<commit_hop>(commits).size(), 4u);
  EXPECT_EQ(uut.record().info.route.hops.size(), 3u) << "the old terms stand";
  auto written = answer_all(commits, t0 + 1s);
  auto change = find<chain_change>(written);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::moved);
  EXPECT_EQ(change->event.moved_from.hops.size(), 3u);
  EXPECT_EQ(change->event.moved_to.hops.size(), 4u);
  EXPECT_EQ(change->event.gateway.str(), "GW4");
  EXPECT_EQ(change->record.info.route.hops.size(), 4u);
  EXPECT_EQ(change->record.info.epoch, epoch{3});
  auto told = uut.durable(2, t0 + 1s);
  EXPECT_EQ(orders<renew_hop>(told), (names{"GW1", "GW3", "GW4", "GW5"}));
  EXPECT_TRUE(orders<release_hop>(told).empty()) << "all gateways are kept";
  EXPECT_EQ(uut.phase(), chain_phase::granted);
}

// C2: what an earlier change left at a gateway is counted as it was then.
TEST_F(ChainChange, LetsGatewaysThatItDoesNotPassCountAnew) {
  grant();
  auto holds = uut.change_to(around(), t0 + 1s);
  for (auto& effect : holds) {
    auto& order = std::get<hold_hop>(std::get<hop_order>(effect));
    EXPECT_EQ(order.counts,
              order.key.gateway.str() == "GW3" ? reckoning::anew
                                               : reckoning::as_before);
  }
  uut.stay(t0 + 1s);
  auto longer = straight();
  longer.end = renewal{{}, period::finite(60s), t0 + 90s, t0 + 90s};
  chain_machine again{uut.record(), chain_timing{}};
  for (auto& effect : again.change_to(longer, t0 + 2s))
    EXPECT_EQ(std::get<hold_hop>(std::get<hop_order>(effect)).counts,
              reckoning::anew);
}

TEST_F(ChainChange, ReleasesOnlyWhatItLeftAndUntilThatHasAnswered) {
  grant();
  move(around(), t0 + 1s);
  auto change = write(straight(), t0 + 2s);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->record.left.size(), 1u);
  auto told = uut.durable(change->event.sequence, t0 + 2s);
  EXPECT_EQ(orders<release_hop>(told), (names{"GW3"}));
  EXPECT_EQ(uut.next_deadline(), t0 + 7s);
  auto again = uut.due(t0 + 7s);
  EXPECT_EQ(orders<renew_hop>(again).size(), 3u) << "nobody has answered";
  EXPECT_EQ(orders<release_hop>(again), (names{"GW3"}));
  answer_all(again, t0 + 7s);
  EXPECT_TRUE(uut.record().left.empty());
}

// D1: a root that died before GW3 had answered goes on.
TEST_F(ChainChange, GoesOnLeavingAfterARestart) {
  grant();
  move(around(), t0 + 1s);
  auto change = write(straight(), t0 + 2s);
  ASSERT_NE(change, nullptr);
  chain_machine again{change->record, chain_timing{}};
  EXPECT_EQ(orders<release_hop>(again.start(t0 + 3s)), (names{"GW3"}));
}

TEST_F(ChainChange, KeepsTheOldTermsWhereAHoldIsRefused) {
  grant();
  auto no = consent(uut.change_to(around(), t0 + 1s))[1];
  no.code = errc::insufficient_capacity;
  no.resource = resource_name{"GW3/13"};
  auto effects = uut.answered(no, t0 + 1s);
  ASSERT_NE(find<change_refused>(effects), nullptr);
  EXPECT_EQ(find<change_refused>(effects)->why.resource.str(), "GW3/13");
  EXPECT_EQ(orders<release_hop>(effects), (names{"GW3"}));
  EXPECT_EQ(orders<renew_hop>(effects), (names{"GW1", "GW4", "GW5"}));
  EXPECT_EQ(uut.phase(), chain_phase::granted);
  EXPECT_EQ(uut.record().info.route.hops.size(), 3u);
  EXPECT_EQ(uut.record().info.epoch, epoch{1});
}

TEST_F(ChainChange, KeepsTheOldTermsWhereACommitIsRefused) {
  grant();
  auto commits = answer_all(uut.change_to(around(), t0 + 1s), t0 + 1s);
  auto answers = consent(commits);
  uut.answered(answers[0], t0 + 1s);
  answers[1].code = errc::hold_expired;
  auto effects = uut.answered(answers[1], t0 + 1s);
  ASSERT_NE(find<change_refused>(effects), nullptr);
  EXPECT_EQ(orders<release_hop>(effects), (names{"GW3"}));
  EXPECT_EQ(orders<renew_hop>(effects).size(), 3u);
}

// H3: what a root before committed there and never wrote is in the way.
TEST_F(ChainChange, TellsItsTermsOnceToAGatewayThatHasOthers) {
  grant();
  auto no = consent(uut.change_to(around(), t0 + 1s))[2];
  no.code = errc::conflict;
  auto again = uut.answered(no, t0 + 1s);
  EXPECT_EQ(find<change_refused>(again), nullptr);
  EXPECT_EQ(orders<renew_hop>(again), (names{"GW1", "GW4", "GW5"}));
  EXPECT_EQ(orders<hold_hop>(again), (names{"GW1", "GW3", "GW4", "GW5"}));
  EXPECT_EQ(key_of(std::get<hop_order>(again.front())).epoch, epoch{2});
  EXPECT_EQ(key_of(std::get<hop_order>(again.back())).epoch, epoch{3});
  no = consent(again).back();
  no.code = errc::conflict;
  auto effects = uut.answered(no, t0 + 1s);
  ASSERT_NE(find<change_refused>(effects), nullptr) << "one is enough";
  EXPECT_EQ(uut.phase(), chain_phase::granted);
}

// T2: whatever it was about to change to, which is not written.
TEST_F(ChainChange, EndsOnTimeWhereItsTermPassesMeanwhile) {
  grant();
  auto longer = around();
  longer.end = renewal{{}, period::finite(90s), t0 + 145s, t0 + 145s};
  answer_all(uut.change_to(longer, t0 + 55s), t0 + 55s);
  EXPECT_EQ(uut.phase(), chain_phase::switching);
  EXPECT_EQ(uut.next_deadline(), t0 + 60s);
  auto over = uut.due(t0 + 60s);
  ASSERT_NE(find<change_refused>(over), nullptr);
  auto ended = find<chain_change>(over);
  ASSERT_NE(ended, nullptr);
  EXPECT_EQ(ended->event.kind, event_kind::ended);
  EXPECT_EQ(ended->event.reason, event_reason::expired);
}

TEST_F(ChainChange, GivesUpOnASilentGatewayAndKeepsTheOldTerms) {
  grant();
  uut.change_to(around(), t0 + 1s);
  EXPECT_TRUE(uut.due(t0 + 11s - 1ms).empty());
  auto effects = uut.due(t0 + 11s);
  ASSERT_NE(find<change_refused>(effects), nullptr);
  EXPECT_EQ(find<change_refused>(effects)->why.code, errc::timed_out);
}

TEST_F(ChainChange, TriesTheNextRouteUnderANewEpoch) {
  grant();
  move(around(), t0 + 1s);
  auto terms = around();
  auto third = two_routes()[0];
  third.hops[1].gateway = gateway_name{"GW2"};
  third.hops[1].uses[0].resource = resource_name{"GW2/12"};
  terms.routes = {third, two_routes()[0]};
  auto no = consent(uut.change_to(terms, t0 + 2s))[1];
  no.code = errc::insufficient_capacity;
  no.resource = resource_name{"GW2/12"};
  auto effects = uut.answered(no, t0 + 2s);
  EXPECT_EQ(orders<release_hop>(effects), (names{"GW2"}));
  EXPECT_EQ(orders<hold_hop>(effects), (names{"GW1", "GW4", "GW5"}));
}

TEST_F(ChainChange, WaitsForTheWordOfWhoMakesRoom) {
  grant();
  auto terms = around();
  terms.when = new_terms::commits::when_told;
  auto waits = answer_all(uut.change_to(terms, t0 + 1s), t0 + 1s);
  ASSERT_NE(find<chain_waits>(waits), nullptr);
  EXPECT_EQ(uut.phase(), chain_phase::secured);
  auto written = answer_all(uut.go_on(), t0 + 1s);
  auto change = find<chain_change>(written);
  ASSERT_NE(change, nullptr);
  auto told = uut.durable(change->event.sequence, t0 + 1s);
  auto done = answer_all(told, t0 + 1s);
  EXPECT_NE(find<chain_yielded>(done), nullptr);
}

// P1: who waits for that gateway would be refused there.
TEST_F(ChainChange, HasMadeRoomOnceTheGatewayThatItLeftSaysSo) {
  grant();
  move(around(), t0 + 1s);
  auto terms = straight();
  terms.when = new_terms::commits::when_told;
  answer_all(uut.change_to(terms, t0 + 2s), t0 + 2s);
  auto written = answer_all(uut.go_on(), t0 + 2s);
  auto change = find<chain_change>(written);
  ASSERT_NE(change, nullptr);
  auto told = consent(uut.durable(change->event.sequence, t0 + 2s));
  ASSERT_EQ(told.back().step, hop_step::release);
  auto from_gw3 = told.back();
  told.pop_back();
  for (auto& answer : told) {
    auto effects = uut.answered(answer, t0 + 2s);
    EXPECT_EQ(find<chain_yielded>(effects), nullptr);
  }
  auto done = uut.answered(from_gw3, t0 + 2s);
  EXPECT_NE(find<chain_yielded>(done), nullptr);
}

TEST_F(ChainChange, StaysWhereItIsNotWantedAnyMore) {
  grant();
  auto terms = around();
  terms.when = new_terms::commits::when_told;
  answer_all(uut.change_to(terms, t0 + 1s), t0 + 1s);
  auto effects = uut.stay(t0 + 2s);
  ASSERT_NE(find<change_refused>(effects), nullptr);
  EXPECT_EQ(orders<release_hop>(effects), (names{"GW3"}));
  EXPECT_TRUE(uut.go_on().empty());
}

// The LEASE MANAGER lets a renewal wait until then.
TEST_F(ChainChange, IsRenewedOnceItHasMovedAndNotBefore) {
  grant();
  const renewal wanted{request_id{5}, period::finite(90s), t0 + 91s, t0 + 91s};
  auto holds = uut.change_to(around(), t0 + 1s);
  auto early = uut.renew(wanted, t0 + 1s);
  ASSERT_NE(find<renewal_refused>(early), nullptr);
  EXPECT_EQ(find<renewal_refused>(early)->why.code, errc::conflict);
  auto written = answer_all(answer_all(holds, t0 + 1s), t0 + 1s);
  uut.durable(find<chain_change>(written)->event.sequence, t0 + 1s);
  auto effects = uut.renew(wanted, t0 + 1s);
  EXPECT_EQ(orders<renew_hop>(effects), (names{"GW1", "GW3", "GW4", "GW5"}));
  EXPECT_EQ(uut.phase(), chain_phase::renewing);
}

TEST_F(ChainChange, EndsWhileItMovesAndFreesBothRoutes) {
  grant();
  answer_all(uut.change_to(around(), t0 + 1s), t0 + 1s);
  auto effects = uut.end(event_reason::requested, t0 + 2s);
  EXPECT_EQ(orders<release_hop>(effects), (names{"GW3"}));
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  auto releases = uut.durable(change->event.sequence, t0 + 2s);
  EXPECT_EQ(orders<release_hop>(releases), (names{"GW1", "GW3", "GW4", "GW5"}));
  auto last = answer_all(releases, t0 + 2s);
  EXPECT_NE(find<chain_done>(last), nullptr);
}

TEST_F(ChainChange, IsNotEndedByAHopThatItLeft) {
  grant();
  move(around(), t0 + 1s);
  auto change = write(straight(), t0 + 2s);
  uut.durable(change->event.sequence, t0 + 2s);
  EXPECT_TRUE(uut.lost({{lease_id{7}, epoch{3}, gateway_name{"GW3"}},
                        gateway_name{"GW5"},
                        errc::lease_over},
                       t0 + 3s)
                  .empty());
  EXPECT_EQ(uut.phase(), chain_phase::granted);
  EXPECT_TRUE(uut.record().left.empty());
}

// A gateway must not take the release of what it had for what it gets.
TEST_F(ChainChange, DoesNotReturnToAGatewayThatHasNotAnsweredYet) {
  grant();
  move(around(), t0 + 1s);
  auto change = write(straight(), t0 + 2s);
  uut.durable(change->event.sequence, t0 + 2s);
  auto effects = uut.change_to(around(), t0 + 3s);
  ASSERT_NE(find<change_refused>(effects), nullptr);
  EXPECT_EQ(find<change_refused>(effects)->why.code, errc::conflict);
}

TEST_F(ChainChange, ChangesAmountAndEndInPlace) {
  grant();
  new_terms terms;
  terms.kind = event_kind::changed;
  terms.amount = amounts{unit::bit_per_second, 20};
  terms.state = lease_state::active;
  terms.end = renewal{{}, period::finite(120s), t0 + 120s, t0 + 120s};
  terms.routes = {two_routes()[0]};
  auto holds = uut.change_to(terms, t0 + 1s);
  auto& hold = std::get<hold_hop>(std::get<hop_order>(holds[0]));
  EXPECT_EQ(hold.term, (window{t0, t0 + 120s}));
  auto written = answer_all(answer_all(holds, t0 + 1s), t0 + 1s);
  auto change = find<chain_change>(written);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::changed);
  EXPECT_EQ(change->record.info.amount, *terms.amount);
  EXPECT_EQ(change->record.info.term.end, t0 + 120s);
  EXPECT_EQ(change->event.remaining, 119s);
}

// What was planned for the old route says nothing of the new one.
TEST_F(ChainChange, GivesUpNothingOfARouteThatItLeft) {
  grant();
  auto less = half();
  move(around(), t0 + 1s);
  auto effects = uut.yield(less, t0 + 2s);
  EXPECT_NE(find<chain_told>(effects), nullptr);
  EXPECT_NE(find<chain_yielded>(effects), nullptr);
  EXPECT_EQ(find<chain_change>(effects), nullptr);
}

// -- what is enforced ---------------------------------------------------------

class ChainEnforcement : public ChainChange {
protected:
  /// Answers as `answer_all`, with that word of each gateway.
  chain_effects answer_with(enforcement x, const chain_effects& effects,
                            instant now) {
    chain_effects last;
    for (auto& answer : consent(effects)) {
      answer.enforced = x;
      last = uut.answered(answer, now);
    }
    return last;
  }

  void grant_with(enforcement x) {
    auto commits = answer_all(uut.start(t0), t0);
    answer_with(x, commits, t0);
    uut.durable(1, t0);
    ASSERT_EQ(uut.phase(), chain_phase::granted);
  }

  enforcement now() const {
    return enforced_over(uut.record().info.route);
  }
};

TEST_F(ChainEnforcement, IsWrittenWithTheGrant) {
  grant_with(enforcement::by_driver);
  EXPECT_EQ(now(), enforcement::by_driver);
}

TEST_F(ChainEnforcement, IsThatOfTheWeakestGateway) {
  auto commits = answer_all(uut.start(t0), t0);
  auto words = consent(commits);
  for (auto& word : words)
    word.enforced = enforcement::by_driver;
  words[1].enforced = enforcement::none;
  for (auto& word : words)
    uut.answered(word, t0);
  EXPECT_EQ(now(), enforcement::none);
  auto& hops = uut.record().info.route.hops;
  EXPECT_EQ(hops[0].enforced, enforcement::by_driver);
  EXPECT_EQ(hops[1].enforced, enforcement::none);
}

TEST_F(ChainEnforcement, IsWhatTheGatewaysOfTheNextRouteSay) {
  grant_with(enforcement::by_driver);
  auto commits = answer_all(uut.change_to(around(), t0 + 1s), t0 + 1s);
  auto written = answer_with(enforcement::none, commits, t0 + 1s);
  ASSERT_NE(find<chain_change>(written), nullptr);
  EXPECT_EQ(now(), enforcement::none);
}

TEST_F(ChainEnforcement, IsSaidAgainAtEachRenewal) {
  grant_with(enforcement::none);
  renewal more;
  more.end = t0 + 90s;
  more.deadline = more.end;
  more.given = period::finite(89s);
  answer_with(enforcement::by_driver, uut.renew(more, t0 + 1s), t0 + 1s);
  EXPECT_EQ(now(), enforcement::by_driver);
}

TEST_F(ChainEnforcement, StaysWhereALeaseGivesUpAPart) {
  grant_with(enforcement::by_driver);
  auto less = half();
  for (auto& hop : less.smaller->hops)
    hop.enforced = enforcement::unknown;
  uut.yield(less, t0 + 1s);
  EXPECT_EQ(now(), enforcement::by_driver);
  EXPECT_EQ(uut.record().info.route.hops[0].uses[0].amount,
            (amounts{unit::bit_per_second, 5}));
}

} // namespace
} // namespace leasehold
