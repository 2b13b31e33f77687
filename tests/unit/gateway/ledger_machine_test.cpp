// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/ledger_machine.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/ledger_fixture.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

using test::nic;
using test::rate;
using test::t0;
const auto buffers = resource_name{"GW4/buffers"};

class LedgerMachine : public test::ledger_fixture {
protected:
  LedgerMachine() {
    uut.set_capacity(buffers, amounts{unit::byte, 1000});
  }

  static hold_hop hold_order(std::uint64_t lease, std::int64_t bits,
                             window term = {t0, t0 + 60s},
                             std::uint64_t at_epoch = 1) {
    return {key(lease, at_epoch),
            gateway_name{"GW5"},
            {{nic, rate(bits)}, {buffers, amounts{unit::byte, bits}}},
            term,
            t0 + 10s};
  }

  void activate(std::uint64_t lease, std::int64_t bits) {
    ASSERT_EQ(uut.hold(hold_order(lease, bits), t0).code, errc::none);
    ASSERT_EQ(uut.commit({key(lease), t0 + 60s}, t0).answer.code, errc::none);
    uut.confirm({key(lease), t0 + 60s}, t0);
  }

  std::int64_t free_now(instant at = t0) {
    probe question;
    question.over = {at, at + 1ms};
    for (auto& view : uut.answer(question, at).resources)
      if (view.resource == nic)
        return view.free[unit::bit_per_second];
    return -1;
  }

  void expect_sound() {
    audit_report report;
    uut.audit(report);
    for (auto& finding : report.findings)
      ADD_FAILURE() << finding.rule << ' ' << finding.subject << ' '
                    << finding.message;
  }
};

TEST_F(LedgerMachine, C1RefusesWhatExceedsTheCapacityAndNamesWhatBinds) {
  activate(1, 60);
  auto answer = uut.hold(hold_order(2, 60), t0);
  EXPECT_EQ(answer.code, errc::insufficient_capacity);
  EXPECT_EQ(answer.resource, nic);
  EXPECT_EQ(answer.free, rate(40));
  expect_sound();
}

TEST_F(LedgerMachine, C5TakesNothingWhenOneOfItsResourcesIsShort) {
  uut.set_capacity(buffers, amounts{unit::byte, 50});
  auto answer = uut.hold(hold_order(1, 60), t0);
  EXPECT_EQ(answer.resource, buffers);
  EXPECT_EQ(free_now(), 100);
  EXPECT_EQ(uut.find(lease_id{1}), nullptr);
  expect_sound();
}

TEST_F(LedgerMachine, HoldsTheSameHopOnceHoweverOftenItIsAsked) {
  EXPECT_EQ(uut.hold(hold_order(1, 60), t0).code, errc::none);
  EXPECT_EQ(uut.hold(hold_order(1, 60), t0).code, errc::none);
  EXPECT_EQ(free_now(), 40);
}

TEST_F(LedgerMachine, AHoldOfANewerEpochTakesThePlaceOfTheOlder) {
  uut.hold(hold_order(1, 60), t0);
  EXPECT_EQ(uut.hold(hold_order(1, 70, {t0, t0 + 60s}, 2), t0).code,
            errc::none);
  EXPECT_EQ(free_now(), 30);
  EXPECT_EQ(uut.hold(hold_order(1, 10), t0).code, errc::stale_epoch);
  expect_sound();
}

TEST_F(LedgerMachine, RefusesAHoldOfAnUnknownResource) {
  auto order = hold_order(1, 1);
  order.uses.push_back({resource_name{"GW4/nothing"}, rate(1)});
  EXPECT_EQ(uut.hold(order, t0).code, errc::unknown_name);
  EXPECT_EQ(free_now(), 100);
}

