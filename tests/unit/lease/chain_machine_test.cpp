// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/lease/chain_machine.hpp"

#include <algorithm>
#include <optional>

#include <gtest/gtest.h>

#include "tests/support/chain_fixture.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using test::t0;
using test::two_routes;

using ChainMachine = test::chain_fixture;

// -- set-up ------------------------------------------------------------------

TEST_F(ChainMachine, HoldsEveryHopAtOnceThenCommitsThenWrites) {
  auto holds = uut.start(t0);
  EXPECT_EQ(orders<hold_hop>(holds),
            (std::vector<std::string>{"GW1", "GW4", "GW5"}));
  auto commits = answer_all(holds, t0);
  EXPECT_EQ(orders<commit_hop>(commits).size(), 3u);
  auto written = answer_all(commits, t0);
  auto change = find<chain_change>(written);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::granted);
  EXPECT_EQ(change->event.sequence, 1u);
  EXPECT_EQ(uut.phase(), chain_phase::recording);
  EXPECT_EQ(orders<confirm_hop>(uut.durable(1, t0)).size(), 3u);
}

TEST_F(ChainMachine, CommitsNothingWhileAHoldIsMissing) {
  auto holds = uut.start(t0);
  auto answers = consent(holds);
  EXPECT_TRUE(uut.answered(answers[0], t0).empty());
  EXPECT_TRUE(uut.answered(answers[0], t0).empty()) << "a repeated answer";
  EXPECT_TRUE(uut.answered(answers[2], t0).empty());
  EXPECT_EQ(uut.phase(), chain_phase::holding);
}

// C5: between nodes a word may come twice.
TEST_F(ChainMachine, TakesNoSecondWordOnAHoldForACommit) {
  auto holds = uut.start(t0);
  auto commits = answer_all(holds, t0);
  uut.answered(consent(holds)[0], t0);
  auto words = consent(commits);
  uut.answered(words[1], t0);
  auto effects = uut.answered(words[2], t0);
  EXPECT_EQ(find<chain_change>(effects), nullptr) << "GW1 did not commit";
  effects = uut.answered(words[0], t0);
  EXPECT_NE(find<chain_change>(effects), nullptr);
}

TEST_F(ChainMachine, TriesTheNextRouteThatAvoidsWhatRefused) {
  auto holds = uut.start(t0);
  auto refusal = consent(holds)[1];
  refusal.code = errc::insufficient_capacity;
  refusal.resource = resource_name{"GW4/14"};
  auto effects = uut.answered(refusal, t0);
  EXPECT_EQ(orders<release_hop>(effects).size(), 3u);
  EXPECT_EQ(orders<hold_hop>(effects),
            (std::vector<std::string>{"GW1", "GW3", "GW4", "GW5"}));
  auto late = consent(holds)[0];
  EXPECT_TRUE(uut.answered(late, t0).empty()) << "an answer of the old epoch";
}

TEST_F(ChainMachine, RefusesWhenEveryRouteNeedsWhatRefused) {
  auto refusal = consent(uut.start(t0))[1];
  refusal.code = errc::insufficient_capacity;
  refusal.resource = resource_name{"GW4/45"};
  auto effects = uut.answered(refusal, t0);
  EXPECT_TRUE(orders<hold_hop>(effects).empty());
  EXPECT_EQ(orders<release_hop>(effects).size(), 3u);
  auto refused = find<chain_refused>(effects);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->why.resource, resource_name{"GW4/45"});
  EXPECT_EQ(uut.phase(), chain_phase::done);
}

TEST_F(ChainMachine, GivesUpAndGivesBackWhenAGatewayIsSilent) {
  auto holds = uut.start(t0);
  uut.answered(consent(holds)[0], t0);
  EXPECT_EQ(uut.next_deadline(), t0 + 10s);
  EXPECT_TRUE(uut.due(t0 + 9s).empty());
  auto effects = uut.due(t0 + 10s);
  EXPECT_EQ(orders<release_hop>(effects).size(), 3u);
  auto refused = find<chain_refused>(effects);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->why.code, errc::timed_out);
  EXPECT_EQ(refused->why.key.gateway, gateway_name{"GW4"});
}

