// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// Figure 8: the link from GW4 to GW5 carries 20 Mbit/s. EP11 and EP21 lease 10
// each, then EP31 asks for 10 more. What happens depends on their classes.
#include "actors/contention/planner.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/contention/problem.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;

const resource_name gw4_gw5{"GW4/GW4-GW5"};
const resource_name gw5_buffers{"GW5/buffers"};

constexpr lease_id ep11{0x11};
constexpr lease_id ep21{0x21};

instant at(std::int64_t x) {
  return instant{seconds{x}};
}

amounts mbit(std::int64_t x) {
  return {unit::bit_per_second, x * 1'000'000};
}

std::vector<resource_use> over_link(std::int64_t x) {
  return {{gw4_gw5, mbit(x)}};
}

/// Ten minutes of 10 Mbit/s that began a minute ago.
standing_lease lease_of(lease_id id, std::vector<remedy> remedies) {
  standing_lease result;
  result.id = id;
  result.hold = 7;
  result.since = at(0);
  result.term = {at(0), at(600)};
  result.uses = over_link(10);
  result.remedies = std::move(remedies);
  result.notice = seconds{10};
  return result;
}

class figure8 : public ::testing::Test {
protected:
  figure8() {
    problem.now = at(60);
    problem.capacities[gw4_gw5] = mbit(20);
    problem.leases = {lease_of(ep11, {}), lease_of(ep21, {})};
    problem.asked = newcomer{4, {at(60), at(660)}, over_link(10)};
  }

  standing_lease& of_ep11() {
    return problem.leases[0];
  }
  standing_lease& of_ep21() {
    return problem.leases[1];
  }
  void both_may(const std::vector<remedy>& remedies) {
    of_ep11().remedies = remedies;
    of_ep21().remedies = remedies;
  }

  /// "11 shrink at 60, 21 shorten at 70", or "no plan".
  std::string planned() const {
    const auto found = plan(problem);
    if (!found)
      return "no plan";
    std::string result;
    for (const auto& x : found->changes) {
      const auto when = std::chrono::duration_cast<seconds>(
          x.takes_effect.time_since_epoch());
      result += (result.empty() ? "" : ", ") + to_string(x.lease) + " "
          + to_string(x.what) + " at " + std::to_string(when.count());
    }
    return result;
  }

  contention problem;
};

TEST_F(figure8, NobodyIsTouchedWhereTheNewcomerFits) {
  both_may({remedy::terminate});
  problem.capacities[gw4_gw5] = mbit(30);
  EXPECT_EQ(planned(), "");
}

TEST_F(figure8, TheNewcomerIsRefusedWhereTheClassesAllowNothing) {
  EXPECT_EQ(planned(), "no plan");
}

TEST_F(figure8, ElasticLeasesShrink) {
  both_may({remedy::shrink});
  of_ep11().least = over_link(5);
  of_ep21().least = over_link(5);
  EXPECT_EQ(planned(), "11 shrink at 60, 21 shrink at 60");
  const auto found = plan(problem);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->changes.size(), 2U);
  ASSERT_EQ(found->changes[0].uses.size(), 1U);
  EXPECT_EQ(found->changes[0].uses[0].resource, gw4_gw5);
  EXPECT_EQ(found->changes[0].uses[0].amount, mbit(5));
}

// L27: only the link is, though the newcomer takes of the buffers too.
TEST_F(figure8, APlanSaysWhatWasShort) {
  both_may({remedy::terminate});
  problem.capacities[gw5_buffers] = {unit::byte, 100};
  problem.asked->uses.push_back({gw5_buffers, {unit::byte, 50}});
  auto found = plan(problem);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->short_of, std::set<resource_name>{gw4_gw5});
}

TEST_F(figure8, NobodyShrinksInVain) {
  both_may({remedy::shrink});
  of_ep11().least = over_link(5);
  EXPECT_EQ(planned(), "no plan");
}

