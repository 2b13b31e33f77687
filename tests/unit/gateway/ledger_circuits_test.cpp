// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "actors/gateway/circuit_orders.hpp"
#include "actors/gateway/ledger_machine.hpp"
#include "tests/support/ledger_fixture.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

using test::nic;
using test::rate;
using test::t0;

const resource_name back{"GW4/14"};

class LedgerCircuits : public test::ledger_fixture {
protected:
  LedgerCircuits() {
    uut.set_capacity(back, rate(100));
    uut.set_enforced(nic, enforcement::by_driver);
    uut.set_enforced(back, enforcement::by_driver);
  }

  static hold_hop order(std::uint64_t lease, std::int64_t bits,
                        window term = {t0, t0 + 60s},
                        std::uint64_t at_epoch = 1) {
    hold_hop x;
    x.key = key(lease, at_epoch);
    x.root = gateway_name{"GW5"};
    x.uses = {{back, rate(bits)}, {nic, rate(bits)}};
    x.term = term;
    x.hold_until = t0 + 10s;
    x.carries =
        circuit{endpoint_name{"EP11"}, endpoint_name{"EP51"}, {}, back, nic};
    return x;
  }

  void activate(const hold_hop& wanted) {
    ASSERT_EQ(uut.hold(wanted, t0).code, errc::none);
    ASSERT_EQ(uut.commit({wanted.key, wanted.term.end}, t0).answer.code,
              errc::none);
  }

  std::int64_t rate_at(const resource_name& where, std::uint64_t lease) const {
    auto parts = carried_by(where, *uut.find(lease_id{lease}));
    return parts.size() == 1 ? parts.front().rate : -1;
  }

  ledger_change renew(std::uint64_t at_epoch, window term,
                      std::vector<resource_use> uses = {}) {
    return uut.renew({key(1, at_epoch), term, term.end, std::move(uses)}, t0);
  }
};

TEST_F(LedgerCircuits, ALeaseSendsBothWays) {
  activate(order(1, 30));
  auto& record = *uut.find(lease_id{1});
  auto out = carried_by(nic, record);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].rate, 30);
  EXPECT_EQ(out[0].flow.from.str(), "EP11");
  EXPECT_EQ(out[0].flow.to.str(), "EP51");
  EXPECT_EQ(out[0].flow.end, packet_match::end::receiver);
  auto in = carried_by(back, record);
  ASSERT_EQ(in.size(), 1u);
  EXPECT_EQ(in[0].flow.from.str(), "EP51");
  EXPECT_EQ(in[0].flow.to.str(), "EP11");
  EXPECT_EQ(in[0].flow.end, packet_match::end::sender);
}

TEST_F(LedgerCircuits, NamesTheLeaseThatHasThePacketsAlready) {
  activate(order(1, 30));
  auto no = uut.hold(order(2, 30), t0);
  EXPECT_EQ(no.code, errc::conflict);
  EXPECT_EQ(no.in_the_way, lease_id{1});
  EXPECT_EQ(no.resource, nic);
  EXPECT_EQ(uut.find(lease_id{2}), nullptr);
  auto other = order(2, 30);
  auto flow = *other.carries;
  flow.source = endpoint_name{"EP12"};
  other.carries = flow;
  EXPECT_EQ(uut.hold(other, t0).code, errc::none);
}

TEST_F(LedgerCircuits, AHoldKeepsItsPacketsToo) {
  ASSERT_EQ(uut.hold(order(1, 30), t0).code, errc::none);
  EXPECT_EQ(uut.hold(order(2, 30), t0).code, errc::conflict);
  uut.release({key(1)}, t0);
  EXPECT_EQ(uut.hold(order(2, 30), t0).code, errc::none);
}

TEST_F(LedgerCircuits, OneLeaseFollowsAnother) {
  activate(order(1, 30));
  auto later = order(2, 30, {t0 + 60s, t0 + 90s});
  activate(later);
  EXPECT_EQ(renew(2, {t0, t0 + 61s}).answer.in_the_way, lease_id{2});
  EXPECT_EQ(uut.find(lease_id{1})->term.end, t0 + 60s);
  uut.release({key(2)}, t0);
  EXPECT_EQ(renew(2, {t0, t0 + 61s}).answer.code, errc::none);
}

TEST_F(LedgerCircuits, WhatIsNotEnforcedIsAskedOfNobody) {
  uut.set_enforced(nic, enforcement::none);
  uut.set_enforced(back, enforcement::none);
  activate(order(1, 30));
  EXPECT_FALSE(uut.find(lease_id{1})->carries);
  EXPECT_EQ(uut.hold(order(2, 30), t0).code, errc::none);
}

TEST_F(LedgerCircuits, AChangeOfAmountChangesTheRate) {
  activate(order(1, 30));
  ASSERT_EQ(
      renew(2, {t0, t0 + 60s}, {{back, rate(10)}, {nic, rate(10)}}).answer.code,
      errc::none);
  EXPECT_EQ(rate_at(nic, 1), 10);
  EXPECT_EQ(rate_at(back, 1), 10);
}

// Make before break: until the root has said which terms count, both are there.
TEST_F(LedgerCircuits, AMoveHasBothWaysUntilOneCounts) {
  const resource_name other{"GW4/34"};
  uut.set_capacity(other, rate(100));
  uut.set_enforced(other, enforcement::by_driver);
  activate(order(1, 30));
  auto around = order(1, 30, {t0, t0 + 60s}, 2);
  around.uses = {{back, rate(30)}, {other, rate(30)}};
  auto path = *around.carries;
  path.to_target = other;
  around.carries = path;
  ASSERT_EQ(uut.hold(around, t0).code, errc::none);
  EXPECT_EQ(rate_at(other, 1), -1) << "it is held only";
  ASSERT_EQ(uut.commit({key(1, 2), t0 + 60s}, t0).answer.code, errc::none);
  EXPECT_EQ(rate_at(nic, 1), 30);
  EXPECT_EQ(rate_at(other, 1), 30);
  ASSERT_EQ(renew(3, {t0, t0 + 60s}, around.uses).answer.code, errc::none);
  EXPECT_EQ(rate_at(nic, 1), -1);
  EXPECT_EQ(rate_at(other, 1), 30);
  EXPECT_EQ(uut.hold(order(2, 30), t0).resource, back)
      << "it still comes from there";
}

TEST_F(LedgerCircuits, WhatComesBackFromTheJournalKeepsItsPackets) {
  activate(order(1, 30));
  auto record = *uut.find(lease_id{1});
  ledger_machine again{gateway_name{"GW4"}};
  again.set_capacity(nic, rate(100));
  again.set_capacity(back, rate(100));
  again.set_enforced(nic, enforcement::by_driver);
  again.restore(record, t0);
  auto no = again.hold(order(2, 30), t0);
  EXPECT_EQ(no.in_the_way, lease_id{1});
}

} // namespace
} // namespace leasehold