// S2: what another node orders ends no gateway. Nothing of what the gateway
// lacks is within every bound.
TEST_F(LedgerMachine, RefusesToTakeNothingOfAnUnknownResource) {
  const resource_use nothing{resource_name{"GW4/nothing"}, {}};
  auto order = hold_order(1, 1);
  order.uses.push_back(nothing);
  auto refused = uut.hold(order, t0);
  EXPECT_EQ(refused.code, errc::unknown_name);
  EXPECT_EQ(refused.resource, nothing.resource);
  activate(2, 60);
  EXPECT_EQ(uut.renew({key(2, 2), {t0, t0 + 60s}, t0 + 60s, {nothing}}, t0)
                .answer.code,
            errc::unknown_name);
  order = hold_order(3, 70);
  order.pledges = {{lease_id{2}, {nothing}, t0}};
  EXPECT_EQ(uut.hold(order, t0).code, errc::insufficient_capacity);
  EXPECT_EQ(free_now(), 40);
  expect_sound();
}

TEST_F(LedgerMachine, RefusesANegativeAmountAndAnEmptyWindow) {
  EXPECT_NE(uut.hold(hold_order(1, -5), t0).code, errc::none);
  EXPECT_EQ(uut.hold(hold_order(1, 5, {t0 + 5s, t0 + 5s}), t0).code,
            errc::invalid_request);
  EXPECT_EQ(uut.hold(hold_order(1, 5, {t0 - 9s, t0}), t0).code,
            errc::invalid_request);
  EXPECT_EQ(free_now(), 100);
}

TEST_F(LedgerMachine, BoundsTheNumberOfHops) {
  ledger_limits limits;
  limits.hops_max = 1;
  uut = ledger_machine{gateway_name{"GW4"}, limits};
  uut.set_capacity(nic, rate(100));
  uut.set_capacity(buffers, amounts{unit::byte, 1000});
  EXPECT_EQ(uut.hold(hold_order(1, 1), t0).code, errc::none);
  EXPECT_EQ(uut.hold(hold_order(2, 1), t0).code, errc::too_much);
}

TEST_F(LedgerMachine, H1AHoldIsGoneAfterItsTimeout) {
  uut.hold(hold_order(1, 60), t0);
  EXPECT_EQ(uut.next_deadline(), t0 + 10s);
  EXPECT_TRUE(uut.expire(t0 + 10s - 1ms, 10).empty());
  auto due = uut.expire(t0 + 10s, 10);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].event, ledger_due::what::hold_expired);
  EXPECT_EQ(free_now(), 100);
}

TEST_F(LedgerMachine, ACommitAfterTheHoldsTimeoutFails) {
  uut.hold(hold_order(1, 60), t0);
  auto late = uut.commit({key(1), t0 + 60s}, t0 + 10s);
  EXPECT_EQ(late.answer.code, errc::hold_expired);
  EXPECT_EQ(late.journal, ledger_change::write::none);
  EXPECT_EQ(uut.commit({key(9), t0 + 60s}, t0).answer.code, errc::hold_expired);
}

// The root may have slept: its clock need not count that.
TEST_F(LedgerMachine, ACommitOfATermThatHasPassedFails) {
  uut.hold(hold_order(1, 60, {t0, t0 + 5s}), t0);
  auto late = uut.commit({key(1), t0 + 5s}, t0 + 5s);
  EXPECT_EQ(late.answer.code, errc::hold_expired);
  EXPECT_EQ(late.journal, ledger_change::write::none);
}

TEST_F(LedgerMachine, ACommitThatIsRepeatedIsWrittenAgainAndAgrees) {
  uut.hold(hold_order(1, 60), t0);
  auto first = uut.commit({key(1), t0 + 60s}, t0);
  auto again = uut.commit({key(1), t0 + 60s}, t0 + 1s);
  EXPECT_EQ(again.answer.code, errc::none);
  EXPECT_EQ(again.journal, ledger_change::write::put);
  EXPECT_EQ(again.record.deadline, first.record.deadline);
  EXPECT_EQ(free_now(), 40);
}

TEST_F(LedgerMachine, AsksTheRootOfAHopThatNobodyConfirmed) {
  uut.hold(hold_order(1, 60), t0);
  uut.commit({key(1), t0 + 60s}, t0);
  auto due = uut.expire(t0 + 10s, 10);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].event, ledger_due::what::unconfirmed);
  EXPECT_EQ(free_now(), 40) << "it stays reserved until the root has spoken";
  uut.confirm({key(1), t0 + 60s}, t0 + 11s);
  EXPECT_EQ(uut.next_deadline(), t0 + 60s);
}