TEST_F(figure8, OneLeaseShrinksWhereThatDoes) {
  both_may({remedy::shrink});
  of_ep11().least = over_link(5);
  of_ep21().least = over_link(5);
  problem.asked->uses = over_link(5);
  EXPECT_EQ(planned(), "21 shrink at 60");
}

TEST_F(figure8, ShorteningIsTooLateForWhoStartsNow) {
  both_may({remedy::shorten});
  EXPECT_EQ(planned(), "no plan");
}

TEST_F(figure8, ALeaseIsShortenedForWhoStartsAfterItsNotice) {
  both_may({remedy::shorten});
  problem.asked->term = {at(70), at(660)};
  EXPECT_EQ(planned(), "21 shorten at 70");
}

// T5
TEST_F(figure8, ALeaseIsNotShortenedToEndBeforeItBegins) {
  of_ep21().term.start = at(80);
  problem.asked->term = {at(100), at(660)};
  of_ep21().remedies = {remedy::shorten};
  EXPECT_EQ(planned(), "no plan");
  of_ep21().remedies = {remedy::shorten, remedy::terminate};
  EXPECT_EQ(planned(), "21 terminate at 60");
  of_ep21().term.start = at(69);
  EXPECT_EQ(planned(), "21 shorten at 70");
}

TEST_F(figure8, ALeaseThatEndsWithinItsNoticeIsNotShortened) {
  both_may({remedy::shorten});
  problem.asked->term = {at(65), at(660)};
  of_ep11().term.end = at(70);
  of_ep21().term.end = at(70);
  EXPECT_EQ(planned(), "no plan");
}

TEST_F(figure8, BestEffortLeasesAreTerminatedWhenNothingMilderDoes) {
  both_may({remedy::shrink, remedy::shorten, remedy::terminate});
  of_ep11().least = over_link(8);
  of_ep21().least = over_link(8);
  EXPECT_EQ(planned(), "21 terminate at 60");
}

TEST_F(figure8, ShrinkingOneLeaseComesBeforeTerminatingAnother) {
  of_ep11().remedies = {remedy::shrink};
  of_ep11().least = {};
  of_ep21().remedies = {remedy::terminate};
  EXPECT_EQ(planned(), "21 terminate at 60");
  of_ep11().least = over_link(0);
  EXPECT_EQ(planned(), "11 shrink at 60");
}

TEST_F(figure8, TheWeakerLeaseGoesFirst) {
  both_may({remedy::terminate});
  of_ep21().hold = 6;
  EXPECT_EQ(planned(), "11 terminate at 60");
}

TEST_F(figure8, TheYoungerOfEquallyStrongLeasesGoesFirst) {
  both_may({remedy::terminate});
  of_ep11().since = at(1);
  EXPECT_EQ(planned(), "11 terminate at 60");
}

TEST_F(figure8, NobodyIsTouchedWhoIsAsStrongAsTheNewcomer) {
  both_may({remedy::terminate});
  of_ep11().hold = 4;
  of_ep21().hold = 3;
  EXPECT_EQ(planned(), "no plan");
  of_ep11().hold = 5;
  EXPECT_EQ(planned(), "11 terminate at 60");
}

TEST_F(figure8, AMinimumTenureIsRespected) {
  both_may({remedy::terminate});
  of_ep21().tenure_min = seconds{61};
  EXPECT_EQ(planned(), "11 terminate at 60");
  of_ep21().tenure_min = seconds{60};
  EXPECT_EQ(planned(), "21 terminate at 60");
}

TEST_F(figure8, ALeaseMayBeToldToEndAfterItsMinimumTenure) {
  both_may({remedy::shrink, remedy::shorten, remedy::terminate});
  of_ep11().tenure_min = seconds{600};
  of_ep21().tenure_min = seconds{300};
  problem.asked->term = {at(300), at(660)};
  EXPECT_EQ(planned(), "21 shorten at 300");
  problem.asked->term = {at(299), at(660)};
  EXPECT_EQ(planned(), "no plan");
}

