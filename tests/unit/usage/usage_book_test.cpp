// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/usage/usage_book.hpp"

#include <algorithm>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/equality.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const lessee_name ann{"ann"};
const lessee_name bob{"bob"};
const principal operator_{lessee_name{"boss"}, role::operator_};

constexpr auto rate = static_cast<std::size_t>(unit::bit_per_second);
constexpr auto count = static_cast<std::size_t>(unit::count);

class UsageBook : public ::testing::Test {
protected:
  UsageBook() {
    // A full hour of civil time.
    now = {instant{} + 5h, wall_time{} + 480'000h};
  }

  std::shared_ptr<lease_record> lease(std::uint64_t id, const amounts& amount,
                                      duration from = 0s, duration length = 1h,
                                      const lessee_name& who = ann) {
    auto x = std::make_shared<lease_record>();
    x->info.id = lease_id{id};
    x->info.lessee = who;
    x->info.amount = amount;
    x->info.since = now.now;
    x->info.term = {now.now + from, now.now + from + length};
    return x;
  }

  static amounts mbit(std::int64_t x) {
    return {unit::bit_per_second, x * 1'000'000};
  }

  void grant(const std::shared_ptr<lease_record>& x) {
    uut.note(x, event_kind::granted, now.now, now);
    leases[x->info.id] = x;
  }
  void change(const std::shared_ptr<lease_record>& x, const amounts& to) {
    auto next = std::make_shared<lease_record>(*x);
    next->info.amount = to;
    uut.note(next, event_kind::changed, now.now, now);
    leases[x->info.id] = next;
  }
  void end(const std::shared_ptr<lease_record>& x) {
    auto next = std::make_shared<lease_record>(*x);
    next->phase = lease_phase::over;
    uut.note(next, event_kind::ended, now.now, now);
    leases.erase(x->info.id);
  }

  void pass(duration x) {
    now.now += x;
    now.wall += x;
  }

  usage_sums used(const lessee_name& who = ann, duration back = 100h) {
    uut.advance(now);
    for (auto& x : uut.tell({{}, back}, operator_, now).lessees)
      if (x.lessee == who)
        return x.sums;
    return {};
  }

  void write() {
    uut.advance(now);
    auto changes = uut.take_changes(now);
    for (auto& x : changes.put)
      journal[{x.hour, x.lessee}] = x;
    for (auto& x : changes.erased)
      journal.erase({x.hour, x.lessee});
    written += changes.put.size();
  }

  /// As after kill -9: what was written, and the leases that there are.
  void restart() {
    uut = usage_book{1000};
    for (auto& [key, x] : journal)
      uut.restore(x);
    for (auto& [id, x] : leases)
      uut.restore(x, now);
  }

  time_base now;
  usage_book uut{1000};
  std::map<lease_id, std::shared_ptr<lease_record>> leases;
  std::map<std::pair<usage_hour, lessee_name>, usage_record> journal;
  std::size_t written = 0;
};

TEST_F(UsageBook, MultipliesAmountsByTime) {
  const auto x = lease(1, mbit(10) + amounts{unit::count, 2});
  grant(x);
  pass(90s);
  EXPECT_EQ(used().held[rate], 900'000'000u);
  EXPECT_EQ(used().held[count], 180u);
  end(x);
  pass(90s);
  EXPECT_EQ(used().held[rate], 900'000'000u);
  EXPECT_EQ(used().grants, 1u);
}

TEST_F(UsageBook, FollowsAnAmountThatChanges) {
  const auto x = lease(1, mbit(10));
  grant(x);
  pass(10s);
  change(x, mbit(4));
  pass(10s);
  change(x, mbit(1));
  pass(10s);
  EXPECT_EQ(used().held[rate], 150'000'000u);
}

TEST_F(UsageBook, CountsALeaseToTheEndOfItsTermHoweverLateThatIsTold) {
  const auto x = lease(1, mbit(10), 0s, 60s);
  grant(x);
  pass(65s);
  end(x);
  EXPECT_EQ(used().held[rate], 600'000'000u);
}

TEST_F(UsageBook, CountsALeaseThatIsBookedAheadFromItsStart) {
  const auto x = lease(1, mbit(10), 1min);
  grant(x);
  pass(1min);
  EXPECT_EQ(used().held[rate], 0u);
  pass(30s);
  EXPECT_EQ(used().held[rate], 300'000'000u);
  EXPECT_EQ(used().grants, 1u);
}

TEST_F(UsageBook, CountsNothingOfABookingThatEndsBeforeItBegins) {
  const auto x = lease(1, mbit(10), 1min);
  grant(x);
  pass(30s);
  end(x);
  pass(10min);
  EXPECT_EQ(used().held[rate], 0u);
  EXPECT_EQ(uut.leases(), 0u);
}

TEST_F(UsageBook, FollowsABookingThatIsMoved) {
  const auto x = lease(1, mbit(10), 1min);
  grant(x);
  auto later = std::make_shared<lease_record>(*x);
  later->info.term.start += 1min;
  uut.note(later, event_kind::changed, now.now, now);
  pass(150s);
  EXPECT_EQ(used().held[rate], 300'000'000u);
}

TEST_F(UsageBook, KeepsHoursApart) {
  pass(30min);
  grant(lease(1, mbit(1), 0s, 10h));
  pass(1h);
  EXPECT_EQ(used(ann, 0h).held[rate], 1'800'000'000u);
  EXPECT_EQ(used(ann, 1h).held[rate], 3'600'000'000u);
  EXPECT_EQ(uut.rows(), 2u);
}

TEST_F(UsageBook, SaysFromWhenOnItCounts) {
  pass(30min);
  const auto told = uut.tell({{}, 1h}, operator_, now);
  EXPECT_EQ(told.from, now.wall - 90min);
}

TEST_F(UsageBook, CountsDenialsAndBytes) {
  uut.denied(ann, now);
  uut.denied(ann, now);
  uut.delivered(ann, 700, now);
  EXPECT_EQ(used().denials, 2u);
  EXPECT_EQ(used().bytes, 700u);
}

TEST_F(UsageBook, ShowsALesseeItsOwnAlone) {
  uut.denied(ann, now);
  uut.denied(bob, now);
  const auto told = uut.tell({{}, 1h}, {ann, role::lessee}, now).lessees;
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told.front().lessee, ann);
  EXPECT_EQ(uut.tell({bob, 1h}, operator_, now).lessees.size(), 1u);
  EXPECT_TRUE(uut.tell({bob, 1h}, {ann, role::lessee}, now).lessees.empty());
}

TEST_F(UsageBook, WritesALeaseThatGoesOnOnceAnHour) {
  grant(lease(1, mbit(1), 0s, 10h));
  write();
  written = 0;
  for (auto i = 0; i < 59; ++i) {
    pass(1min);
    write();
  }
  EXPECT_EQ(written, 0u);
  pass(1min);
  write();
  // The hour that is over, and the one that begins.
  EXPECT_LE(written, 2u);
  EXPECT_EQ(journal.begin()->second.sums.held[rate], 3'600'000'000u);
}

TEST_F(UsageBook, LosesNothingThatIsHeldOverARestart) {
  grant(lease(1, mbit(1), 0s, 10h));
  write();
  pass(150min);
  restart();
  EXPECT_EQ(used().held[rate], 9'000'000'000u);
  // Also where the next write is of the last hour alone.
  uut.denied(ann, now);
  write();
  restart();
  EXPECT_EQ(used().held[rate], 9'000'000'000u);
  EXPECT_EQ(used().denials, 1u);
  EXPECT_EQ(used().grants, 1u);
}

TEST_F(UsageBook, LosesNothingOfALeaseThatWasNeverWritten) {
  grant(lease(1, mbit(1), 0s, 10h));
  pass(30s);
  restart();
  EXPECT_EQ(used().held[rate], 30'000'000u);
  EXPECT_EQ(used().grants, 1u);
}

TEST_F(UsageBook, CountsAGrantOnceHoweverOftenTheNodeStarts) {
  const auto first = lease(1, mbit(1), 0s, 10h);
  grant(first);
  write();
  pass(30s);
  grant(lease(2, mbit(1), 0s, 10h));
  restart();
  EXPECT_EQ(used().grants, 2u);
  restart();
  EXPECT_EQ(used().grants, 2u);
  uut.advance(now);
  write();
  pass(1s);
  restart();
  EXPECT_EQ(used().grants, 2u);
}

TEST_F(UsageBook, CountsNoGrantOfBeforeThatIsKept) {
  grant(lease(1, mbit(1), 0s, 10'000h));
  pass((usage_hours_kept + 1) * 1h);
  restart();
  EXPECT_EQ(used().grants, 0u);
  EXPECT_LE(uut.rows(), static_cast<std::size_t>(usage_hours_kept));
}

TEST_F(UsageBook, CountsALeaseThatEndedWhileTheNodeWasOffToItsEnd) {
  const auto x = lease(1, mbit(1), 0s, 10min);
  grant(x);
  write();
  pass(1h);
  restart();
  end(x);
  EXPECT_EQ(used().held[rate], 600'000'000u);
}

TEST_F(UsageBook, DropsHoursThatAreOld) {
  uut.denied(ann, now);
  write();
  pass(usage_hours_kept * 1h);
  write();
  EXPECT_EQ(uut.rows(), 0u);
  EXPECT_TRUE(journal.empty());
}

TEST_F(UsageBook, DropsTheOldestWhereThereAreTooMany) {
  uut = usage_book{2};
  uut.denied(ann, now);
  pass(1h);
  uut.denied(bob, now);
  uut.denied(ann, now);
  write();
  EXPECT_EQ(uut.rows(), 2u);
  EXPECT_EQ(used(ann).denials, 1u);
  EXPECT_EQ(used(bob).denials, 1u);
}

TEST_F(UsageBook, HoldsTheLargestAmountsForThirtyFiveDays) {
  constexpr auto most = (std::int64_t{1} << 53) - 1;
  grant(lease(1, {unit::byte, most}, 0s, 1000h));
  pass(800h);
  EXPECT_EQ(used(ann, 900h).held[1], std::numeric_limits<std::uint64_t>::max());
}

/// Against the sum over seconds of what each lease has then.
TEST_F(UsageBook, AgreesWithAModelWhateverHappens) {
  std::mt19937 random{11};
  auto some = [&random](unsigned below) {
    return static_cast<std::int64_t>(random() % below);
  };
  std::uint64_t expected = 0;
  std::uint64_t id = 0;
  for (auto second = 0; second < 20'000; ++second) {
    const auto dice = random() % 400;
    if (dice == 0)
      grant(lease(++id, {unit::bit_per_second, 1 + some(9)},
                  std::chrono::seconds{some(100)}, 100h));
    if (dice == 1 && !leases.empty())
      change(leases.begin()->second, {unit::bit_per_second, 1 + some(9)});
    if (dice == 2 && !leases.empty())
      end(leases.begin()->second);
    if (dice == 3 || second % 60 == 59)
      write();
    // What changed is written; what leases hold is known from them.
    if (dice == 4) {
      write();
      restart();
    }
    for (auto& [key, x] : leases)
      if (x->info.term.start <= now.now)
        expected +=
            static_cast<std::uint64_t>(x->info.amount[unit::bit_per_second]);
    pass(1s);
  }
  EXPECT_EQ(used().held[rate], expected);
  EXPECT_EQ(used().grants, id);
}

} // namespace
} // namespace leasehold