TEST_F(LedgerMachine, T1EndsAnActiveHopAtItsDeadlineAndNotBefore) {
  activate(1, 60);
  EXPECT_TRUE(uut.expire(t0 + 60s - 1ms, 10).empty());
  auto due = uut.expire(t0 + 60s, 10);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].event, ledger_due::what::ended);
  EXPECT_EQ(uut.find(lease_id{1}), nullptr);
  expect_sound();
}

TEST_F(LedgerMachine, ExtendsOnlyWhereTheExtensionIsFree) {
  activate(1, 60);
  ASSERT_EQ(uut.hold(hold_order(2, 60, {t0 + 60s, t0 + 90s}), t0).code,
            errc::none);
  auto longer = uut.renew({key(1, 2), {t0, t0 + 61s}, t0 + 61s}, t0);
  EXPECT_EQ(longer.answer.code, errc::insufficient_capacity);
  EXPECT_EQ(longer.answer.resource, nic);
  uut.release({key(2)}, t0);
  longer = uut.renew({key(1, 3), {t0, t0 + 61s}, t0 + 61s}, t0);
  EXPECT_EQ(longer.answer.code, errc::none);
  EXPECT_EQ(free_now(t0 + 60s), 40);
  auto shorter = uut.renew({key(1, 4), {t0, t0 + 30s}, t0 + 30s}, t0);
  EXPECT_EQ(shorter.answer.code, errc::none);
  EXPECT_EQ(free_now(t0 + 40s), 100);
  expect_sound();
}

TEST_F(LedgerMachine, R1ARenewalNeverRevivesWhatIsDead) {
  activate(1, 60);
  EXPECT_EQ(
      uut.renew({key(1, 2), {t0, t0 + 90s}, t0 + 90s}, t0 + 60s).answer.code,
      errc::lease_over);
  EXPECT_EQ(uut.renew({key(5, 2), {t0, t0 + 90s}, t0 + 90s}, t0).answer.code,
            errc::lease_over);
}

TEST_F(LedgerMachine, C6AnOrderOfAnOlderEpochChangesNothing) {
  activate(1, 60);
  uut.renew({key(1, 5), {t0, t0 + 90s}, t0 + 90s}, t0);
  auto late = uut.release({key(1, 1)}, t0);
  EXPECT_EQ(late.answer.code, errc::stale_epoch);
  EXPECT_EQ(late.answer.current, epoch{5});
  EXPECT_NE(uut.find(lease_id{1}), nullptr);
  EXPECT_EQ(uut.renew({key(1, 2), {t0, t0 + 70s}, t0 + 70s}, t0).answer.code,
            errc::stale_epoch);
  uut.confirm({key(1, 1), t0 + 1s}, t0);
  EXPECT_EQ(uut.find(lease_id{1})->deadline, t0 + 90s);
}

TEST_F(LedgerMachine, ReleasingTwiceIsReleasingOnce) {
  activate(1, 60);
  EXPECT_EQ(uut.release({key(1)}, t0).journal, ledger_change::write::erase);
  auto again = uut.release({key(1)}, t0);
  EXPECT_EQ(again.answer.code, errc::none);
  EXPECT_EQ(again.journal, ledger_change::write::none);
  EXPECT_EQ(free_now(), 100);
}

TEST_F(LedgerMachine, RestrictsAllResourcesOfAHopInOneStep) {
  activate(1, 60);
  auto record = uut.find(lease_id{1});
  renew_hop order{key(1, 2), record->term, record->deadline, {{nic, rate(30)}}};
  auto done = uut.renew(order, t0);
  EXPECT_EQ(done.answer.code, errc::none);
  EXPECT_EQ(done.record.state, hop_state::restricted);
  EXPECT_EQ(free_now(), 70);
  order.key = key(1, 3);
  order.uses = {{nic, rate(40)}};
  EXPECT_EQ(uut.renew(order, t0).answer.code, errc::invalid_request);
  EXPECT_EQ(free_now(), 70);
  expect_sound();
}

