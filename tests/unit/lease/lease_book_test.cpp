// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_book.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace leasehold {
namespace {

using ids = std::vector<std::uint64_t>;

const principal admin{lessee_name{"admin"}, role::operator_};

principal lessee(const std::string& name) {
  return {lessee_name{name}, role::lessee};
}

lease_record lease(std::uint64_t id, const std::string& whose,
                   std::uint64_t request = 0) {
  lease_record record;
  record.info.id = lease_id{id};
  record.info.lessee = lessee_name{whose};
  record.info.target = resource_name{"E2/nic"};
  route_hop hop;
  hop.gateway = gateway_name{id % 2 == 0 ? "even" : "odd"};
  hop.uses.push_back({resource_name{"E1/nic"}, {unit::bit_per_second, 1}});
  record.info.route.hops.push_back(hop);
  record.request = request_id{request};
  return record;
}

void put(lease_book& book, lease_record record) {
  book.put(std::make_shared<lease_record>(std::move(record)));
}

ids ids_of(const std::vector<lease_book::record_ptr>& page) {
  ids result;
  for (auto& x : page)
    result.push_back(x->info.id.value());
  return result;
}

ids page(const lease_book& book, const lease_filter& filter,
         const principal& who, std::uint64_t after = 0,
         std::size_t count_max = 100) {
  return ids_of(book.page(filter, who, lease_id{after}, count_max));
}

lease_book four_leases() {
  lease_book book;
  put(book, lease(4, "alice"));
  put(book, lease(1, "alice"));
  put(book, lease(3, "bob"));
  put(book, lease(2, "alice"));
  return book;
}

// -- pages --------------------------------------------------------------------

TEST(LeaseBook, PagesByGrowingIdAndShowsThatThereIsMore) {
  auto book = four_leases();
  EXPECT_EQ(page(book, {}, admin), (ids{1, 2, 3, 4}));
  EXPECT_EQ(page(book, {}, admin, 0, 3), (ids{1, 2, 3, 4}));
  EXPECT_EQ(page(book, {}, admin, 0, 2), (ids{1, 2, 3}));
  EXPECT_EQ(page(book, {}, admin, 2, 2), (ids{3, 4}));
  EXPECT_EQ(page(book, {}, admin, 4), ids{});
  EXPECT_EQ(page(book, {}, admin, ~std::uint64_t{0}), ids{});
}

// S3
TEST(LeaseBook, PagesALesseeItsOwnWhateverItAsks) {
  auto book = four_leases();
  EXPECT_EQ(page(book, {}, lessee("alice")), (ids{1, 2, 4}));
  lease_filter bobs;
  bobs.lessee = lessee_name{"bob"};
  EXPECT_EQ(page(book, bobs, lessee("alice")), ids{});
  EXPECT_EQ(page(book, bobs, admin), (ids{3}));
  lease_filter three;
  three.lease = lease_id{3};
  EXPECT_EQ(page(book, three, lessee("alice")), ids{});
  EXPECT_EQ(page(book, three, lessee("bob")), (ids{3}));
}

TEST(LeaseBook, FiltersByTargetByWhatTheRouteTakesAndByGateway) {
  auto book = four_leases();
  auto other = lease(5, "alice");
  other.info.target = resource_name{"E3/nic"};
  other.info.route.hops.front().uses.clear();
  put(book, other);
  lease_filter filter;
  filter.resource = resource_name{"E3/nic"};
  EXPECT_EQ(page(book, filter, admin), (ids{5}));
  filter.resource = resource_name{"E1/nic"};
  EXPECT_EQ(page(book, filter, admin), (ids{1, 2, 3, 4}));
  filter.gateway = gateway_name{"odd"};
  EXPECT_EQ(page(book, filter, admin), (ids{1, 3}));
  filter.lessee = lessee_name{"alice"};
  EXPECT_EQ(page(book, filter, admin), (ids{1}));
}

TEST(LeaseBook, ShowsNoLeaseThatIsOverWhileItsHopsGiveBack) {
  auto book = four_leases();
  auto over = lease(2, "alice");
  over.phase = lease_phase::over;
  put(book, over);
  EXPECT_EQ(page(book, {}, admin), (ids{1, 3, 4}));
  EXPECT_EQ(book.leases(), 4u);
  ASSERT_NE(book.record(lease_id{2}), nullptr);
}

// -- who may see --------------------------------------------------------------

TEST(LeaseBook, FindsForItsLesseeAndForOperatorsOnly) {
  auto book = four_leases();
  EXPECT_NE(book.find(lease_id{3}, lessee("bob")), nullptr);
  EXPECT_NE(book.find(lease_id{3}, admin), nullptr);
  EXPECT_EQ(book.find(lease_id{3}, lessee("alice")), nullptr);
  EXPECT_EQ(book.find(lease_id{9}, admin), nullptr);
}

TEST(LeaseBook, TakesNewTermsInPlaceOfTheOld) {
  auto book = four_leases();
  auto renewed = lease(1, "alice");
  renewed.info.epoch = epoch{7};
  put(book, renewed);
  EXPECT_EQ(book.leases(), 4u);
  EXPECT_EQ(book.record(lease_id{1})->info.epoch, epoch{7});
}

// -- requests -----------------------------------------------------------------

// R1
TEST(LeaseBook, FindsTheLeaseThatARequestMade) {
  lease_book book;
  put(book, lease(1, "alice", 77));
  put(book, lease(2, "bob", 77));
  put(book, lease(3, "alice", 0));
  auto alice = lessee_name{"alice"};
  EXPECT_EQ(book.made_by(alice, request_id{77}), lease_id{1});
  EXPECT_EQ(book.made_by(alice, request_id{78}), std::nullopt);
  EXPECT_EQ(book.made_by(alice, request_id{0}), std::nullopt);
  EXPECT_EQ(book.made_by(lessee_name{"bob"}, request_id{77}), lease_id{2});
}

TEST(LeaseBook, KnowsTheRequestsOfLeasesThatEnded) {
  lease_book book;
  auto alice = lessee_name{"alice"};
  put(book, lease(1, "alice", 77));
  EXPECT_EQ(book.made_by(alice, request_id{77}), lease_id{1});
  book.erase(lease_id{1});
  EXPECT_EQ(book.made_by(alice, request_id{77}), lease_id{1});
  EXPECT_EQ(book.made_by(lessee_name{"bob"}, request_id{77}), std::nullopt);
  EXPECT_EQ(book.made_by(alice, request_id{0}), std::nullopt);
}

// One whose end was known before it left, as after a restart, does not stay.
TEST(LeaseBook, ForgetsRequestsWithTheirLeases) {
  constexpr std::uint64_t kept = 100'000;
  lease_book book;
  auto alice = lessee_name{"alice"};
  put(book, lease(1, "alice", 77));
  book.remember(lease_id{1}, alice);
  book.erase(lease_id{1});
  put(book, lease(2, "alice", 78));
  book.erase(lease_id{2});
  // The number was used again, after a restart.
  put(book, lease(3, "alice", 78));
  for (std::uint64_t i = 1; i < kept; ++i)
    book.remember(lease_id{3 + i}, alice);
  EXPECT_EQ(book.made_by(alice, request_id{77}), std::nullopt);
  EXPECT_EQ(book.made_by(alice, request_id{78}), lease_id{3});
  book.remember(lease_id{3 + kept}, alice);
  EXPECT_FALSE(book.was(lease_id{2}, lessee("alice")));
  EXPECT_EQ(book.made_by(alice, request_id{78}), lease_id{3});
}

TEST(LeaseBook, ListsWhatALesseeHas) {
  auto book = four_leases();
  EXPECT_EQ(book.of_lessee(lessee_name{"alice"}).size(), 3u);
  book.erase(lease_id{3});
  EXPECT_TRUE(book.of_lessee(lessee_name{"bob"}).empty());
  EXPECT_TRUE(book.of_lessee(lessee_name{"nobody"}).empty());
}

// -- what is no more ----------------------------------------------------------

TEST(LeaseBook, RemembersWhoseAnEndedLeaseWas) {
  auto book = four_leases();
  EXPECT_FALSE(book.was(lease_id{3}, lessee("bob")));
  book.erase(lease_id{3});
  EXPECT_TRUE(book.was(lease_id{3}, lessee("bob")));
  EXPECT_TRUE(book.was(lease_id{3}, admin));
  EXPECT_FALSE(book.was(lease_id{3}, lessee("alice")));
  EXPECT_FALSE(book.was(lease_id{99}, admin));
}

TEST(LeaseBook, ForgetsTheOldestOfTooManyEndedLeases) {
  constexpr std::uint64_t kept = 100'000;
  lease_book book;
  auto alice = lessee("alice");
  for (std::uint64_t i = 1; i <= kept; ++i)
    book.remember(lease_id{i}, alice.name);
  // What is known already takes no place.
  book.remember(lease_id{kept}, alice.name);
  EXPECT_TRUE(book.was(lease_id{1}, alice));
  book.remember(lease_id{kept + 1}, alice.name);
  EXPECT_FALSE(book.was(lease_id{1}, alice));
  EXPECT_TRUE(book.was(lease_id{2}, alice));
  EXPECT_TRUE(book.was(lease_id{kept + 1}, alice));
}

// -- against a list, one by one -----------------------------------------------

int any(int from, int to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
}

RC_GTEST_PROP(LeaseBook, PagesWhatAListPages, ()) {
  const std::vector<std::string> names{"alice", "bob", "carol"};
  const auto any_name = [&] {
    return names[static_cast<std::size_t>(any(0, 2))];
  };
  lease_book book;
  std::map<std::uint64_t, lease_record> all;
  for (int i = any(0, 30); i > 0; --i) {
    auto id = static_cast<std::uint64_t>(any(1, 12));
    if (any(0, 3) == 0) {
      if (all.erase(id) > 0)
        book.erase(lease_id{id});
      continue;
    }
    auto record = lease(id, names[id % 3]);
    record.phase = any(0, 3) == 0 ? lease_phase::over : lease_phase::granted;
    all[id] = record;
    put(book, record);
  }
  lease_filter filter;
  if (any(0, 2) == 0)
    filter.lessee = lessee_name{any_name()};
  if (any(0, 2) == 0)
    filter.gateway = gateway_name{"odd"};
  auto who = any(0, 1) == 0 ? admin : lessee(any_name());
  auto after = static_cast<std::uint64_t>(any(0, 12));
  auto count_max = static_cast<std::size_t>(any(0, 5));
  ids expected;
  for (auto& [id, record] : all)
    if (id > after && record.phase == lease_phase::granted
        && (who.role == role::operator_ || who.name == record.info.lessee)
        && (!filter.lessee || *filter.lessee == record.info.lessee)
        && (!filter.gateway || id % 2 == 1) && expected.size() <= count_max)
      expected.push_back(id);
  RC_ASSERT(page(book, filter, who, after, count_max) == expected);
  RC_ASSERT(book.leases() == all.size());
}

// -- set-ups and work ---------------------------------------------------------

setting_up setup_of(const std::string& whose, std::uint64_t number) {
  setting_up x;
  x.admitted.request.lessee = lessee_name{whose};
  x.admitted.request.request = request_id{number};
  return x;
}

TEST(LeaseBook, KnowsASetUpByItsNumberUntilItIsTakenOut) {
  lease_book book;
  auto alice = lessee_name{"alice"};
  book.begin(lease_id{1}, setup_of("alice", 77));
  EXPECT_EQ(book.setups(), 1u);
  EXPECT_EQ(book.leases(), 0u);
  EXPECT_EQ(book.made_by(alice, request_id{77}), lease_id{1});
  EXPECT_EQ(book.setups_of(alice).count(lease_id{1}), 1u);
  auto taken = book.take_setup(lease_id{1});
  EXPECT_EQ(taken.admitted.request.lessee, alice);
  EXPECT_EQ(book.setups(), 0u);
  EXPECT_EQ(book.made_by(alice, request_id{77}), std::nullopt);
  EXPECT_TRUE(book.setups_of(alice).empty());
}

// Most renewals change nothing that an index knows.
TEST(LeaseBook, CountsALeaseOnceHoweverOftenItIsEntered) {
  const resource_name nic{"E1/nic"};
  lease_book book;
  auto record = lease(1, "alice");
  for (std::uint64_t i = 1; i <= 3; ++i) {
    record.info.epoch = epoch{i};
    put(book, record);
    EXPECT_EQ(book.record(lease_id{1})->info.epoch, epoch{i});
    EXPECT_EQ(book.taken(nic), (amounts{unit::bit_per_second, 1}));
  }
  record.phase = lease_phase::over;
  put(book, record);
  EXPECT_TRUE(book.on_resource(nic).empty());
  EXPECT_EQ(book.of_lessee(lessee_name{"alice"}).size(), 1u);
  book.erase(lease_id{1});
  EXPECT_TRUE(book.of_lessee(lessee_name{"alice"}).empty());
}

TEST(LeaseBook, MakesALeaseOfASetUpWithItsRecord) {
  lease_book book;
  auto alice = lessee_name{"alice"};
  book.begin(lease_id{1}, setup_of("alice", 77));
  auto done = book.exchange(lease_id{1}, idle{});
  EXPECT_TRUE(std::holds_alternative<setting_up>(done));
  put(book, lease(1, "alice", 77));
  EXPECT_EQ(book.setups(), 0u);
  EXPECT_EQ(book.leases(), 1u);
  EXPECT_TRUE(book.setups_of(alice).empty());
  EXPECT_EQ(book.made_by(alice, request_id{77}), lease_id{1});
  EXPECT_TRUE(book.find(lease_id{1})->is_idle());
}

TEST(LeaseBook, RefusesARehearsalsNumberToNoRequest) {
  lease_book book;
  auto rehearsal = setup_of("alice", 77);
  rehearsal.admitted.request.intent = request_intent::dry_run;
  book.begin(lease_id{1}, rehearsal);
  EXPECT_EQ(book.made_by(lessee_name{"alice"}, request_id{77}), std::nullopt);
}

TEST(LeaseBook, KeepsWhatIsOwedWhileTheOperationChanges) {
  lease_book book;
  put(book, lease(1, "alice"));
  book.owed_end_of(lease_id{1}).emplace();
  book.exchange(lease_id{1}, yielding{});
  book.exchange(lease_id{1}, idle{});
  book.tidy(lease_id{1});
  EXPECT_TRUE(book.find(lease_id{1})->work().end);
  book.owed_end_of(lease_id{1}).reset();
  book.tidy(lease_id{1});
  EXPECT_TRUE(book.find(lease_id{1})->work().empty());
}

// -- indexes, against a search of all leases ----------------------------------

class random_leases {
public:
  lease_record any_lease(std::uint64_t id) {
    auto record = lease(id, names_.at(id % names_.size()));
    auto& info = record.info;
    info.route.hops.clear();
    for (auto gateway : {"A", "B", "C"}) {
      route_hop hop;
      hop.gateway = gateway_name{gateway};
      for (auto i = below(3); i > 0; --i)
        hop.uses.push_back({resource_name{gateway + std::to_string(below(4))},
                            {unit::bit_per_second, 1 + below(1000)}});
      info.route.hops.push_back(std::move(hop));
    }
    info.hold = static_cast<priority>(below(priority_weakest + 1));
    info.asked = {unit::bit_per_second, 2};
    info.amount = {unit::bit_per_second, 1 + below(2)};
    record.phase = below(10) == 0 ? lease_phase::over : lease_phase::granted;
    return record;
  }
  std::int64_t below(std::int64_t bound) {
    return std::uniform_int_distribution<std::int64_t>{0, bound - 1}(dice_);
  }

private:
  std::vector<std::string> names_{"alice", "bob", "carol", "dave", "erin"};
  std::mt19937 dice_{7};
};

TEST(LeaseBook, KeepsItsIndexesInStepWithAHundredThousandLeases) {
  lease_book book;
  random_leases any;
  std::map<lease_id, lease_record> all;
  for (int i = 0; i < 200'000; ++i) {
    lease_id id{1 + static_cast<std::uint64_t>(any.below(110'000))};
    if (any.below(10) == 0) {
      if (all.erase(id) > 0)
        book.erase(id);
      continue;
    }
    auto record = any.any_lease(id.value());
    all[id] = record;
    put(book, std::move(record));
  }
  ASSERT_GT(all.size(), 80'000u);
  std::map<resource_name, std::set<lease_id>> on_resource;
  std::map<resource_name, amounts> taken;
  std::map<priority, std::set<lease_id>> of_hold;
  std::map<lessee_name, std::set<lease_id>> of_lessee;
  std::set<lease_id> restricted;
  for (auto& [id, record] : all) {
    of_lessee[record.info.lessee].insert(id);
    if (record.phase != lease_phase::granted)
      continue;
    of_hold[record.info.hold].insert(id);
    if (record.info.amount != record.info.asked)
      restricted.insert(id);
    for (auto& hop : record.info.route.hops)
      for (auto& use : hop.uses) {
        on_resource[use.resource].insert(id);
        taken[use.resource] += use.amount;
      }
  }
  EXPECT_EQ(book.leases(), all.size());
  EXPECT_EQ(book.restricted(), restricted);
  for (auto& [resource, leases] : on_resource) {
    EXPECT_EQ(book.on_resource(resource), leases);
    EXPECT_EQ(book.taken(resource), taken[resource]) << resource.str();
  }
  for (auto& [hold, leases] : of_hold)
    EXPECT_EQ(book.of_hold(hold), leases);
  for (auto& [lessee, leases] : of_lessee)
    EXPECT_EQ(book.of_lessee(lessee), leases);
  for (auto& [id, record] : all)
    book.erase(id);
  EXPECT_EQ(book.leases(), 0u);
  EXPECT_TRUE(book.on_resource(resource_name{"A1"}).empty());
  EXPECT_TRUE(book.taken(resource_name{"A1"}).zero());
}

} // namespace
} // namespace leasehold
