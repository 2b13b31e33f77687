// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/usage/meter_book.hpp"

#include <random>

#include <gtest/gtest.h>

#include "tests/support/equality.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const auto t0 = instant{} + 1h;
const resource_name nic{"GW4/GW4-GW5"};
const gateway_name gateway{"GW4"};
const principal operator_{lessee_name{"boss"}, role::operator_};
const principal ann{lessee_name{"ann"}, role::lessee};
const principal bob{lessee_name{"bob"}, role::lessee};

class MeterBook : public ::testing::Test {
protected:
  /// A lease of ann's, and what its class has counted.
  void counts(std::uint64_t lease, traffic x, std::uint32_t counter = 0x100) {
    next.read.channels[lease] = {x, counter};
    knows(lease);
  }
  void knows(std::uint64_t lease) {
    next.leases.push_back({lease_id{lease}, ann.name, place});
  }

  /// Reads what was said, some time after the last reading.
  meter_book::deliveries read(duration later = traffic_every) {
    now += later;
    next.nic = nic;
    next.gateway = gateway;
    return uut.note(std::exchange(next, {}), now);
  }

  meter_book::deliveries end(std::uint64_t lease, traffic x,
                             std::uint32_t counter = 0x100) {
    return uut.note(
        note_last_traffic{
            nic, gateway, {lease_id{lease}, ann.name, place}, {x, counter}},
        now);
  }

  /// A new run, with what the last one wrote.
  void restart() {
    auto changes = uut.take_changes(now);
    for (auto& x : changes.erased)
      journal.erase({static_cast<int>(x.of), x.lease});
    for (auto& x : changes.put)
      journal[{static_cast<int>(x.of), x.lease}] = x;
    uut = {};
    for (auto& [key, x] : journal)
      uut.restore(x, now);
  }

  std::optional<nic_traffic> of(std::uint64_t lease) const {
    auto all = uut.tell({lease_id{lease}, {}}, operator_);
    return all.empty() ? std::nullopt : std::optional{all.front()};
  }
  nic_traffic leased() const {
    return uut.tell({{}, nic}, operator_).at(0);
  }
  nic_traffic rest() const {
    return uut.tell({{}, nic}, operator_).at(1);
  }

  meter_book uut;
  note_traffic next;
  metered_at place = metered_at::way;
  instant now = t0;
  std::map<std::pair<int, lease_id>, meter_record> journal;
};

TEST_F(MeterBook, AddsUpWhatACounterSays) {
  counts(1, {1000, 10, 1});
  read();
  counts(1, {3000, 30, 2});
  read();
  EXPECT_EQ(of(1)->total, (traffic{3000, 30, 2}));
  EXPECT_EQ(leased().total, (traffic{3000, 30, 2}));
  EXPECT_EQ(of(1)->gateway, gateway);
}

TEST_F(MeterBook, GoesOnFromZeroWithAnotherCounter) {
  counts(1, {1000, 10, 0}, 0x100);
  read();
  counts(1, {1500, 15, 0}, 0x101);
  read();
  EXPECT_EQ(of(1)->total.bytes, 2500u);
}

TEST_F(MeterBook, GoesOnFromZeroWhereACounterSaysLess) {
  counts(1, {1000, 10, 0});
  read();
  counts(1, {400, 4, 0});
  read();
  EXPECT_EQ(of(1)->total.bytes, 1400u);
}

TEST_F(MeterBook, GoesOnFromZeroWhereAClassWasGoneMeanwhile) {
  counts(1, {1000, 10, 0});
  read();
  knows(1);
  read();
  counts(1, {5000, 50, 0});
  read();
  EXPECT_EQ(of(1)->total.bytes, 6000u);
}

TEST_F(MeterBook, CountsOnOverARestart) {
  counts(1, {1000, 10, 0});
  read();
  restart();
  now += 1min;
  counts(1, {9000, 90, 0});
  read();
  EXPECT_EQ(of(1)->total.bytes, 9000u);
  EXPECT_EQ(leased().total.bytes, 9000u);
}

TEST_F(MeterBook, CountsNothingTwiceWhereTheLastWriteIsOld) {
  counts(1, {1000, 10, 0});
  read();
  restart();
  counts(1, {2000, 20, 0});
  read();
  // What was read since is lost with the process; the kernel still has it.
  uut = {};
  for (auto& [key, x] : journal)
    uut.restore(x, now);
  counts(1, {3000, 30, 0});
  read();
  EXPECT_EQ(of(1)->total.bytes, 3000u);
}

TEST_F(MeterBook, CountsWhatPassedBeforeAClassEndedWhileNobodyRead) {
  place = metered_at::target;
  counts(1, {1000, 10, 0}, 0x105);
  read();
  restart();
  knows(1);
  next.read.ended = {{{7000, 70, 0}, 0x105}, {{1, 1, 0}, 0x106}};
  EXPECT_EQ(read().at(0).bytes, 6000u);
  EXPECT_EQ(of(1)->total.bytes, 7000u);
  // And once.
  knows(1);
  next.read.ended = {{{7000, 70, 0}, 0x105}};
  EXPECT_TRUE(read().empty());
  EXPECT_EQ(of(1)->total.bytes, 7000u);
}