TEST_F(LedgerMachine, HoldsOnAPledgeAndLetsNobodyElseTakeIt) {
  activate(1, 60);
  auto order = hold_order(2, 70);
  EXPECT_EQ(uut.hold(order, t0).code, errc::insufficient_capacity);
  order.pledges = {{lease_id{1}, {{nic, rate(30)}}, t0}};
  EXPECT_EQ(uut.hold(order, t0).code, errc::none);
  EXPECT_EQ(uut.hold(hold_order(3, 1), t0).code, errc::insufficient_capacity);
  expect_sound();
}

TEST_F(LedgerMachine, CommitsAHoldOnAPledgeOnlyOnceThatIsKept) {
  activate(1, 60);
  auto order = hold_order(2, 70);
  order.pledges = {{lease_id{1}, {{nic, rate(30)}}, t0}};
  uut.hold(order, t0);
  auto early = uut.commit({key(2), order.term.end}, t0);
  EXPECT_EQ(early.answer.code, errc::insufficient_capacity);
  EXPECT_EQ(early.answer.resource, nic);
  EXPECT_EQ(early.journal, ledger_change::write::none);
  auto record = uut.find(lease_id{1});
  uut.renew({key(1, 2), record->term, record->deadline, {{nic, rate(30)}}}, t0);
  auto kept = uut.commit({key(2), order.term.end}, t0);
  EXPECT_EQ(kept.answer.code, errc::none);
  EXPECT_EQ(free_now(), 0);
  expect_sound();
}

TEST_F(LedgerMachine, RefusesAPledgeThatIsNotEnough) {
  activate(1, 60);
  auto order = hold_order(2, 70);
  order.pledges = {{lease_id{1}, {{nic, rate(31)}}, t0}};
  EXPECT_EQ(uut.hold(order, t0).code, errc::insufficient_capacity);
  order.pledges = {{lease_id{1}, {{nic, rate(30)}}, t0 + 1s}};
  EXPECT_EQ(uut.hold(order, t0).code, errc::insufficient_capacity)
      << "it comes too late";
  order.pledges = {{lease_id{7}, {}, t0}};
  EXPECT_EQ(uut.hold(order, t0).code, errc::insufficient_capacity)
      << "there is no such lease";
  EXPECT_EQ(free_now(), 40);
  expect_sound();
}

TEST_F(LedgerMachine, C8GrantsNothingWhileAShrunkenResourceIsOverbooked) {
  activate(1, 60);
  uut.set_capacity(nic, rate(50));
  EXPECT_EQ(uut.hold(hold_order(2, 1), t0).code, errc::insufficient_capacity);
  uut.release({key(1)}, t0);
  EXPECT_EQ(uut.hold(hold_order(2, 1), t0).code, errc::none);
}

TEST_F(LedgerMachine, KeepsAResourceThatIsBooked) {
  activate(1, 60);
  EXPECT_FALSE(uut.remove(nic));
  uut.release({key(1)}, t0);
  EXPECT_TRUE(uut.remove(nic));
  EXPECT_FALSE(uut.has(nic));
}

TEST_F(LedgerMachine, RestoresAHopAndAsksItsRootAtOnce) {
  activate(1, 60);
  auto record = *uut.find(lease_id{1});
  ledger_machine again{gateway_name{"GW4"}};
  again.set_capacity(nic, rate(100));
  again.set_capacity(buffers, amounts{unit::byte, 1000});
  again.restore(record, t0 + 5s);
  EXPECT_EQ(again.active_hops().size(), 1u);
  auto due = again.expire(t0 + 5s, 10);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].event, ledger_due::what::unconfirmed);
}

// -- other terms beside those of an active hop --------------------------------

// H3, near a full link too.
TEST_F(LedgerMachine, ChargesWhatOldAndNewTermsShareOnce) {
  activate(1, 100);
  EXPECT_EQ(uut.hold(hold_order(1, 100, {t0, t0 + 60s}, 2), t0).code,
            errc::none);
  EXPECT_EQ(free_now(), 0);
  auto both = uut.commit({key(1, 2), t0 + 60s}, t0);
  EXPECT_EQ(both.answer.code, errc::none);
  ASSERT_TRUE(both.record.next);
  EXPECT_EQ(free_now(), 0);
  expect_sound();
}

