// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// C3: an effect is admitted on current, unexpired terms, and on no others.

#include <gtest/gtest.h>

#include "tests/support/ledger_fixture.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

using test::nic;
using test::rate;
using test::t0;

class LedgerAdmission : public test::ledger_fixture {
protected:
  static hop_key at(std::uint64_t at_epoch) {
    return key(1, at_epoch);
  }

  void hold(std::uint64_t at_epoch, window term = {t0, t0 + 60s}) {
    hold_hop order{at(at_epoch),      gateway_name{"GW5"},
                   {{nic, rate(60)}}, term,
                   t0 + 10s,          {}};
    ASSERT_EQ(uut.hold(order, t0).code, errc::none);
  }

  void activate(std::uint64_t at_epoch, window term = {t0, t0 + 60s}) {
    hold(at_epoch, term);
    ASSERT_EQ(uut.commit({at(at_epoch), term.end}, t0).answer.code, errc::none);
  }

  void set_terms(std::uint64_t at_epoch, instant end, std::int64_t bits) {
    const window term{t0, end};
    auto done = uut.renew({at(at_epoch), term, end, {{nic, rate(bits)}}}, t0);
    ASSERT_EQ(done.answer.code, errc::none);
  }
};

TEST_F(LedgerAdmission, AdmitsUntilTheOwnersDeadlineAndNotAtIt) {
  activate(3);
  EXPECT_EQ(uut.admits(at(3), t0), errc::none);
  EXPECT_EQ(uut.admits(at(3), t0 + 60s - 1ms), errc::none);
  EXPECT_EQ(uut.admits(at(3), t0 + 60s), errc::lease_over);
}

TEST_F(LedgerAdmission, AdmitsNothingOnAHoldOrForAStranger) {
  hold(1);
  EXPECT_EQ(uut.admits(at(1), t0), errc::lease_over);
  EXPECT_EQ(uut.admits(key(9), t0), errc::lease_over);
}

TEST_F(LedgerAdmission, AdmitsNothingBeforeTheTermBegins) {
  activate(1, {t0 + 5s, t0 + 60s});
  EXPECT_EQ(uut.admits(at(1), t0 + 5s - 1ms), errc::unavailable);
  EXPECT_EQ(uut.admits(at(1), t0 + 5s), errc::none);
}

TEST_F(LedgerAdmission, FencesEpochsOfLargerAmounts) {
  activate(1);
  set_terms(2, t0 + 60s, 10);
  EXPECT_EQ(uut.admits(at(1), t0), errc::stale_epoch);
  EXPECT_EQ(uut.admits(at(2), t0), errc::none);
  EXPECT_EQ(uut.admits(at(3), t0), errc::stale_epoch)
      << "nobody gave such an epoch";
}

TEST_F(LedgerAdmission, GoesOnWhenARenewalFailedAndWasTakenBack) {
  activate(1);
  set_terms(2, t0 + 90s, 60);
  set_terms(3, t0 + 60s, 60);
  EXPECT_EQ(uut.admits(at(1), t0), errc::none);
  EXPECT_EQ(uut.admits(at(1), t0 + 60s), errc::lease_over);
}

TEST_F(LedgerAdmission, KeepsItsFenceOverARestart) {
  activate(1);
  set_terms(2, t0 + 60s, 10);
  ledger_machine again{gateway_name{"GW4"}};
  again.set_capacity(nic, rate(100));
  again.restore(*uut.find(lease_id{1}), t0 + 5s);
  EXPECT_EQ(again.admits(at(1), t0 + 5s), errc::stale_epoch);
  EXPECT_EQ(again.admits(at(2), t0 + 5s), errc::none);
}

// The disk was put back, and what the lease was given under epochs above 5 is
// on it no more.
TEST_F(LedgerAdmission, AdmitsNothingUnderTermsThatWentWithADisk) {
  activate(5);
  auto found = *uut.find(lease_id{1});
  found.lost.from = epoch{6};
  ledger_machine again{gateway_name{"GW4"}};
  again.set_capacity(nic, rate(100));
  again.restore(found, t0);
  EXPECT_EQ(again.admits(at(5), t0), errc::none) << "these it knows";
  EXPECT_EQ(again.admits(at(7), t0), errc::stale_epoch);
  const window term{t0, t0 + 60s};
  ASSERT_EQ(again.renew({at(20), term, {}, {}}, t0).answer.code, errc::none);
  EXPECT_EQ(again.admits(at(5), t0), errc::none);
  EXPECT_EQ(again.admits(at(7), t0), errc::stale_epoch);
  EXPECT_EQ(again.admits(at(20), t0), errc::none);
  ASSERT_EQ(again.renew({at(30), term, {}, {}}, t0).answer.code, errc::none);
  EXPECT_EQ(again.admits(at(20), t0), errc::none)
      << "what the root says since is known";
  EXPECT_EQ(again.find(lease_id{1})->lost.until, epoch{20});
}

TEST_F(LedgerAdmission, C8CommitsNoHoldForWhichTheCapacityIsGone) {
  hold(1);
  uut.set_capacity(nic, rate(50));
  auto refused = uut.commit({at(1), t0 + 60s}, t0);
  EXPECT_EQ(refused.answer.code, errc::insufficient_capacity);
  EXPECT_EQ(refused.answer.resource, nic);
  EXPECT_EQ(refused.journal, ledger_change::write::none);
  uut.set_capacity(nic, rate(60));
  EXPECT_EQ(uut.commit({at(1), t0 + 60s}, t0).answer.code, errc::none);
}

} // namespace
} // namespace leasehold
