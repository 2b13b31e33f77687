// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/chaos/journal_rules.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/record/records.hpp"
#include "runtime/clock/stamp_record.hpp"

namespace leasehold::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const resource_name printer{"E1/printer"};
constexpr lease_id first{1};
constexpr lease_id second{2};

instant at(std::int64_t ms) {
  return instant{duration{ms}};
}

std::vector<resource_use> pages(std::int64_t value) {
  return {{printer, amounts{unit::count, value}}};
}

/// Rows are told in short words; times are in milliseconds. There are ten
/// pages, and a lease takes four from 0 to 1,000 unless a row says otherwise.
class JournalRules : public ::testing::Test {
protected:
  static hop_record hop(lease_id lease, std::int64_t end = 1000,
                        std::int64_t amount = 4, std::uint64_t epoch = 1) {
    hop_record x;
    x.key = {lease, leasehold::epoch{epoch}, gateway_name{"A"}};
    x.root = gateway_name{"A"};
    x.state = hop_state::active;
    x.uses = pages(amount);
    x.term = {at(0), at(end)};
    x.deadline = at(end);
    return x;
  }

  static lease_record lease(lease_id id, std::int64_t end = 1000,
                            std::uint64_t epoch = 1,
                            lease_phase phase = lease_phase::granted) {
    lease_record x;
    x.info.id = id;
    x.info.epoch = leasehold::epoch{epoch};
    x.info.lessee = lessee_name{"EP11"};
    x.info.target = printer;
    x.info.source = endpoint_name{"EP11"};
    x.info.granted = period::finite(duration{end});
    x.info.amount = {unit::count, 4};
    x.info.deadline = at(end);
    x.info.service = class_name{"standard"};
    x.info.term = {at(0), at(end)};
    x.info.route.hops = {{gateway_name{"A"}, pages(4)}};
    x.root = gateway_name{"A"};
    x.phase = phase;
    x.last_sequence = static_cast<std::uint32_t>(epoch);
    return x;
  }

  void event(std::uint64_t number) {
    lease_event x;
    x.number = number;
    x.lease = first;
    x.lessee = lessee_name{"EP11"};
    put(x);
  }

  void boot(std::uint64_t number) {
    put(node_record{number});
  }

  void capacity(std::int64_t value) {
    put(capacity_record{printer, {unit::count, value}});
  }

  void stamp(std::int64_t ms) {
    put(clock_stamp{at(ms), {}, "boot"});
  }

  template <class T>
  void put(const T& x) {
    rows.push_back(to_record(x));
  }

  void put_first() {
    put(hop(first));
    put(lease(first));
  }

  void release(lease_id id) {
    put(lease(id, 1000, 2, lease_phase::over));
    rows.push_back(erasure_of(hop(id)));
    rows.push_back(erasure_of_lease(id));
  }

  /// What rules are broken, in order. The first rows may be folded ones.
  std::vector<std::string> broken(std::size_t state_rows = 0) {
    journal_rules rules{{{printer, amounts{unit::count, 10}}}};
    rules.check(rows, state_rows);
    std::vector<std::string> found;
    for (auto& x : rules.violations)
      found.push_back(x.rule);
    return found;
  }

  std::vector<record> rows;
};

TEST_F(JournalRules, FindNothingInAGoodLife) {
  boot(1);
  stamp(10);
  put_first();
  event(1);
  put(hop(first, 2000, 4, 2));
  put(lease(first, 2000, 2));
  event(2);
  release(first);
  event(3);
  put(hop(second, 3000, 10));
  put(lease(second, 3000));
  stamp(1010);
  EXPECT_THAT(broken(), IsEmpty());
}

// -- C1, C8 ------------------------------------------------------------------

TEST_F(JournalRules, FindMoreTakenThanThereIs) {
  put_first();
  put(hop(second, 1000, 7));
  EXPECT_THAT(broken(), ElementsAre("C1"));
}