TEST_F(LedgerMachine, TakesOnlyTheDifferenceForMore) {
  activate(1, 60);
  activate(2, 10);
  EXPECT_EQ(uut.hold(hold_order(1, 90, {t0, t0 + 60s}, 2), t0).code,
            errc::none);
  EXPECT_EQ(free_now(), 0);
  auto more = uut.hold(hold_order(1, 91, {t0, t0 + 60s}, 3), t0);
  EXPECT_EQ(more.code, errc::insufficient_capacity);
  EXPECT_EQ(more.resource, nic);
  EXPECT_EQ(free_now(), 30) << "the older hold gave way, the hop did not";
  EXPECT_EQ(uut.find(lease_id{1})->uses[0].amount, rate(60));
  expect_sound();
}

TEST_F(LedgerMachine, BooksAnotherEndOnlyWhereItIsLater) {
  activate(1, 60);
  EXPECT_EQ(uut.hold(hold_order(1, 20, {t0, t0 + 90s}, 2), t0).code,
            errc::none);
  EXPECT_EQ(free_now(t0 + 59s), 40);
  EXPECT_EQ(free_now(t0 + 60s), 80);
  EXPECT_EQ(free_now(t0 + 90s), 100);
  expect_sound();
}

TEST_F(LedgerMachine, SwitchesToTheTermsThatTheRootNames) {
  activate(1, 60);
  auto old_terms = *uut.find(lease_id{1});
  uut.hold(hold_order(1, 20, {t0, t0 + 60s}, 2), t0);
  uut.commit({key(1, 2), t0 + 60s}, t0);
  EXPECT_EQ(free_now(), 40) << "until the root has said which count";
  auto order = hold_order(1, 20);
  auto told = uut.renew({key(1, 3), order.term, t0 + 60s, order.uses}, t0);
  EXPECT_EQ(told.answer.code, errc::none);
  EXPECT_FALSE(told.record.next);
  EXPECT_EQ(told.record.state, hop_state::active);
  EXPECT_EQ(free_now(), 80);
  expect_sound();
  auto back =
      uut.renew({key(1, 4), old_terms.term, t0 + 60s, old_terms.uses}, t0);
  EXPECT_EQ(back.answer.code, errc::invalid_request) << "they are gone";
}

TEST_F(LedgerMachine, GoesBackWhereTheRootKeepsTheOldTerms) {
  activate(1, 60);
  auto old_terms = *uut.find(lease_id{1});
  uut.hold(hold_order(1, 90, {t0, t0 + 70s}, 2), t0);
  uut.commit({key(1, 2), t0 + 70s}, t0);
  EXPECT_EQ(free_now(), 10);
  auto told = uut.renew(
      {key(1, 3), old_terms.term, old_terms.deadline, old_terms.uses}, t0);
  EXPECT_EQ(told.answer.code, errc::none);
  EXPECT_EQ(told.record.deadline, t0 + 60s);
  EXPECT_EQ(free_now(), 40);
  EXPECT_EQ(free_now(t0 + 60s), 100);
  expect_sound();
}

TEST_F(LedgerMachine, TermsBesideAreGoneAfterTheirTimeoutAndTheHopIsNot) {
  activate(1, 60);
  uut.hold(hold_order(1, 90, {t0, t0 + 60s}, 2), t0);
  EXPECT_EQ(uut.next_deadline(), t0 + 10s);
  EXPECT_TRUE(uut.expire(t0 + 10s, 10).empty());
  EXPECT_EQ(free_now(), 40);
  EXPECT_EQ(uut.next_deadline(), t0 + 60s);
  auto late = uut.commit({key(1, 2), t0 + 60s}, t0 + 10s);
  EXPECT_EQ(late.answer.code, errc::hold_expired);
  EXPECT_EQ(uut.find(lease_id{1})->key.epoch, epoch{1});
  expect_sound();
}