TEST_F(ChainMachine, FreesEveryHopWhenACommitIsRefused) {
  auto commits = answer_all(uut.start(t0), t0);
  auto answers = consent(commits);
  uut.answered(answers[0], t0);
  answers[1].code = errc::hold_expired;
  auto effects = uut.answered(answers[1], t0);
  EXPECT_EQ(orders<release_hop>(effects).size(), 3u);
  EXPECT_EQ(find<chain_refused>(effects)->why.code, errc::hold_expired);
}

// -- renewal -----------------------------------------------------------------

TEST_F(ChainMachine, RenewsHopsBeforeTheLease) {
  grant();
  renewal more{request_id{5}, period::finite(60s), t0 + 80s, t0 + 80s};
  auto orders_sent = uut.renew(more, t0 + 20s);
  EXPECT_EQ(orders<renew_hop>(orders_sent).size(), 3u);
  EXPECT_EQ(uut.record().info.term.end, t0 + 60s) << "not before the hops";
  auto written = answer_all(orders_sent, t0 + 20s);
  auto change = find<chain_change>(written);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->record.info.term.end, t0 + 80s);
  EXPECT_EQ(change->record.renewal, request_id{5});
  EXPECT_EQ(change->event.sequence, 2u);
  uut.durable(2, t0 + 20s);
  EXPECT_EQ(uut.phase(), chain_phase::granted);
}

/// How hops are to count the terms that they are told of, all alike.
reckoning counts_of(const chain_effects& effects) {
  std::optional<reckoning> result;
  for (auto& effect : effects)
    if (auto order = std::get_if<hop_order>(&effect))
      if (auto x = std::get_if<renew_hop>(order)) {
        EXPECT_TRUE(!result || *result == x->counts);
        result = x->counts;
      }
  EXPECT_TRUE(result.has_value());
  return result.value_or(reckoning::as_before);
}

// C2: the root counts more time from now on, and less as it did.
TEST_F(ChainMachine, LetsHopsCountAsItDoesItself) {
  grant();
  renewal more{request_id{5}, period::finite(60s), t0 + 80s, t0 + 80s};
  auto asked = uut.renew(more, t0 + 20s);
  EXPECT_EQ(counts_of(asked), reckoning::anew);
  answer_all(asked, t0 + 20s);
  uut.durable(2, t0 + 20s);
  EXPECT_EQ(counts_of(uut.align(t0 + 21s)), reckoning::as_before);
  uut.renew({request_id{6}, period::finite(60s), t0 + 70s, t0 + 70s}, t0 + 22s);
  EXPECT_EQ(counts_of(uut.durable(3, t0 + 22s)), reckoning::as_before);
}

// C2: the timeline may be behind that of hops since it was made.
TEST_F(ChainMachine, TakesNothingEarlyFromHopsThatItToldBeforeTheNodeBegan) {
  grant();
  chain_machine again{uut.record(), chain_timing{}};
  again.outlived_a_start();
  EXPECT_EQ(counts_of(again.align(t0 + 5s)), reckoning::no_sooner);
  auto asked = again.renew(
      {request_id{5}, period::finite(60s), t0 + 80s, t0 + 80s}, t0 + 20s);
  EXPECT_EQ(counts_of(asked), reckoning::anew);
  for (auto& answer : consent(asked))
    again.answered(answer, t0 + 20s);
  again.durable(2, t0 + 20s);
  EXPECT_EQ(counts_of(again.align(t0 + 21s)), reckoning::as_before)
      << "these it has told since";
}

TEST_F(ChainMachine, LeavesTheOldTermWhenAHopRefusesARenewal) {
  grant();
  auto sent = uut.renew(
      {request_id{5}, period::finite(60s), t0 + 80s, t0 + 80s}, t0 + 20s);
  auto answers = consent(sent);
  uut.answered(answers[0], t0 + 20s);
  answers[1].code = errc::insufficient_capacity;
  auto effects = uut.answered(answers[1], t0 + 20s);
  auto back = orders<renew_hop>(effects);
  EXPECT_EQ(back.size(), 3u) << "each hop is told to go back";
  EXPECT_NE(find<renewal_refused>(effects), nullptr);
  EXPECT_EQ(uut.record().info.term.end, t0 + 60s);
  EXPECT_EQ(uut.phase(), chain_phase::granted);
}

