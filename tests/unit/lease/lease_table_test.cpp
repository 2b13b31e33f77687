// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_table.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
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

void put(lease_table& table, lease_record record) {
  table.put(std::make_shared<lease_record>(std::move(record)));
}

ids ids_of(const std::vector<lease_table::entry>& page) {
  ids result;
  for (auto& x : page)
    result.push_back(x->info.id.value());
  return result;
}

ids page(const lease_table& table, const lease_filter& filter,
         const principal& who, std::uint64_t after = 0,
         std::size_t count_max = 100) {
  return ids_of(table.page(filter, who, lease_id{after}, count_max));
}

lease_table four_leases() {
  lease_table table;
  put(table, lease(4, "alice"));
  put(table, lease(1, "alice"));
  put(table, lease(3, "bob"));
  put(table, lease(2, "alice"));
  return table;
}

// -- pages -------------------------------------------------------------------

TEST(LeaseTable, PagesByGrowingIdAndShowsThatThereIsMore) {
  auto table = four_leases();
  EXPECT_EQ(page(table, {}, admin), (ids{1, 2, 3, 4}));
  EXPECT_EQ(page(table, {}, admin, 0, 3), (ids{1, 2, 3, 4}));
  EXPECT_EQ(page(table, {}, admin, 0, 2), (ids{1, 2, 3}));
  EXPECT_EQ(page(table, {}, admin, 2, 2), (ids{3, 4}));
  EXPECT_EQ(page(table, {}, admin, 4), ids{});
  EXPECT_EQ(page(table, {}, admin, ~std::uint64_t{0}), ids{});
}

// S3
TEST(LeaseTable, PagesALesseeItsOwnWhateverItAsks) {
  auto table = four_leases();
  EXPECT_EQ(page(table, {}, lessee("alice")), (ids{1, 2, 4}));
  lease_filter bobs;
  bobs.lessee = lessee_name{"bob"};
  EXPECT_EQ(page(table, bobs, lessee("alice")), ids{});
  EXPECT_EQ(page(table, bobs, admin), (ids{3}));
  lease_filter three;
  three.lease = lease_id{3};
  EXPECT_EQ(page(table, three, lessee("alice")), ids{});
  EXPECT_EQ(page(table, three, lessee("bob")), (ids{3}));
}

TEST(LeaseTable, FiltersByTargetByWhatTheRouteTakesAndByGateway) {
  auto table = four_leases();
  auto other = lease(5, "alice");
  other.info.target = resource_name{"E3/nic"};
  other.info.route.hops.front().uses.clear();
  put(table, other);
  lease_filter filter;
  filter.resource = resource_name{"E3/nic"};
  EXPECT_EQ(page(table, filter, admin), (ids{5}));
  filter.resource = resource_name{"E1/nic"};
  EXPECT_EQ(page(table, filter, admin), (ids{1, 2, 3, 4}));
  filter.gateway = gateway_name{"odd"};
  EXPECT_EQ(page(table, filter, admin), (ids{1, 3}));
  filter.lessee = lessee_name{"alice"};
  EXPECT_EQ(page(table, filter, admin), (ids{1}));
}

TEST(LeaseTable, ShowsNoLeaseThatIsOverWhileItsHopsGiveBack) {
  auto table = four_leases();
  auto over = lease(2, "alice");
  over.phase = lease_phase::over;
  put(table, over);
  EXPECT_EQ(page(table, {}, admin), (ids{1, 3, 4}));
  EXPECT_EQ(table.size(), 4u);
  ASSERT_NE(table.find(lease_id{2}), nullptr);
}

// -- who may see -------------------------------------------------------------

TEST(LeaseTable, FindsForItsLesseeAndForOperatorsOnly) {
  auto table = four_leases();
  EXPECT_NE(table.find(lease_id{3}, lessee("bob")), nullptr);
  EXPECT_NE(table.find(lease_id{3}, admin), nullptr);
  EXPECT_EQ(table.find(lease_id{3}, lessee("alice")), nullptr);
  EXPECT_EQ(table.find(lease_id{9}, admin), nullptr);
}

TEST(LeaseTable, TakesNewTermsInPlaceOfTheOld) {
  auto table = four_leases();
  auto renewed = lease(1, "alice");
  renewed.info.epoch = epoch{7};
  put(table, renewed);
  EXPECT_EQ(table.size(), 4u);
  EXPECT_EQ(table.find(lease_id{1})->info.epoch, epoch{7});
}

// -- requests ----------------------------------------------------------------

