// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/event/event_log.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "messages/bounds.hpp"

namespace leasehold {
namespace {

using numbers = std::vector<std::uint64_t>;

const principal admin{lessee_name{"admin"}, role::operator_};

principal lessee(const std::string& name) {
  return {lessee_name{name}, role::lessee};
}

lease_event event(std::uint64_t number, std::uint64_t lease,
                  const std::string& whose) {
  lease_event x;
  x.number = number;
  x.lease = lease_id{lease};
  x.lessee = lessee_name{whose};
  return x;
}

event_query from(std::uint64_t number, std::uint32_t count_max = 1000) {
  event_query query;
  query.from = number;
  query.count_max = count_max;
  return query;
}

event_query of_lease(std::uint64_t lease, std::uint64_t number = 0,
                     std::uint32_t count_max = 1000) {
  auto query = from(number, count_max);
  query.lease = lease_id{lease};
  return query;
}

numbers numbers_of(const event_page& page) {
  numbers result;
  for (auto& x : page.events)
    result.push_back(x.number);
  return result;
}

/// Events 1 to 6: alice has leases 1 and 3, bob has lease 2.
event_log six_events(std::size_t kept_max = 100) {
  event_log log{kept_max};
  log.append(event(1, 1, "alice"));
  log.append(event(2, 2, "bob"));
  log.append(event(3, 1, "alice"));
  log.append(event(4, 3, "alice"));
  log.append(event(5, 2, "bob"));
  log.append(event(6, 1, "alice"));
  return log;
}

TEST(EventLog, BeginsEmptyAtNumberOne) {
  event_log log{3};
  EXPECT_EQ(log.oldest(), 1u);
  EXPECT_EQ(log.next(), 1u);
  auto page = log.read({}, admin);
  EXPECT_TRUE(page.events.empty());
  EXPECT_EQ(page.oldest, 1u);
  EXPECT_EQ(page.next, 1u);
}

TEST(EventLog, GoesOnFromAnyNumberAfterARestart) {
  event_log log{3};
  log.append(event(700, 1, "alice"));
  EXPECT_EQ(log.oldest(), 700u);
  EXPECT_EQ(log.next(), 701u);
  EXPECT_EQ(numbers_of(log.read({}, admin)), (numbers{700}));
}

TEST(EventLog, ShowsALesseeOnlyItsOwnEvents) {
  auto log = six_events();
  EXPECT_EQ(numbers_of(log.read({}, admin)), (numbers{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(numbers_of(log.read({}, lessee("alice"))), (numbers{1, 3, 4, 6}));
  EXPECT_EQ(numbers_of(log.read({}, lessee("bob"))), (numbers{2, 5}));
  EXPECT_TRUE(log.read({}, lessee("mallory")).events.empty());
}

// S3
TEST(EventLog, ShowsNothingOfTheLeaseOfAnother) {
  auto log = six_events();
  EXPECT_EQ(numbers_of(log.read(of_lease(2), lessee("bob"))), (numbers{2, 5}));
  EXPECT_EQ(numbers_of(log.read(of_lease(2), admin)), (numbers{2, 5}));
  auto theirs = log.read(of_lease(2), lessee("alice"));
  auto absent = log.read(of_lease(99), lessee("alice"));
  EXPECT_TRUE(theirs.events.empty());
  EXPECT_EQ(theirs.next, absent.next);
}

TEST(EventLog, ReadsOnFromANumberWithoutGapOrRepetition) {
  auto log = six_events();
  auto first = log.read(from(0, 3), lessee("alice"));
  EXPECT_EQ(numbers_of(first), (numbers{1, 3, 4}));
  auto second = log.read(from(first.next, 3), lessee("alice"));
  EXPECT_EQ(numbers_of(second), (numbers{6}));
  EXPECT_EQ(second.next, 7u);
  EXPECT_TRUE(log.read(from(second.next), lessee("alice")).events.empty());
}

TEST(EventLog, SaysWhereToReadOnAlsoWhereNothingWasTaken) {
  auto log = six_events();
  auto page = log.read(from(2, 0), lessee("alice"));
  EXPECT_TRUE(page.events.empty());
  EXPECT_EQ(page.next, 3u);
}

TEST(EventLog, AnswersAtMostAFullBatch) {
  event_log log{5000};
  for (std::uint64_t i = 1; i <= 3000; ++i)
    log.append(event(i, i % 2, "alice"));
  auto page = log.read(from(0, 4'000'000'000), admin);
  EXPECT_EQ(page.events.size(), bounds::batch_items);
  EXPECT_EQ(page.next, bounds::batch_items + 1);
}

TEST(EventLog, NeverLooksBeyondWhatItHas) {
  auto log = six_events();
  auto page = log.read(from(~std::uint64_t{0}), admin);
  EXPECT_TRUE(page.events.empty());
  EXPECT_EQ(page.next, 7u);
  EXPECT_TRUE(log.read(from(7), admin).events.empty());
}

TEST(EventLog, DropsTheOldestAndSaysWhich) {
  event_log log{2};
  EXPECT_EQ(log.append(event(1, 1, "alice")), 0u);
  EXPECT_EQ(log.append(event(2, 2, "bob")), 0u);
  EXPECT_EQ(log.append(event(3, 1, "alice")), 1u);
  EXPECT_EQ(log.append(event(4, 1, "alice")), 2u);
  EXPECT_EQ(log.oldest(), 3u);
  EXPECT_TRUE(log.read(of_lease(2), admin).events.empty());
  EXPECT_TRUE(log.read({}, lessee("bob")).events.empty());
  EXPECT_EQ(numbers_of(log.read(of_lease(1), lessee("alice"))),
            (numbers{3, 4}));
  EXPECT_EQ(log.read(from(1), admin).oldest, 3u);
}

TEST(EventLog, WakesAReaderForWhatItWouldBeShown) {
  auto x = event(5, 2, "bob");
  EXPECT_TRUE(event_log::concerns({}, admin, x));
  EXPECT_TRUE(event_log::concerns(from(5), lessee("bob"), x));
  EXPECT_TRUE(event_log::concerns(of_lease(2), lessee("bob"), x));
  EXPECT_FALSE(event_log::concerns(from(6), lessee("bob"), x));
  EXPECT_FALSE(event_log::concerns({}, lessee("alice"), x));
  EXPECT_FALSE(event_log::concerns(of_lease(2), lessee("alice"), x));
  EXPECT_FALSE(event_log::concerns(of_lease(1), admin, x));
}

// -- against a list, one by one ----------------------------------------------

int any(int from, int to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
}

event_page read_slowly(const std::vector<lease_event>& kept, std::uint64_t next,
                       const event_query& query, const principal& who) {
  event_page page;
  page.oldest = kept.empty() ? next : kept.front().number;
  page.next = next;
  for (auto& x : kept) {
    if (!event_log::concerns(query, who, x))
      continue;
    if (page.events.size() == query.count_max) {
      page.next = x.number;
      break;
    }
    page.events.push_back(x);
  }
  return page;
}

RC_GTEST_PROP(EventLog, ReadsWhatAListReads, ()) {
  const std::vector<std::string> names{"alice", "bob", "carol"};
  const auto kept_max = static_cast<std::size_t>(any(1, 12));
  const auto first = static_cast<std::uint64_t>(any(1, 50));
  const auto count = static_cast<std::uint64_t>(any(0, 40));
  event_log log{kept_max};
  std::vector<lease_event> kept;
  auto next = std::uint64_t{1};
  for (auto number = first; number < first + count; ++number) {
    auto lease = static_cast<std::uint64_t>(any(0, 5));
    auto x = event(number, lease, names[lease % 3]);
    kept.push_back(x);
    std::uint64_t dropped = 0;
    if (kept.size() > kept_max) {
      dropped = kept.front().number;
      kept.erase(kept.begin());
    }
    RC_ASSERT(log.append(x) == dropped);
    next = number + 1;
    event_query query;
    query.from = static_cast<std::uint64_t>(any(0, 100));
    query.count_max = static_cast<std::uint32_t>(any(0, 6));
    if (any(0, 1) == 0)
      query.lease = lease_id{static_cast<std::uint64_t>(any(0, 6))};
    auto who = any(0, 2) == 0
        ? admin
        : lessee(names[static_cast<std::size_t>(any(0, 2))]);
    auto expected = read_slowly(kept, next, query, who);
    auto page = log.read(query, who);
    RC_ASSERT(numbers_of(page) == numbers_of(expected));
    RC_ASSERT(page.oldest == expected.oldest);
    RC_ASSERT(page.next == expected.next);
  }
}

} // namespace
} // namespace leasehold