TEST_F(ChainMachine, NeverRenewsWhatIsOver) {
  grant();
  auto effects = uut.renew(
      {request_id{5}, period::finite(60s), t0 + 120s, t0 + 120s}, t0 + 60s);
  ASSERT_NE(find<renewal_refused>(effects), nullptr);
  EXPECT_EQ(find<renewal_refused>(effects)->why.code, errc::lease_over);
  uut.end(event_reason::requested, t0 + 60s);
  effects = uut.renew(
      {request_id{6}, period::finite(60s), t0 + 120s, t0 + 120s}, t0 + 60s);
  EXPECT_EQ(find<renewal_refused>(effects)->why.code, errc::lease_over);
}

TEST_F(ChainMachine, CatchesUpWithHopsThatAreAheadOfWhatWasWritten) {
  grant();
  auto sent = uut.renew(
      {request_id{5}, period::finite(60s), t0 + 80s, t0 + 80s}, t0 + 20s);
  auto stale = consent(sent)[0];
  stale.code = errc::stale_epoch;
  stale.current = epoch{9};
  auto again = uut.answered(stale, t0 + 20s);
  ASSERT_EQ(orders<renew_hop>(again).size(), 3u);
  for (auto& effect : again)
    EXPECT_EQ(key_of(std::get<hop_order>(effect)).epoch, epoch{10});
}

// C4: what a hop gives back may be another's at once.
TEST_F(ChainMachine, ShortensTheLeaseBeforeItsHops) {
  grant();
  auto effects = uut.renew(
      {request_id{5}, period::finite(10s), t0 + 30s, t0 + 30s}, t0 + 20s);
  EXPECT_TRUE(orders<renew_hop>(effects).empty());
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->record.info.term.end, t0 + 30s);
  EXPECT_EQ(change->record.info.epoch, epoch{2});
  auto told = uut.durable(2, t0 + 20s);
  ASSERT_EQ(orders<renew_hop>(told).size(), 3u);
  EXPECT_EQ(key_of(std::get<hop_order>(told[0])).epoch, epoch{2});
  EXPECT_EQ(uut.phase(), chain_phase::granted);
}

TEST_F(ChainMachine, AlignsHopsThatAreAheadOfWhatWasWritten) {
  grant();
  auto sent = uut.align(t0);
  ASSERT_EQ(orders<renew_hop>(sent).size(), 3u);
  auto& order = std::get<renew_hop>(std::get<hop_order>(sent[0]));
  EXPECT_EQ(order.key.epoch, epoch{2});
  EXPECT_EQ(order.term, uut.record().info.term);
  auto stale = consent(sent)[1];
  stale.code = errc::stale_epoch;
  stale.current = epoch{9};
  auto again = uut.answered(stale, t0 + 1s);
  ASSERT_EQ(orders<renew_hop>(again).size(), 3u);
  EXPECT_EQ(key_of(std::get<hop_order>(again[0])).epoch, epoch{10});
  auto confirmed = answer_all(again, t0 + 1s);
  ASSERT_EQ(orders<confirm_hop>(confirmed).size(), 3u);
  EXPECT_EQ(key_of(std::get<hop_order>(confirmed[0])).epoch, epoch{10});
  EXPECT_EQ(uut.record().info.epoch, epoch{1}) << "nothing new was promised";
  EXPECT_EQ(uut.phase(), chain_phase::granted);
}

TEST_F(ChainMachine, EndsWhereAHopThatItAlignsIsGone) {
  grant();
  auto gone = consent(uut.align(t0))[1];
  gone.code = errc::lease_over;
  auto effects = uut.answered(gone, t0 + 1s);
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.reason, event_reason::hop_lost);
}

// -- gateways that can't be reached ------------------------------------------

