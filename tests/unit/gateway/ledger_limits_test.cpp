// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "tests/support/ledger_fixture.hpp"

// Until when a ledger promises what it has.
namespace leasehold {
namespace {

using namespace std::chrono_literals;

using test::nic;
using test::rate;
using test::t0;

class LedgerLimits : public test::ledger_fixture {
protected:
  hop_answer hold(std::uint64_t lease, std::int64_t bits, instant end,
                  instant now = t0) {
    return uut.hold({key(lease),
                     gateway_name{"GW5"},
                     {{nic, rate(bits)}},
                     {t0, end},
                     now + 10s},
                    now);
  }

  errc commit(std::uint64_t lease, instant now = t0) {
    return uut.commit({key(lease), t0 + 60s}, now).answer.code;
  }

  errc renew(std::uint64_t lease, std::int64_t bits, instant end) {
    renew_hop order;
    order.key = key(lease, 2);
    order.term = {t0, end};
    order.deadline = end;
    order.uses = {{nic, rate(bits)}};
    return uut.renew(order, t0).answer.code;
  }
};

// C8: whose leases take more than there is, and from when.
TEST_F(LedgerLimits, TellWhoTakesMoreThanThereIs) {
  EXPECT_EQ(hold(1, 40, t0 + 60s).code, errc::none);
  EXPECT_EQ(commit(1), errc::none);
  hold_hop other{key(2),
                 gateway_name{"GW2"},
                 {{nic, rate(30)}},
                 {t0 + 20s, t0 + 60s},
                 t0 + 10s};
  EXPECT_EQ(uut.hold(other, t0).code, errc::none);
  EXPECT_EQ(commit(2), errc::none);
  EXPECT_TRUE(uut.shortages(t0).empty());
  uut.set_capacity(nic, rate(50));
  auto found = uut.shortages(t0);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].resource, nic);
  EXPECT_EQ(found[0].capacity, rate(50));
  EXPECT_EQ(found[0].from, t0 + 20s) << "until then one is alone";
  const std::map<gateway_name, amounts> taken{{gateway_name{"GW5"}, rate(40)},
                                              {gateway_name{"GW2"}, rate(30)}};
  EXPECT_EQ(found[0].taken, taken);
  uut.set_capacity(nic, rate(39));
  EXPECT_EQ(uut.shortages(t0)[0].from, t0);
  uut.release({key(1)}, t0);
  EXPECT_TRUE(uut.shortages(t0).empty());
}

// What is held may rest on pledges, and is not given out.
TEST_F(LedgerLimits, TellNothingOfHoldsThatRestOnPledges) {
  EXPECT_EQ(hold(1, 80, t0 + 60s).code, errc::none);
  EXPECT_EQ(commit(1), errc::none);
  hold_hop newcomer{
      key(2), gateway_name{"GW5"}, {{nic, rate(50)}}, {t0, t0 + 60s}, t0 + 10s};
  newcomer.pledges = {{lease_id{1}, {{nic, rate(40)}}, t0}};
  ASSERT_EQ(uut.hold(newcomer, t0).code, errc::none);
  EXPECT_TRUE(uut.shortages(t0).empty());
}

TEST_F(LedgerLimits, PromiseNothingPastTheEnd) {
  uut.set_limit(nic, {t0 + 60s, duration::max()});
  auto late = hold(1, 10, t0 + 61s);
  EXPECT_EQ(late.code, errc::insufficient_capacity);
  EXPECT_EQ(late.resource, nic);
  EXPECT_EQ(late.free, amounts{});
  EXPECT_EQ(hold(1, 10, t0 + 60s).code, errc::none);
  EXPECT_EQ(commit(1), errc::none);
  EXPECT_EQ(renew(1, 10, t0 + 61s), errc::insufficient_capacity);
}

TEST_F(LedgerLimits, MoveWithTheTimeWhereTermsAreToBeShort) {
  uut.set_limit(nic, {forever, 30s});
  EXPECT_EQ(hold(1, 10, t0 + 31s).code, errc::insufficient_capacity);
  EXPECT_EQ(hold(1, 10, t0 + 31s, t0 + 1s).code, errc::none);
  uut.set_limit(nic, {});
  EXPECT_EQ(hold(2, 10, t0 + 99s).code, errc::none);
}

// A lease keeps what it has, and may get less or end earlier.
TEST_F(LedgerLimits, LeaveWhatIsPromisedAlone) {
  ASSERT_EQ(hold(1, 40, t0 + 60s).code, errc::none);
  ASSERT_EQ(commit(1), errc::none);
  uut.set_limit(nic, {t0 + 20s, duration::max()});
  EXPECT_EQ(renew(1, 30, t0 + 50s), errc::none);
  uut.expire(t0 + 49s, 10);
  EXPECT_NE(uut.find(lease_id{1}), nullptr);
}

// The order comes between a hold and its commit.
TEST_F(LedgerLimits, HoldForWhatIsNotCommittedYet) {
  ASSERT_EQ(hold(1, 40, t0 + 60s).code, errc::none);
  ASSERT_EQ(hold(2, 40, t0 + 20s).code, errc::none);
  uut.set_limit(nic, {t0 + 20s, duration::max()});
  EXPECT_EQ(commit(1), errc::insufficient_capacity);
  EXPECT_EQ(commit(2), errc::none);
}

TEST_F(LedgerLimits, AreSeenByWhoeverAsksWhatIsFree) {
  uut.set_limit(nic, {t0 + 60s, duration::max()});
  probe question;
  question.detail = probe_detail::steps;
  question.over = {t0, t0 + 60s};
  auto within = uut.answer(question, t0).resources.at(0);
  EXPECT_EQ(within.free, rate(100));
  ASSERT_EQ(within.steps.size(), 2u);
  EXPECT_EQ(within.steps[1].from, t0 + 60s);
  EXPECT_EQ(within.steps[1].free, amounts{});
  question.over.end = t0 + 61s;
  EXPECT_EQ(uut.answer(question, t0).resources.at(0).free, amounts{});
  question.over = {t0 + 70s, t0 + 80s};
  auto past = uut.answer(question, t0).resources.at(0);
  ASSERT_EQ(past.steps.size(), 1u);
  EXPECT_EQ(past.steps[0].from, t0 + 70s);
  EXPECT_EQ(past.steps[0].free, amounts{});
}

// The answer stays within its bound.
TEST_F(LedgerLimits, AreOneOfAsManyStepsAsThereMayBe) {
  uut.set_capacity(nic, rate(10'000));
  for (std::uint64_t i = 1; i <= 2 * free_steps_max; ++i)
    ASSERT_EQ(hold(i, 1, t0 + 1s * i).code, errc::none);
  uut.set_limit(nic, {t0 + 99h, duration::max()});
  probe question;
  question.detail = probe_detail::steps;
  question.over = {t0, t0 + 1s};
  auto view = uut.answer(question, t0).resources.at(0);
  ASSERT_EQ(view.steps.size(), free_steps_max);
  EXPECT_EQ(view.steps.back().free, amounts{});
}

} // namespace
} // namespace leasehold