TEST_F(LedgerMachine, OrdersForTermsBesideMayComeTwiceAndLate) {
  activate(1, 60);
  auto order = hold_order(1, 70, {t0, t0 + 60s}, 3);
  EXPECT_EQ(uut.hold(order, t0).code, errc::none);
  EXPECT_EQ(uut.hold(order, t0).code, errc::none);
  EXPECT_EQ(free_now(), 30);
  EXPECT_EQ(uut.hold(hold_order(1, 95, {t0, t0 + 60s}, 2), t0).code,
            errc::stale_epoch);
  EXPECT_EQ(uut.commit({key(1, 3), t0 + 60s}, t0).answer.code, errc::none);
  EXPECT_EQ(uut.commit({key(1, 3), t0 + 60s}, t0).answer.code, errc::none);
  EXPECT_EQ(uut.hold(order, t0).code, errc::none);
  EXPECT_EQ(uut.hold(hold_order(1, 10, {t0, t0 + 60s}, 4), t0).code,
            errc::conflict)
      << "the root has to say first which terms count";
  EXPECT_EQ(uut.release({key(1, 2)}, t0).answer.code, errc::stale_epoch);
  EXPECT_EQ(free_now(), 30);
  expect_sound();
}

// D1: a start finds both, books both, and asks the root until it says which.
TEST_F(LedgerMachine, RestoresBothTermsAndAsksWhichCount) {
  activate(1, 60);
  uut.hold(hold_order(1, 90, {t0, t0 + 60s}, 2), t0);
  auto record = uut.commit({key(1, 2), t0 + 60s}, t0).record;
  ledger_machine again{gateway_name{"GW4"}};
  again.set_capacity(nic, rate(100));
  again.set_capacity(buffers, amounts{unit::byte, 1000});
  again.restore(record, t0 + 1s);
  std::swap(uut, again);
  EXPECT_EQ(free_now(), 10);
  EXPECT_EQ(uut.expire(t0 + 1s, 10).size(), 1u);
  uut.confirm({key(1, 2), t0 + 60s}, t0 + 1s);
  EXPECT_EQ(uut.next_deadline(), t0 + 11s);
}

TEST_F(LedgerMachine, HoldsBesideOnAPledge) {
  activate(1, 60);
  activate(2, 40);
  auto order = hold_order(1, 90, {t0, t0 + 60s}, 2);
  order.pledges = {{lease_id{2}, {{nic, rate(10)}}, t0}};
  EXPECT_EQ(uut.hold(order, t0).code, errc::none);
  EXPECT_EQ(uut.commit({key(1, 2), t0 + 60s}, t0).answer.code,
            errc::insufficient_capacity);
  expect_sound();
  auto weak = *uut.find(lease_id{2});
  uut.renew({key(2, 2), weak.term, weak.deadline, {{nic, rate(10)}}}, t0);
  EXPECT_EQ(uut.commit({key(1, 2), t0 + 60s}, t0).answer.code, errc::none);
  expect_sound();
}

// H3: a capacity that shrinks after the hold takes nothing from what it has.
TEST_F(LedgerMachine, CommitsBesideWhatTakesNoMoreThanThereIsAlready) {
  activate(1, 60);
  activate(2, 40);
  const window term{t0, t0 + 60s};
  ASSERT_EQ(uut.hold(hold_order(1, 30, term, 2), t0).code, errc::none);
  uut.set_capacity(nic, rate(70));
  EXPECT_EQ(uut.commit({key(1, 2), term.end}, t0).answer.code, errc::none);
  uut.set_capacity(nic, rate(100));
  uut.renew({key(1, 3), term, term.end, {{nic, rate(30)}}}, t0);
  ASSERT_EQ(uut.hold(hold_order(1, 50, term, 4), t0).code, errc::none);
  uut.set_capacity(nic, rate(80));
  EXPECT_EQ(uut.commit({key(1, 4), term.end}, t0).answer.code,
            errc::insufficient_capacity);
  expect_sound();
}

// A lease that moves away pledges what it takes afterwards, which need not be
// less of everything.
TEST_F(LedgerMachine, HoldsOnThePledgeOfALeaseThatMoves) {
  const auto other = resource_name{"GW4/34"};
  uut.set_capacity(other, rate(100));
  activate(1, 60);
  auto away = hold_order(1, 0, {t0, t0 + 60s}, 2);
  away.uses = {{other, rate(60)}};
  ASSERT_EQ(uut.hold(away, t0).code, errc::none);
  auto order = hold_order(2, 70);
  order.pledges = {{lease_id{1}, {{other, rate(60)}}, t0}};
  EXPECT_EQ(uut.hold(order, t0).code, errc::none);
  expect_sound();
}

