// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/audit.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

const auto t0 = instant{} + 1h;

class Audit : public ::testing::Test {
protected:
  Audit() {
    book.leases.push_back(std::make_shared<lease_record>(lease(7)));
    for (auto name : {"A", "B"}) {
      gateway_audit gateway;
      gateway.gateway = gateway_name{name};
      gateway.report.hops = 1;
      gateway.report.resources = 2;
      gateway.hops.push_back(hop(7, name));
      gateways.push_back(gateway);
    }
  }

  static std::vector<resource_use> uses(const std::string& gateway) {
    return {{resource_name{gateway + "/nic"}, {unit::bit_per_second, 10}},
            {resource_name{gateway + "/buffers"}, {unit::byte, 5}}};
  }

  static lease_record lease(std::uint64_t id) {
    lease_record x;
    x.info.id = lease_id{id};
    x.info.epoch = epoch{1};
    x.info.term = {t0, t0 + 60s};
    for (auto name : {"A", "B"})
      x.info.route.hops.push_back({gateway_name{name}, uses(name)});
    return x;
  }

  static hop_record hop(std::uint64_t id, const std::string& gateway) {
    hop_record x;
    x.key = {lease_id{id}, epoch{1}, gateway_name{gateway}};
    x.state = hop_state::active;
    x.uses = uses(gateway);
    x.term = {t0, t0 + 60s};
    return x;
  }

  static void change(lease_snapshot& in, const lease_record& to) {
    in.leases = {std::make_shared<lease_record>(to)};
  }

  strings found(const lease_snapshot& before,
                const lease_snapshot& after) const {
    strings result;
    for (auto& x : audit_region(before, gateways, after, now).findings)
      result.push_back(x.rule + " " + x.subject);
    return result;
  }
  strings found() const {
    return found(book, book);
  }

  lease_snapshot book;
  std::vector<gateway_audit> gateways;
  instant now = t0;
};

TEST_F(Audit, FindsNothingWhereAllAgreeAndCountsWhatItSaw) {
  auto report = audit_region(book, gateways, book, now);
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.leases, 1u);
  EXPECT_EQ(report.hops, 2u);
  EXPECT_EQ(report.resources, 4u);
}

TEST_F(Audit, FindsNothingInAnEmptyRegion) {
  EXPECT_TRUE(audit_region({}, {}, {}, now).findings.empty());
}

// C5
TEST_F(Audit, FindsALeaseWithoutItsHop) {
  gateways[1].hops.clear();
  EXPECT_EQ(found(), (strings{"C5 lease 7 at B"}));
  gateways.pop_back();
  EXPECT_EQ(found(), (strings{"C5 lease 7 at B"}));
}

TEST_F(Audit, FindsAHopThatTakesSomethingElse) {
  gateways[0].hops[0].uses[0].amount = {unit::bit_per_second, 9};
  EXPECT_EQ(found(), (strings{"C5 lease 7 at A"}));
}

// A lease is written first, then its hops are told.
TEST_F(Audit, LetsAHopThatWasNotToldYetHaveMoreButNotLess) {
  auto& hop = gateways[0].hops[0];
  lease_record ahead = *book.leases[0];
  ahead.info.epoch = epoch{2};
  change(book, ahead);
  hop.uses[0].amount = {unit::bit_per_second, 90};
  EXPECT_EQ(found(), strings{});
  hop.uses[0].amount = {unit::bit_per_second, 9};
  EXPECT_EQ(found(), (strings{"C5 lease 7 at A"}));
  hop.next = hop_terms{uses("A"), hop.term};
  EXPECT_EQ(found(), strings{});
}

TEST_F(Audit, TakesUsesInAnyOrderAndInPartsForTheSame) {
  gateways[0].hops[0].uses = {
      {resource_name{"A/buffers"}, {unit::byte, 5}},
      {resource_name{"A/nic"}, {unit::bit_per_second, 4}},
      {resource_name{"A/nic"}, {unit::bit_per_second, 6}}};
  EXPECT_EQ(found(), strings{});
}

// C4
TEST_F(Audit, FindsAHopThatEndsBeforeItsLease) {
  gateways[0].hops[0].term.end = t0 + 61s;
  gateways[1].hops[0].term.end = t0 + 59s;
  EXPECT_EQ(found(), (strings{"C4 lease 7 at B"}));
}

// C7
TEST_F(Audit, FindsAHopWithoutALeaseOnceNothingIsBeingSetUp) {
  gateways[0].hops.push_back(hop(8, "A"));
  EXPECT_EQ(found(), (strings{"C7 lease 8 at A"}));
  auto busy = book;
  busy.in_setup = 1;
  EXPECT_EQ(found(busy, book), strings{});
  EXPECT_EQ(found(book, busy), strings{});
}

TEST_F(Audit, LeavesToOtherNodesWhatOnlyTheyKnow) {
  gateways.pop_back();
  auto rooted_there = hop(8, "A");
  rooted_there.root = gateway_name{"B"};
  gateways[0].hops.push_back(rooted_there);
  EXPECT_EQ(found().size(), 2u);
  EXPECT_TRUE(audit_region(book, gateways, book, now, {gateway_name{"B"}})
                  .findings.empty());
}

TEST_F(Audit, ExpectsNothingOfALeaseThatIsOverButKnowsItsHops) {
  auto over = lease(7);
  over.phase = lease_phase::over;
  change(book, over);
  EXPECT_EQ(found(), strings{});
  gateways[1].hops.clear();
  EXPECT_EQ(found(), strings{});
}

// What changes while the gateways are asked is no finding.
TEST_F(Audit, HoldsOnlyWhatStayedTheSameAgainstTheHops) {
  gateways[1].hops.clear();
  auto renewed = lease(7);
  renewed.info.epoch = epoch{2};
  lease_snapshot later;
  change(later, renewed);
  EXPECT_EQ(found(book, later), strings{});
  EXPECT_EQ(found({}, book), strings{}) << "granted meanwhile";
  gateways.pop_back();
  EXPECT_EQ(found(book, {}), strings{}) << "forgotten meanwhile";
}

// Hops end with their lease, and a node may die in between.
TEST_F(Audit, LetsHopsEndAMomentBeforeTheirLeaseIsOver) {
  gateways[1].hops.clear();
  now = t0 + 60s - duration{1};
  EXPECT_EQ(found(), (strings{"C5 lease 7 at B"}));
  now = t0 + 60s;
  EXPECT_EQ(found(), strings{});
}

TEST_F(Audit, PassesOnWhatGatewaysFound) {
  gateways[0].report.findings.push_back({"C1", "A/nic", "too much"});
  EXPECT_EQ(found(), (strings{"C1 A/nic"}));
}

} // namespace
} // namespace leasehold