TEST_F(ChainMachine, TellsItsLesseeAndNoHopThatItIsSuspended) {
  grant();
  auto effects = uut.suspend({{}, gateway_name{"GW4"}}, t0 + 5s);
  ASSERT_EQ(effects.size(), 1u);
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::suspended);
  EXPECT_EQ(change->event.reason, event_reason::unreachable);
  EXPECT_EQ(change->event.gateway, gateway_name{"GW4"});
  EXPECT_EQ(change->event.remaining, 55s);
  EXPECT_EQ(change->record.info.state, lease_state::suspended);
  EXPECT_TRUE(uut.durable(2, t0 + 5s).empty());
  EXPECT_TRUE(uut.rests());
  EXPECT_TRUE(uut.suspend({{}, gateway_name{"GW4"}}, t0 + 6s).empty());
}

TEST_F(ChainMachine, ServesAgainOnceEveryHopHasItsTerms) {
  grant();
  uut.suspend({}, t0 + 5s);
  uut.durable(2, t0 + 5s);
  auto asked = uut.resume(t0 + 20s);
  EXPECT_EQ(orders<renew_hop>(asked).size(), 3u);
  EXPECT_TRUE(uut.resume(t0 + 21s).empty()) << "asked already";
  auto answers = consent(asked);
  uut.answered(answers[0], t0 + 21s);
  auto effects = uut.answered(answers[1], t0 + 21s);
  EXPECT_EQ(find<chain_change>(effects), nullptr);
  effects = uut.answered(answers[2], t0 + 21s);
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::restored);
  EXPECT_EQ(change->event.remaining, 39s);
  EXPECT_EQ(change->record.info.state, lease_state::active);
}

TEST_F(ChainMachine, AsksAgainWhereAHopIsStillSilent) {
  grant();
  uut.suspend({}, t0 + 5s);
  uut.durable(2, t0 + 5s);
  uut.resume(t0 + 20s);
  auto again = uut.due(t0 + 25s);
  ASSERT_EQ(orders<renew_hop>(again).size(), 3u);
  auto effects = answer_all(again, t0 + 26s);
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::restored);
}

TEST_F(ChainMachine, EndsWhereASuspendedLeaseHasLostAHop) {
  grant();
  uut.suspend({}, t0 + 5s);
  uut.durable(2, t0 + 5s);
  auto gone = consent(uut.resume(t0 + 20s))[1];
  gone.code = errc::lease_over;
  auto effects = uut.answered(gone, t0 + 21s);
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::ended);
  EXPECT_EQ(change->event.reason, event_reason::hop_lost);
}

TEST_F(ChainMachine, ServesAgainWhereItHasMoved) {
  grant();
  uut.suspend({}, t0 + 5s);
  uut.durable(2, t0 + 5s);
  new_terms terms;
  terms.routes = {two_routes()[1]};
  terms.reason = event_reason::unreachable;
  auto commits = answer_all(uut.change_to(terms, t0 + 6s), t0 + 6s);
  auto written = answer_all(commits, t0 + 6s);
  auto change = find<chain_change>(written);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::moved);
  EXPECT_EQ(change->record.info.state, lease_state::active);
}

TEST_F(ChainMachine, StaysSuspendedThoughItGivesUpTerms) {
  grant();
  uut.suspend({}, t0 + 5s);
  uut.durable(2, t0 + 5s);
  auto effects = uut.yield(half(), t0 + 6s);
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->record.info.state, lease_state::suspended);
}

// -- the end -----------------------------------------------------------------

TEST_F(ChainMachine, EndsForItsLesseeBeforeItsHops) {
  grant();
  auto effects = uut.end(event_reason::requested, t0 + 5s);
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->record.phase, lease_phase::over);
  EXPECT_TRUE(orders<release_hop>(effects).empty());
  auto releases = uut.durable(2, t0 + 5s);
  EXPECT_EQ(orders<release_hop>(releases).size(), 3u);
  auto last = answer_all(releases, t0 + 5s);
  EXPECT_NE(find<chain_done>(last), nullptr);
}

TEST_F(ChainMachine, SendsAReleaseAgainUntilEveryHopHasAnswered) {
  grant();
  uut.end(event_reason::requested, t0 + 5s);
  auto releases = uut.durable(2, t0 + 5s);
  uut.answered(consent(releases)[0], t0 + 5s);
  EXPECT_EQ(orders<release_hop>(uut.due(t0 + 10s)),
            (std::vector<std::string>{"GW4", "GW5"}));
}