// The root is on another node: its orders are under way for a while.
TEST_F(LedgerMachine, TakesLateOrdersOfAnotherClockForWhatTheyAre) {
  activate(1, 60);
  ASSERT_EQ(uut.hold(hold_order(2, 60, {t0 + 60s, t0 + 90s}), t0).code,
            errc::none);
  // The terms as they are, behind which there is no room.
  auto same = uut.renew({key(1, 2), {t0 + 9ms, t0 + 60s + 9ms}, {}, {}}, t0);
  EXPECT_EQ(same.answer.code, errc::none);
  EXPECT_EQ(same.record.term.end, t0 + 60s);
  uut.release({key(2)}, t0);
  const renew_hop longer{key(1, 3), {t0 + 5ms, t0 + 70s + 5ms}, {}, {}};
  EXPECT_EQ(uut.renew(longer, t0).answer.code, errc::none);
  const renew_hop again{key(1, 3), {t0 + 2s, t0 + 72s}, {}, {}};
  auto twice = uut.renew(again, t0 + 2s);
  EXPECT_EQ(twice.answer.code, errc::none);
  EXPECT_EQ(twice.record.term.end, t0 + 70s + 5ms);
  EXPECT_EQ(twice.record.deadline, t0 + 70s + 5ms);
  // Another order under the same epoch: of a root that began again.
  const renew_hop other{key(1, 3), {t0 + 2s, t0 + 62s}, {}, {}};
  EXPECT_EQ(uut.renew(other, t0 + 2s).answer.code, errc::stale_epoch);
  expect_sound();
}

// C2: the root was off, is 4 s behind, and counts on what it says now.
TEST_F(LedgerMachine, CountsAnewWhatTheRootSaysSoOnceForEachOrder) {
  activate(1, 60);
  renew_hop order{key(1, 2), {t0 + 4s, t0 + 64s}, {}, {}, reckoning::anew};
  EXPECT_EQ(uut.renew(order, t0).record.term.end, t0 + 64s);
  order.term = {t0 + 9s, t0 + 69s};
  auto twice = uut.renew(order, t0 + 5s);
  EXPECT_EQ(twice.answer.code, errc::none) << "it is the same order";
  EXPECT_EQ(twice.record.term.end, t0 + 64s);
  expect_sound();
}

TEST_F(LedgerMachine, RefusesToCountAnewWhereOthersHaveTheTimeBehind) {
  activate(1, 60);
  ASSERT_EQ(uut.hold(hold_order(2, 60, {t0 + 60s, t0 + 90s}), t0).code,
            errc::none);
  const window later{t0 + 4s, t0 + 64s};
  auto refused = uut.renew({key(1, 2), later, {}, {}, reckoning::anew}, t0);
  EXPECT_EQ(refused.answer.code, errc::insufficient_capacity);
  auto kept = uut.renew({key(1, 3), later, {}, {}, reckoning::no_sooner}, t0);
  EXPECT_EQ(kept.answer.code, errc::none) << "that takes nothing more";
  EXPECT_EQ(kept.record.term.end, t0 + 60s);
  expect_sound();
}

// C2: what a change left here that came to nothing is counted as it was then;
// the lease comes here after all.
TEST_F(LedgerMachine, CountsAnewWhatIsHeldBesideAndThenCommitted) {
  activate(1, 60);
  auto order = hold_order(1, 60, {t0 + 4s, t0 + 64s}, 2);
  order.counts = reckoning::anew;
  ASSERT_EQ(uut.hold(order, t0).code, errc::none);
  ASSERT_EQ(uut.commit({key(1, 2), t0 + 64s}, t0).answer.code, errc::none);
  auto told = uut.renew({key(1, 3), order.term, {}, order.uses}, t0);
  EXPECT_EQ(told.answer.code, errc::none);
  EXPECT_EQ(told.record.term.end, t0 + 64s);
  expect_sound();
}