// R1
TEST(LeaseTable, FindsTheLeaseThatARequestMade) {
  lease_table table;
  put(table, lease(1, "alice", 77));
  put(table, lease(2, "bob", 77));
  put(table, lease(3, "alice", 0));
  auto alice = lessee_name{"alice"};
  ASSERT_NE(table.find(alice, request_id{77}), nullptr);
  EXPECT_EQ(table.find(alice, request_id{77})->info.id, lease_id{1});
  EXPECT_EQ(table.find(alice, request_id{78}), nullptr);
  EXPECT_EQ(table.find(alice, request_id{0}), nullptr);
  table.erase(lease_id{1});
  EXPECT_EQ(table.find(alice, request_id{77}), nullptr);
  EXPECT_NE(table.find(lessee_name{"bob"}, request_id{77}), nullptr);
}

TEST(LeaseTable, KnowsTheRequestsOfLeasesThatEnded) {
  lease_table table;
  auto alice = lessee_name{"alice"};
  put(table, lease(1, "alice", 77));
  EXPECT_EQ(table.made_by(alice, request_id{77}), lease_id{1});
  table.erase(lease_id{1});
  EXPECT_EQ(table.made_by(alice, request_id{77}), lease_id{1});
  EXPECT_EQ(table.made_by(lessee_name{"bob"}, request_id{77}), std::nullopt);
  EXPECT_EQ(table.made_by(alice, request_id{0}), std::nullopt);
}

// One whose end was known before it left, as after a restart, does not stay.
TEST(LeaseTable, ForgetsRequestsWithTheirLeases) {
  constexpr std::uint64_t kept = 100'000;
  lease_table table;
  auto alice = lessee_name{"alice"};
  put(table, lease(1, "alice", 77));
  table.remember(lease_id{1}, alice);
  table.erase(lease_id{1});
  put(table, lease(2, "alice", 78));
  table.erase(lease_id{2});
  // The number was used again, after a restart.
  put(table, lease(3, "alice", 78));
  for (std::uint64_t i = 1; i < kept; ++i)
    table.remember(lease_id{3 + i}, alice);
  EXPECT_EQ(table.made_by(alice, request_id{77}), std::nullopt);
  EXPECT_EQ(table.made_by(alice, request_id{78}), lease_id{3});
  table.remember(lease_id{3 + kept}, alice);
  EXPECT_FALSE(table.was(lease_id{2}, lessee("alice")));
  EXPECT_EQ(table.made_by(alice, request_id{78}), lease_id{3});
}

TEST(LeaseTable, ListsWhatALesseeHas) {
  auto table = four_leases();
  EXPECT_EQ(table.of_lessee(lessee_name{"alice"}).size(), 3u);
  table.erase(lease_id{3});
  EXPECT_TRUE(table.of_lessee(lessee_name{"bob"}).empty());
  EXPECT_TRUE(table.of_lessee(lessee_name{"nobody"}).empty());
}

// -- what is no more ---------------------------------------------------------

TEST(LeaseTable, RemembersWhoseAnEndedLeaseWas) {
  auto table = four_leases();
  EXPECT_FALSE(table.was(lease_id{3}, lessee("bob")));
  table.erase(lease_id{3});
  EXPECT_TRUE(table.was(lease_id{3}, lessee("bob")));
  EXPECT_TRUE(table.was(lease_id{3}, admin));
  EXPECT_FALSE(table.was(lease_id{3}, lessee("alice")));
  table.erase(lease_id{99});
  EXPECT_FALSE(table.was(lease_id{99}, admin));
}

TEST(LeaseTable, ForgetsTheOldestOfTooManyEndedLeases) {
  constexpr std::uint64_t kept = 100'000;
  lease_table table;
  auto alice = lessee("alice");
  for (std::uint64_t i = 1; i <= kept; ++i)
    table.remember(lease_id{i}, alice.name);
  // What is known already takes no place.
  table.remember(lease_id{kept}, alice.name);
  EXPECT_TRUE(table.was(lease_id{1}, alice));
  table.remember(lease_id{kept + 1}, alice.name);
  EXPECT_FALSE(table.was(lease_id{1}, alice));
  EXPECT_TRUE(table.was(lease_id{2}, alice));
  EXPECT_TRUE(table.was(lease_id{kept + 1}, alice));
}

// -- against a list, one by one ----------------------------------------------

int any(int from, int to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
}

RC_GTEST_PROP(LeaseTable, PagesWhatAListPages, ()) {
  const std::vector<std::string> names{"alice", "bob", "carol"};
  const auto any_name = [&] {
    return names[static_cast<std::size_t>(any(0, 2))];
  };
  lease_table table;
  std::map<std::uint64_t, lease_record> all;
  for (int i = any(0, 30); i > 0; --i) {
    auto id = static_cast<std::uint64_t>(any(1, 12));
    if (any(0, 3) == 0) {
      all.erase(id);
      table.erase(lease_id{id});
      continue;
    }
    auto record = lease(id, names[id % 3]);
    record.phase = any(0, 3) == 0 ? lease_phase::over : lease_phase::granted;
    all[id] = record;
    put(table, record);
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
  RC_ASSERT(page(table, filter, who, after, count_max) == expected);
  RC_ASSERT(table.size() == all.size());
}

} // namespace
} // namespace leasehold