TEST_F(figure8, LeasesThatAreBookedAheadGiveWayToo) {
  both_may({remedy::terminate});
  of_ep21().term = {at(300), at(900)};
  of_ep21().hold = 6;
  of_ep11().term = {at(600), at(900)};
  EXPECT_EQ(planned(), "11 terminate at 60");
}

TEST_F(figure8, AClassThatTerminatesFirstIsNotAskedToShrink) {
  both_may({remedy::terminate, remedy::shrink});
  of_ep11().least = over_link(0);
  of_ep21().least = over_link(0);
  EXPECT_EQ(planned(), "21 terminate at 60");
}

TEST_F(figure8, WhatIsShortElsewhereIsNotTheNewcomersBusiness) {
  both_may({remedy::terminate});
  problem.capacities[gw4_gw5] = mbit(30);
  problem.capacities[gw5_buffers] = {unit::byte, 1};
  of_ep11().uses.push_back({gw5_buffers, {unit::byte, 2}});
  EXPECT_EQ(planned(), "");
  problem.asked->uses.push_back({gw5_buffers, {}});
  EXPECT_EQ(planned(), "11 terminate at 60");
}

TEST_F(figure8, WhoeverIsSparedInTheEndIsNotInThePlan) {
  both_may({remedy::terminate});
  of_ep21().uses = over_link(2);
  of_ep21().hold = 7;
  of_ep11().hold = 6;
  problem.asked->uses = over_link(18);
  EXPECT_EQ(planned(), "11 terminate at 60");
}

TEST_F(figure8, WhoCanOnlyShrinkOrShortenDoesWhatSuitsTheOthers) {
  // 6 are missing until 70, and 13 after it. Only EP21 gives 6 at once, so it
  // has to stay at its minimum, and EP11 has to end.
  both_may({remedy::shrink, remedy::shorten});
  problem.capacities[gw4_gw5] = mbit(24);
  of_ep11().least = over_link(7);
  of_ep21().least = over_link(4);
  auto later = lease_of(lease_id{0x12}, {});
  later.term = {at(70), at(600)};
  later.uses = over_link(7);
  problem.leases.push_back(later);
  EXPECT_EQ(planned(), "11 shorten at 70, 21 shrink at 60");
  problem.leases.back().uses = over_link(11);
  EXPECT_EQ(planned(), "no plan");
}

TEST_F(figure8, ALinkThatLosesCapacityFollowsTheClassesFirst) {
  problem.asked.reset();
  problem.capacities[gw4_gw5] = mbit(15);
  of_ep11().remedies = {remedy::shrink};
  of_ep11().hold = 0;
  of_ep11().least = over_link(5);
  EXPECT_EQ(planned(), "11 shrink at 60");
}

TEST_F(figure8, ALinkThatLosesCapacityTerminatesWhomNoClassGives) {
  problem.asked.reset();
  problem.capacities[gw4_gw5] = mbit(10);
  of_ep11().hold = 0;
  of_ep21().hold = 0;
  of_ep21().tenure_min = seconds{600};
  EXPECT_EQ(planned(), "21 terminate at 60");
}

// Several would do.
TEST_F(figure8, TheNewcomersClassSaysWhomItTakesFrom) {
  problem.capacities[gw4_gw5] = mbit(30);
  both_may({remedy::terminate});
  problem.leases.push_back(lease_of(lease_id{0x31}, {remedy::terminate}));
  of_ep11().uses = over_link(4);
  of_ep21().uses = over_link(6);
  problem.leases[2].uses = over_link(20);
  problem.leases[2].hold = 6;
  const auto with = [this](victim_objective x) {
    problem.asked->victims = x;
    return planned();
  };
  EXPECT_EQ(with(victim_objective::weakest),
            "11 terminate at 60, 21 terminate at 60");
  EXPECT_EQ(with(victim_objective::fewest), "31 terminate at 60");
  EXPECT_EQ(with(victim_objective::least_waste),
            "11 terminate at 60, 21 terminate at 60");
  problem.asked->uses = over_link(6);
  EXPECT_EQ(with(victim_objective::least_waste), "21 terminate at 60");
}