// L1: its record is there as long as somebody may hold on to it.
TEST_F(ChainMachine, TakesNoWordOnARenewalForARelease) {
  grant();
  renewal terms;
  terms.end = terms.deadline = t0 + 120s;
  auto renewals = uut.renew(terms, t0 + 5s);
  uut.end(event_reason::requested, t0 + 5s);
  auto releases = uut.durable(2, t0 + 5s);
  uut.answered(consent(releases)[0], t0 + 5s);
  uut.answered(consent(renewals)[1], t0 + 5s);
  uut.answered(consent(renewals)[2], t0 + 5s);
  auto last = answer_all(releases, t0 + 5s);
  EXPECT_NE(find<chain_done>(last), nullptr);
  EXPECT_EQ(uut.phase(), chain_phase::done);
}

TEST_F(ChainMachine, WarnsOnceThenExpires) {
  grant();
  EXPECT_EQ(uut.next_deadline(), t0 + 48s);
  auto warning = uut.due(t0 + 48s);
  ASSERT_NE(find<chain_change>(warning), nullptr);
  EXPECT_EQ(find<chain_change>(warning)->event.kind, event_kind::expiring_soon);
  EXPECT_TRUE(uut.due(t0 + 49s).empty());
  EXPECT_TRUE(uut.due(t0 + 60s - 1ms).empty());
  auto end = uut.due(t0 + 60s);
  ASSERT_NE(find<chain_change>(end), nullptr);
  EXPECT_EQ(find<chain_change>(end)->event.reason, event_reason::expired);
}

TEST_F(ChainMachine, EndsAsAWholeWhenOneHopIsLost) {
  grant();
  auto effects = uut.lost({{lease_id{7}, epoch{1}, gateway_name{"GW4"}},
                           gateway_name{"GW5"},
                           errc::lease_over},
                          t0 + 5s);
  auto change = find<chain_change>(effects);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.reason, event_reason::hop_lost);
  EXPECT_EQ(change->event.gateway, gateway_name{"GW4"});
}

TEST_F(ChainMachine, TakesALateWordOfOlderTermsForNoLoss) {
  grant();
  auto told = uut.yield(half(), t0 + 1s);
  ASSERT_NE(find<chain_change>(told), nullptr);
  answer_all(uut.durable(find<chain_change>(told)->event.sequence, t0 + 1s),
             t0 + 1s);
  EXPECT_TRUE(uut.lost({{lease_id{7}, epoch{1}, gateway_name{"GW4"}},
                        gateway_name{"GW5"},
                        errc::lease_over},
                       t0 + 5s)
                  .empty());
  EXPECT_EQ(uut.phase(), chain_phase::granted);
}

TEST_F(ChainMachine, GoesOnReleasingAfterARestart) {
  grant();
  uut.end(event_reason::requested, t0 + 5s);
  chain_machine again{uut.record(), chain_timing{}};
  EXPECT_EQ(orders<release_hop>(again.start(t0 + 6s)).size(), 3u);
}

// C3: what hops did for a root before is no answer to one that goes on.
TEST_F(ChainMachine, UsesNoEpochThatARootBeforeMayHaveUsed) {
  grant();
  chain_machine before{uut.record(), chain_timing{}};
  const renewal wanted{request_id{1}, period::finite(90s), t0 + 90s, t0 + 90s};
  auto old = before.renew(wanted, t0 + 5s);
  chain_machine after{uut.record(), chain_timing{}};
  after.epochs_from(epoch{1000});
  auto asked = after.renew(wanted, t0 + 6s);
  for (auto& answer : consent(old))
    EXPECT_TRUE(after.answered(answer, t0 + 7s).empty());
  EXPECT_EQ(after.phase(), chain_phase::renewing);
  EXPECT_EQ(consent(asked).front().key.epoch, epoch{1000});
}