TEST_F(MeterBook, CountsTheLastWordOfALeaseThatWasNeverReadBefore) {
  place = metered_at::target;
  read();
  const auto delivered = end(1, {500, 5, 0});
  ASSERT_EQ(delivered.size(), 1u);
  EXPECT_EQ(delivered.front().lessee, ann.name);
  EXPECT_EQ(delivered.front().bytes, 500u);
  EXPECT_EQ(of(1)->total.bytes, 500u);
}

TEST_F(MeterBook, DeliversOnlyAtTheTarget) {
  counts(1, {1000, 10, 0});
  EXPECT_TRUE(read().empty());
  EXPECT_TRUE(end(1, {2000, 20, 0}).empty());
  EXPECT_EQ(of(1)->total.bytes, 2000u);
}

TEST_F(MeterBook, ForgetsLeasesThatHaveNothingThere) {
  counts(1, {1000, 10, 0});
  counts(2, {100, 1, 0}, 0x101);
  read();
  auto written = uut.take_changes(now).put;
  EXPECT_EQ(written.size(), 4u); // with the sum and the rest
  counts(2, {100, 1, 0}, 0x101);
  read();
  EXPECT_FALSE(of(1));
  EXPECT_TRUE(of(2));
  const auto gone = uut.take_changes(now).erased;
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone.front().lease, lease_id{1});
  EXPECT_EQ(leased().total.bytes, 1100u);
}

TEST_F(MeterBook, WritesNoEndOfWhatWasNotWritten) {
  counts(1, {1000, 10, 0});
  read();
  read();
  EXPECT_TRUE(uut.take_changes(now).erased.empty());
}

TEST_F(MeterBook, WritesWhatChangedAndNothingElse) {
  counts(1, {1000, 10, 0});
  next.read.rest = {10, 1, 0};
  read();
  EXPECT_EQ(uut.take_changes(now).put.size(), 3u);
  counts(1, {1000, 10, 0});
  next.read.rest = {10, 1, 0};
  read();
  EXPECT_TRUE(uut.take_changes(now).put.empty());
}

TEST_F(MeterBook, DropsANicThatIsReadNoMore) {
  counts(1, {1000, 10, 0});
  read();
  uut.take_changes(now);
  now += meter_book::silence_max;
  EXPECT_EQ(uut.take_changes(now).erased.size(), 3u);
  EXPECT_TRUE(uut.tell({}, operator_).empty());
}

TEST_F(MeterBook, TellsTheRateOfTheLastMinute) {
  counts(1, {0, 0, 0});
  read();
  std::uint64_t bytes = 0;
  for (auto i = 0; i < 12; ++i) {
    // 1 Mbit/s for a minute, then 2 for another.
    bytes += i < 6 ? 1'250'000 : 2'500'000;
    counts(1, {bytes, 0, 0});
    read();
  }
  const auto told = *of(1);
  EXPECT_EQ(told.rate, 2'000'000u);
  ASSERT_EQ(told.steps.size(), 12u);
  EXPECT_EQ(told.steps.front(), 1'000'000u);
  EXPECT_EQ(told.steps.back(), 2'000'000u);
  EXPECT_EQ(leased().rate, 2'000'000u);
  EXPECT_EQ(rest().rate, 0u);
}

TEST_F(MeterBook, DrawsNothingOfWhatPassedBeforeItWasRead) {
  counts(1, {1'000'000, 0, 0});
  read();
  EXPECT_TRUE(of(1)->steps.empty());
  EXPECT_EQ(of(1)->rate, 0u);
}

TEST_F(MeterBook, KeepsSoManySteps) {
  for (std::size_t i = 0; i < traffic_steps + 5; ++i) {
    counts(1, {i, 0, 0});
    read();
  }
  EXPECT_EQ(of(1)->steps.size(), traffic_steps);
}

TEST_F(MeterBook, CountsTheRestOfTheInterface) {
  next.read.rest = {700, 7, 3};
  read();
  restart();
  next.read.rest = {900, 9, 3};
  read();
  EXPECT_EQ(rest().total, (traffic{900, 9, 3}));
  EXPECT_EQ(rest().of, traffic_kind::rest);
}

TEST_F(MeterBook, ShowsALesseeItsOwnLeasesAlone) {
  counts(1, {1000, 10, 0});
  read();
  EXPECT_EQ(uut.tell({lease_id{1}, {}}, ann).size(), 1u);
  EXPECT_TRUE(uut.tell({lease_id{1}, {}}, bob).empty());
  EXPECT_EQ(uut.tell({{}, nic}, bob).size(), 2u);
}

TEST_F(MeterBook, LosesNothingWhateverHappensToCounters) {
  std::mt19937 random{7};
  auto chance = [&random](unsigned x) {
    return random() % x == 0;
  };
  traffic counted;
  std::uint32_t counter = 0x100;
  std::uint64_t passed = 0;
  for (auto step = 0; step < 2000; ++step) {
    const std::uint64_t bytes = random() % 1000;
    counted.bytes += bytes;
    counted.packets += 1;
    passed += bytes;
    if (chance(3)) {
      counts(1, counted, counter);
      read();
    }
    if (chance(20)) {
      // A class that goes says so; another one is made in its place.
      end(1, counted, counter);
      counted = {};
      counter = chance(2) ? counter : counter + 1;
    }
    if (chance(10))
      restart();
  }
  counts(1, counted, counter);
  read();
  EXPECT_EQ(of(1)->total.bytes, passed);
  EXPECT_EQ(leased().total.bytes, passed);
}

} // namespace
} // namespace leasehold