TEST_F(LedgerMachine, AsksRootsOfHopsThatItDoubtsOnce) {
  activate(1, 60);
  uut.hold(hold_order(2, 10), t0);
  EXPECT_EQ(uut.next_deadline(), t0 + 10s) << "the hold";
  uut.release({key(2)}, t0);
  uut.doubt(buffers, t0);
  uut.doubt(buffers, t0 + 5s);
  auto due = uut.expire(t0 + 10s, 10);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due.front().event, ledger_due::what::unconfirmed);
  EXPECT_EQ(due.front().record.key.lease, lease_id{1});
  uut.confirm({key(1), t0 + 60s}, t0 + 10s);
  uut.doubt(resource_name{"GW4/nothing"}, t0 + 10s);
  EXPECT_EQ(uut.next_deadline(), t0 + 60s);
}

TEST_F(LedgerMachine, EndsAHopWithItsTermWhateverALateWordSays) {
  activate(1, 60);
  uut.confirm({key(1), t0 + 90s}, t0 + 30s);
  uut.confirm({key(1), t0 + 40s}, t0 + 30s);
  EXPECT_EQ(uut.next_deadline(), t0 + 60s);
}

TEST_F(LedgerMachine, KeepsALeaseWithoutAnEndForAsLongAsItWasEverTold) {
  ASSERT_EQ(uut.hold(hold_order(1, 60, {t0, forever}), t0).code, errc::none);
  ASSERT_EQ(uut.commit({key(1), t0 + 30s}, t0).answer.code, errc::none);
  uut.confirm({key(1), t0 + 40s}, t0 + 10s);
  uut.confirm({key(1), t0 + 35s}, t0 + 11s);
  EXPECT_EQ(uut.next_deadline(), t0 + 40s);
}

// C1: random orders, in any order and twice, never book past the capacity and
// never write a journal that does.
TEST_F(LedgerMachine, StaysSoundUnderRandomOrders) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 dice{seed};
    auto roll = [&dice](int most) {
      return std::uniform_int_distribution<int>{0, most}(dice);
    };
    uut = ledger_machine{gateway_name{"GW4"}};
    uut.set_capacity(nic, rate(100));
    uut.set_capacity(buffers, amounts{unit::byte, 100});
    std::map<lease_id, hop_record> journal;
    auto write = [&](const ledger_change& x) {
      if (x.journal == ledger_change::write::put)
        journal[x.record.key.lease] = x.record;
      else if (x.journal == ledger_change::write::erase)
        journal.erase(x.record.key.lease);
    };
    auto now = t0;
    for (int i = 0; i < 120; ++i) {
      now += std::chrono::milliseconds{roll(800)};
      const auto lease = static_cast<std::uint64_t>(1 + roll(3));
      const auto at = static_cast<std::uint64_t>(1 + roll(i / 8 + 2));
      const window term{t0, t0 + std::chrono::seconds{30 + 10 * roll(5)}};
      auto order = hold_order(lease, 10 * roll(8), term, at);
      order.hold_until = now + 10s;
      switch (roll(5)) {
      case 0:
      case 1:
        uut.hold(order, now);
        break;
      case 2:
        write(uut.commit({order.key, term.end}, now));
        break;
      case 3:
        write(uut.renew({order.key, term, term.end, order.uses}, now));
        break;
      case 4:
        if (roll(3) == 0)
          write(uut.release({order.key}, now));
        break;
      default:
        uut.confirm({order.key, term.end}, now);
      }
      for (auto& due : uut.expire(now, 10))
        if (due.event == ledger_due::what::ended)
          journal.erase(due.record.key.lease);
      expect_sound();
      amounts sum;
      for (auto& [id, record] : journal) {
        auto most = record.uses.empty() ? amounts{} : record.uses[0].amount;
        if (record.next && !record.next->uses.empty())
          most = max(most, record.next->uses[0].amount);
        sum += most;
      }
      ASSERT_TRUE(sum.fits(rate(100))) << "seed " << seed << " step " << i;
    }
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

} // namespace
} // namespace leasehold