// N1
TEST_F(ChainMachine, TellsDurablyBeforeAHopGivesBack) {
  grant();
  auto told = uut.yield(half(), t0 + 5s);
  ASSERT_EQ(told.size(), 1u);
  auto change = find<chain_change>(told);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.kind, event_kind::restricted);
  EXPECT_EQ(change->event.reason, event_reason::contention);
  EXPECT_EQ(change->event.gateway.str(), "GW4");
  EXPECT_EQ(change->record.info.state, lease_state::restricted);
  auto orders_out = uut.durable(change->event.sequence, t0 + 5s);
  EXPECT_EQ(orders<renew_hop>(orders_out).size(), 3u);
  auto done = answer_all(orders_out, t0 + 5s);
  EXPECT_NE(find<chain_yielded>(done), nullptr);
  EXPECT_EQ(uut.phase(), chain_phase::granted);
}

// C2: what it tells is true of the gateway whose clock is furthest ahead.
class ChainElsewhere : public ChainMachine {
protected:
  void SetUp() override {
    grant();
  }

  /// What a lease that yields tells that is left of its term.
  duration told_of(const yield_terms& terms, instant now) {
    auto told = uut.yield(terms, now);
    auto change = find<chain_change>(told);
    EXPECT_NE(change, nullptr);
    return change == nullptr ? duration::max() : change->event.remaining;
  }
};

TEST_F(ChainElsewhere, TellsOfNoMoreTimeThanHopsElsewhereHave) {
  auto less = half();
  less.end = t0 + 25s;
  less.sooner = 2s;
  EXPECT_EQ(told_of(less, t0 + 5s), 18s);
}

TEST_F(ChainElsewhere, TellsOfNoTimeWhereNobodyKnowsWhatHopsElsewhereHave) {
  auto less = half();
  less.sooner = 55s;
  EXPECT_EQ(told_of(less, t0 + 6s), 0s);
}

TEST_F(ChainMachine, TellsOfTheTermsBeforeAndAfter) {
  grant();
  auto less = half();
  less.end = t0 + 25s;
  auto told = uut.yield(less, t0 + 5s);
  auto restricted = find<chain_change>(told);
  ASSERT_NE(restricted, nullptr);
  EXPECT_EQ(restricted->event.amount, less.amount);
  EXPECT_EQ(restricted->event.amount_before, draft().info.amount);
  EXPECT_EQ(restricted->event.remaining, 20s);
  EXPECT_EQ(restricted->event.remaining_before, 55s);
  // As it is after a restart, too.
  chain_machine again{restricted->record, chain_timing{}};
  auto ends = again.end(event_reason::requested, t0 + 6s);
  ASSERT_NE(find<chain_change>(ends), nullptr);
  EXPECT_EQ(find<chain_change>(ends)->event.amount_before, less.amount);
  EXPECT_EQ(find<chain_change>(ends)->event.remaining_before, 19s);
}

// One that is asked again before it is known what it gave up says so at once.
TEST_F(ChainMachine, GivesUpNothingThatItHasGivenUp) {
  grant();
  auto less = half();
  less.end = t0 + 25s;
  auto told = uut.yield(less, t0 + 5s);
  EXPECT_TRUE(uut.yield(less, t0 + 5s).empty()) << "it is being written";
  auto orders_out = uut.durable(2, t0 + 5s);
  auto done = answer_all(orders_out, t0 + 5s);
  EXPECT_EQ(find<chain_change>(done), nullptr);
  EXPECT_NE(find<chain_yielded>(done), nullptr);
  EXPECT_EQ(uut.record().last_sequence, 2u);
}

class TellingChain : public ChainMachine {
protected:
  /// The sequence of the event that tells of it.
  std::uint32_t tell_half_within(duration wait) {
    auto less = half();
    less.ack_within = wait;
    auto told = uut.yield(less, t0 + 5s);
    return find<chain_change>(told)->event.sequence;
  }
};

// N3
TEST_F(TellingChain, KeepsWhatItYieldsUntilItsLesseeKnows) {
  grant();
  auto sequence = tell_half_within(2s);
  EXPECT_TRUE(uut.durable(sequence, t0 + 6s).empty());
  EXPECT_TRUE(uut.acknowledged(sequence - 1, t0 + 7s).empty());
  auto orders_out = uut.acknowledged(sequence, t0 + 7s);
  EXPECT_EQ(orders<renew_hop>(orders_out).size(), 3u);
  auto done = answer_all(orders_out, t0 + 7s);
  EXPECT_NE(find<chain_yielded>(done), nullptr);
  EXPECT_TRUE(uut.acknowledged(sequence, t0 + 8s).empty());
}