TEST_F(JournalRules, FindMoreTakenAfterARenewal) {
  put_first();
  auto later = hop(second, 2000, 7);
  later.term.start = at(1000);
  put(later);
  put(hop(first, 1500, 4, 2));
  EXPECT_THAT(broken(), ElementsAre("C1"));
}

TEST_F(JournalRules, FindAGrantOnACapacityThatShrank) {
  capacity(5);
  put(hop(first, 4000, 6));
  EXPECT_THAT(broken(), ElementsAre("C1"));
}

TEST_F(JournalRules, FindAGrantOnAFoldedCapacity) {
  capacity(5);
  put(hop(first, 4000, 6));
  put(hop(second, 4000, 1));
  EXPECT_THAT(broken(2), ElementsAre("C1"));
}

// What it had before is too much now; what the renewal adds is not.
TEST_F(JournalRules, LetALeaseBeRenewedWhereNobodyElseIsLater) {
  put_first();
  put(hop(second, 1000, 6));
  capacity(5);
  put(hop(first, 2000, 4, 2));
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(JournalRules, FindARenewalOnACapacityThatShrank) {
  put_first();
  put(hop(second, 1500, 6));
  capacity(5);
  put(hop(first, 2000, 4, 2));
  EXPECT_THAT(broken(), ElementsAre("C1"));
}

// The more of both is taken at each instant.
TEST_F(JournalRules, CountTheOtherTermsOfAHop) {
  put_first();
  put(hop(second, 3000, 3));
  auto moving = hop(first);
  moving.next = hop_terms{pages(7), {at(500), at(2000)}};
  put(moving);
  EXPECT_THAT(broken(), IsEmpty());
  moving.next->uses = pages(8);
  put(moving);
  EXPECT_THAT(broken(), ElementsAre("C1"));
}

TEST_F(JournalRules, LetALeaseHaveTheOtherTermsOfItsHops) {
  auto moving = hop(first);
  moving.next = hop_terms{pages(5), {at(0), at(2000)}};
  put(moving);
  auto longer = lease(first, 2000);
  longer.info.route.hops = {{gateway_name{"A"}, pages(5)}};
  put(longer);
  EXPECT_THAT(broken(), IsEmpty());
  longer.info.route.hops = {{gateway_name{"A"}, pages(6)}};
  longer.info.term.end = at(2001);
  put(longer);
  EXPECT_THAT(broken(), ElementsAre("C4", "N1"));
}

TEST_F(JournalRules, LetACapacityShrinkUnderItsLeases) {
  put_first();
  capacity(3);
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(JournalRules, FindALeaseThatNeverGivesWay) {
  stamp(0);
  put(hop(first, 9000));
  capacity(3);
  for (auto ms : {1000, 2000, 3000})
    stamp(ms);
  EXPECT_THAT(broken(), IsEmpty());
  stamp(4000);
  EXPECT_THAT(broken(), ElementsAre("C8"));
}

TEST_F(JournalRules, GiveAHeldUpNodeTimeToMakeLeasesGiveWay) {
  boot(1);
  stamp(0);
  put(hop(first, 9000));
  capacity(3);
  for (auto ms : {1000, 2000, 6000, 7000, 8000})
    stamp(ms);
  boot(2);
  for (auto ms : {8100, 8200, 8300})
    stamp(ms);
  rows.push_back(erasure_of(hop(first)));
  stamp(8400);
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(JournalRules, LetFoldedRowsComeInAnyOrder) {
  put(lease(first));
  put(hop(first));
  EXPECT_THAT(broken(2), IsEmpty());
}

// -- C3 ----------------------------------------------------------------------

TEST_F(JournalRules, FindAnOlderEpochOfAHop) {
  put(hop(first, 1000, 4, 2));
  put(hop(first, 1000, 4, 1));
  EXPECT_THAT(broken(), ElementsAre("C3"));
}

TEST_F(JournalRules, FindAnOlderEpochOfALease) {
  put(hop(first));
  put(lease(first, 1000, 2));
  auto older = lease(first, 1000, 1);
  older.last_sequence = 3;
  put(older);
  EXPECT_THAT(broken(), ElementsAre("C3"));
}

TEST_F(JournalRules, FindAStartCountedTwice) {
  boot(2);
  boot(2);
  EXPECT_THAT(broken(), ElementsAre("C3"));
}

// -- C4, C5, C7, N1, T1 ------------------------------------------------------

TEST_F(JournalRules, FindALeaseThatOutlivesItsHop) {
  put(hop(first, 900));
  put(lease(first, 1000));
  EXPECT_THAT(broken(), ElementsAre("C4"));
}

TEST_F(JournalRules, FindAHopThatIsShortenedFirst) {
  put_first();
  put(hop(first, 900, 4, 2));
  EXPECT_THAT(broken(), ElementsAre("C4"));
}

TEST_F(JournalRules, FindALeaseWithoutAHop) {
  put(lease(first));
  stamp(500);
  EXPECT_THAT(broken(), ElementsAre("C5"));
}

TEST_F(JournalRules, FindAFoldedLeaseWithoutAHop) {
  put(lease(first));
  stamp(500);
  EXPECT_THAT(broken(1), ElementsAre("C5"));
}

TEST_F(JournalRules, LetALeaseThatIsOverLackAHop) {
  put(lease(first));
  stamp(1000);
  EXPECT_THAT(broken(1), IsEmpty());
}

TEST_F(JournalRules, FindAHopThatIsTakenBeforeTheLesseeIsTold) {
  put_first();
  put(hop(first, 1000, 3, 2));
  EXPECT_THAT(broken(), ElementsAre("N1"));
}

TEST_F(JournalRules, FindAHopEndedEarly) {
  put_first();
  rows.push_back(erasure_of(hop(first)));
  stamp(500);
  EXPECT_THAT(broken(), ElementsAre("T1"));
}

TEST_F(JournalRules, LetAHopEndInTime) {
  put_first();
  rows.push_back(erasure_of(hop(first)));
  stamp(1000);
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(JournalRules, FindAHopThatIsLeft) {
  put_first();
  put(lease(first, 1000, 2, lease_phase::over));
  rows.push_back(erasure_of_lease(first));
  EXPECT_THAT(broken(), ElementsAre("C7"));
}

// -- D5, N2, R1, T4 ----------------------------------------------------------

TEST_F(JournalRules, FindWhatCannotBeRead) {
  auto row = to_record(hop(first));
  row.body = "x";
  rows.push_back(row);
  EXPECT_THAT(broken(), ElementsAre("D5"));
}

TEST_F(JournalRules, FindAGapInTheEvents) {
  event(1);
  event(3);
  EXPECT_THAT(broken(), ElementsAre("N2"));
}

TEST_F(JournalRules, FindAnEventNumberUsedTwice) {
  event(1);
  event(2);
  event(2);
  EXPECT_THAT(broken(), ElementsAre("N2"));
}

TEST_F(JournalRules, FindALeaseThatForgetsItsEvents) {
  put(hop(first));
  put(lease(first, 1000, 2));
  auto forgetful = lease(first, 1000, 2);
  forgetful.last_sequence = 1;
  put(forgetful);
  EXPECT_THAT(broken(), ElementsAre("N2"));
}

TEST_F(JournalRules, FindADeadLeaseThatLives) {
  put_first();
  put(lease(first, 1000, 2, lease_phase::over));
  put(lease(first, 1000, 2));
  EXPECT_THAT(broken(), ElementsAre("R1"));
}

TEST_F(JournalRules, FindATimelineThatGoesBack) {
  stamp(10);
  stamp(9);
  EXPECT_THAT(broken(), ElementsAre("T4"));
}

} // namespace
} // namespace leasehold::test