TEST_F(figure8, WhoCanGoElsewhereMayBeTakenFromFirst) {
  both_may({remedy::terminate});
  of_ep11().ways = {{{resource_name{"GW1/GW1-GW3"}, mbit(10)}}};
  problem.capacities[resource_name{"GW1/GW1-GW3"}] = mbit(100);
  EXPECT_EQ(planned(), "21 terminate at 60");
  problem.asked->victims = victim_objective::most_reroutable;
  EXPECT_EQ(planned(), "11 terminate at 60");
}

// X21: what is left is shared, and not had by the oldest alone.
TEST_F(figure8, WhatIsLeftIsShared) {
  both_may({remedy::shrink});
  for (auto& lease : problem.leases) {
    lease.least = over_link(2);
    lease.sharing = {share_scheme::max_min, 1, 2'000'000, 10'000'000};
  }
  const auto kept = [this] {
    const auto found = plan(problem);
    std::vector<std::int64_t> result;
    for (const auto& change : found->changes)
      result.push_back(change.uses.at(0).amount[unit::bit_per_second]);
    return result;
  };
  using list = std::vector<std::int64_t>;
  EXPECT_EQ(kept(), (list{5'000'000, 5'000'000}));
  of_ep11().sharing.weight = 4;
  EXPECT_EQ(kept(), (list{8'000'000, 2'000'000}));
  of_ep11().sharing.scheme = share_scheme::oldest_first;
  of_ep21().sharing.scheme = share_scheme::oldest_first;
  EXPECT_EQ(kept(), (list{8'000'000, 2'000'000}));
  problem.asked->uses = over_link(6);
  EXPECT_EQ(kept(), (list{4'000'000})) << "the older one is not touched";
  for (auto& lease : problem.leases)
    lease.sharing.scheme = share_scheme::proportional;
  of_ep11().sharing.weight = 1;
  EXPECT_EQ(kept(), (list{7'000'000, 7'000'000}));
}

TEST_F(figure8, ALinkThatIsGoneLeavesNobody) {
  problem.asked.reset();
  problem.capacities[gw4_gw5] = {};
  EXPECT_EQ(planned(), "11 terminate at 60, 21 terminate at 60");
}

TEST_F(figure8, WhoeverEndedAlreadyIsNotTouched) {
  problem.asked.reset();
  problem.capacities[gw4_gw5] = {};
  of_ep11().term.end = at(60);
  EXPECT_EQ(planned(), "21 terminate at 60");
}

TEST_F(figure8, ANewcomerWhoseTermIsOverFits) {
  problem.asked->term = {at(0), at(60)};
  EXPECT_EQ(planned(), "");
}

TEST_F(figure8, AmountsNearTheLargestDoNotOverflow) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  both_may({remedy::terminate});
  problem.capacities[gw4_gw5] = {unit::bit_per_second, most - 1};
  of_ep11().uses = {{gw4_gw5, {unit::bit_per_second, most - 1}}};
  of_ep21().uses = of_ep11().uses;
  problem.asked->uses = of_ep11().uses;
  EXPECT_EQ(planned(), "11 terminate at 60, 21 terminate at 60");
}

TEST_F(figure8, TermsThatNeverEndAreShortenedToo) {
  both_may({remedy::shorten});
  of_ep11().term.end = forever;
  of_ep21().term.end = forever;
  problem.asked->term = {at(70), forever};
  EXPECT_EQ(planned(), "21 shorten at 70");
  of_ep21().notice = duration::max();
  EXPECT_EQ(planned(), "11 shorten at 70");
}

} // namespace
} // namespace leasehold