TEST_F(TellingChain, KeepsWhatItYieldsNoLongerThanItsLesseeMayTake) {
  grant();
  EXPECT_TRUE(uut.durable(tell_half_within(2s), t0 + 6s).empty());
  EXPECT_EQ(uut.next_deadline(), t0 + 8s);
  EXPECT_TRUE(uut.due(t0 + 8s - 1ms).empty());
  EXPECT_EQ(orders<renew_hop>(uut.due(t0 + 8s)).size(), 3u);
}

TEST_F(TellingChain, KeepsItsHopsUntilItsLesseeKnowsOfTheEnd) {
  grant();
  auto told = uut.end(event_reason::contention, t0 + 5s, {}, 2s);
  auto sequence = find<chain_change>(told)->event.sequence;
  EXPECT_TRUE(uut.durable(sequence, t0 + 5s).empty());
  EXPECT_TRUE(uut.end(event_reason::requested, t0 + 6s).empty());
  auto late = uut.renew(
      {request_id{1}, period::finite(90s), t0 + 90s, t0 + 90s}, t0 + 6s);
  ASSERT_NE(find<renewal_refused>(late), nullptr);
  EXPECT_EQ(find<renewal_refused>(late)->why.code, errc::lease_over);
  EXPECT_EQ(orders<release_hop>(uut.acknowledged(sequence, t0 + 6s)).size(),
            3u);
}

TEST_F(TellingChain, SaysWhenItsLesseeKnowsAndIsRenewedThen) {
  grant();
  auto sequence = tell_half_within(2s);
  uut.durable(sequence, t0 + 5s);
  const renewal wanted{request_id{1}, period::finite(90s), t0 + 90s, t0 + 90s};
  auto early = uut.renew(wanted, t0 + 5s);
  ASSERT_NE(find<renewal_refused>(early), nullptr);
  EXPECT_EQ(find<renewal_refused>(early)->why.code, errc::conflict);
  auto told = uut.acknowledged(sequence, t0 + 6s);
  EXPECT_NE(find<chain_told>(told), nullptr);
  auto given_back = answer_all(told, t0 + 6s);
  EXPECT_NE(find<chain_yielded>(given_back), nullptr);
  EXPECT_EQ(orders<renew_hop>(uut.renew(wanted, t0 + 6s)).size(), 3u);
}

// What newcomers wait for is said, though a renewal begins before all hops have
// answered.
TEST_F(TellingChain, SaysThatItIsInStepAfterARenewalThatBeganBefore) {
  grant();
  auto sequence = tell_half_within(2s);
  uut.durable(sequence, t0 + 5s);
  uut.acknowledged(sequence, t0 + 6s);
  auto extended = uut.renew(
      {request_id{1}, period::finite(90s), t0 + 90s, t0 + 90s}, t0 + 6s);
  auto written = answer_all(extended, t0 + 6s);
  auto after =
      uut.durable(find<chain_change>(written)->event.sequence, t0 + 6s);
  EXPECT_NE(find<chain_yielded>(after), nullptr);
}

TEST_F(TellingChain, MayBeGivenBackWhileItsLesseeIsTold) {
  grant();
  uut.durable(tell_half_within(2s), t0 + 5s);
  auto end = uut.end(event_reason::requested, t0 + 6s);
  ASSERT_NE(find<chain_change>(end), nullptr);
  EXPECT_EQ(orders<release_hop>(
                uut.durable(find<chain_change>(end)->event.sequence, t0 + 6s))
                .size(),
            3u);
}

TEST_F(ChainMachine, GivesUpNothingWhileItIsRenewed) {
  grant();
  auto extended = uut.renew(
      {request_id{1}, period::finite(90s), t0 + 90s, t0 + 90s}, t0 + 5s);
  EXPECT_TRUE(uut.yield(half(), t0 + 5s).empty());
  auto written = answer_all(extended, t0 + 5s);
  EXPECT_TRUE(uut.yield(half(), t0 + 5s).empty());
  auto after =
      uut.durable(find<chain_change>(written)->event.sequence, t0 + 5s);
  EXPECT_EQ(find<chain_change>(after), nullptr);
  auto told = uut.yield(half(), t0 + 5s);
  ASSERT_NE(find<chain_change>(told), nullptr);
  EXPECT_EQ(find<chain_change>(told)->event.kind, event_kind::restricted);
}

TEST_F(ChainMachine, GivesUpTheEndOfItsTerm) {
  grant();
  yield_terms terms;
  terms.end = t0 + 20s;
  auto told = uut.yield(terms, t0 + 5s);
  auto change = find<chain_change>(told);
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->event.remaining, 15s);
  EXPECT_EQ(uut.record().info.deadline, t0 + 20s);
  EXPECT_EQ(uut.record().info.state, lease_state::active);
}

TEST_F(ChainMachine, WaitsForPledgesBeforeItCommits) {
  chain_machine late{draft(), {two_routes().front()}, chain_timing{}};
  late.rest_on({{gateway_name{"GW4"}, {pledge{lease_id{9}, {}, t0}}}});
  auto holds = late.start(t0);
  std::size_t pledged = 0;
  for (auto& effect : holds)
    if (auto order = std::get_if<hop_order>(&effect))
      pledged += std::get<hold_hop>(*order).pledges.size();
  EXPECT_EQ(pledged, 1u);
  chain_effects last;
  for (auto& answer : consent(holds))
    last = late.answered(answer, t0);
  ASSERT_NE(find<chain_waits>(last), nullptr);
  EXPECT_EQ(late.phase(), chain_phase::waiting);
  EXPECT_EQ(orders<commit_hop>(late.go_on()).size(), 3u);
}

TEST_F(ChainMachine, GivesUpWhenPledgesAreNotKeptInTime) {
  chain_machine late{draft(), {two_routes().front()}, chain_timing{}};
  late.rest_on({{gateway_name{"GW4"}, {pledge{lease_id{9}, {}, t0}}}});
  for (auto& answer : consent(late.start(t0)))
    late.answered(answer, t0);
  auto effects = late.due(t0 + chain_timing{}.hold);
  ASSERT_NE(find<chain_refused>(effects), nullptr);
  EXPECT_EQ(orders<release_hop>(effects).size(), 3u);
  EXPECT_TRUE(late.go_on().empty());
}

// T5: whoever notices first, a hop or its root.
TEST_F(ChainMachine, AnInfiniteLeaseWhoseHopRunsOutHasLostItsHolder) {
  auto forever_draft = draft();
  forever_draft.info.granted = period::infinite();
  forever_draft.info.term.end = forever;
  forever_draft.info.deadline = t0 + 30s;
  uut = chain_machine{forever_draft, two_routes(), chain_timing{}};
  grant();
  auto effects = uut.lost({{lease_id{7}, epoch{1}, gateway_name{"GW4"}},
                           gateway_name{"GW5"},
                           errc::lease_over},
                          t0 + 30s);
  ASSERT_NE(find<chain_change>(effects), nullptr);
  EXPECT_EQ(find<chain_change>(effects)->event.reason,
            event_reason::holder_gone);
}

TEST_F(ChainMachine, AnInfiniteLeaseLivesAsLongAsItsHolder) {
  auto forever_draft = draft();
  forever_draft.info.granted = period::infinite();
  forever_draft.info.term.end = forever;
  forever_draft.info.deadline = t0 + 30s;
  uut = chain_machine{forever_draft, two_routes(), chain_timing{}};
  grant();
  EXPECT_EQ(uut.next_deadline(), t0 + 30s) << "no warning: it has no end";
  EXPECT_EQ(orders<confirm_hop>(uut.holder_alive(t0 + 50s)).size(), 3u);
  EXPECT_TRUE(uut.due(t0 + 30s).empty());
  auto end = uut.due(t0 + 50s);
  ASSERT_NE(find<chain_change>(end), nullptr);
  EXPECT_EQ(find<chain_change>(end)->event.reason, event_reason::holder_gone);
}

} // namespace
} // namespace leasehold
