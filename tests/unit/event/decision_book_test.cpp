// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/event/decision_book.hpp"

#include <gtest/gtest.h>

#include "messages/bounds.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const principal alice{lessee_name{"alice"}, role::lessee};
const principal bob{lessee_name{"bob"}, role::lessee};
const principal admin{lessee_name{"admin"}, role::operator_};

decision of(std::uint64_t number, std::uint64_t lease, std::uint64_t request) {
  decision x;
  x.number = number;
  x.lease = lease_id{lease};
  x.request = request_id{request};
  x.lessee = alice.name;
  return x;
}

std::vector<std::uint64_t> numbers(const std::vector<decision>& found) {
  std::vector<std::uint64_t> result;
  for (auto& x : found)
    result.push_back(x.number);
  return result;
}

TEST(DecisionBook, FindsByLeaseAndByRequest) {
  decision_book uut{100};
  uut.append(of(1, 7, 70));
  uut.append(of(2, 0, 80));
  uut.append(of(3, 7, 70));
  using list = std::vector<std::uint64_t>;
  EXPECT_EQ(numbers(uut.of_lease(lease_id{7}, alice)), (list{1, 3}));
  EXPECT_EQ(numbers(uut.of_request(alice, request_id{80})), (list{2}));
  EXPECT_EQ(numbers(uut.of_request(alice, request_id{90})), (list{}));
  EXPECT_EQ(numbers(uut.of_lease(lease_id{}, admin)), (list{}));
}

TEST(DecisionBook, TellsALesseeItsOwnAndOperatorsAll) {
  decision_book uut{100};
  uut.append(of(1, 7, 70));
  EXPECT_TRUE(uut.of_lease(lease_id{7}, bob).empty());
  EXPECT_TRUE(uut.of_request(bob, request_id{70}).empty());
  EXPECT_EQ(uut.of_lease(lease_id{7}, admin).size(), 1u);
}

TEST(DecisionBook, NamesNoLeasesOfOthersToALessee) {
  decision_book uut{100};
  auto x = of(1, 7, 70);
  x.cause = lease_id{9};
  x.considered = {{lease_id{8}, bob.name, fate::terminated},
                  {lease_id{7}, alice.name, fate::shrunk}};
  uut.append(x);
  auto told = uut.of_lease(lease_id{7}, alice).front();
  EXPECT_EQ(told.cause, lease_id{});
  EXPECT_EQ(told.considered[0].lease, lease_id{});
  EXPECT_TRUE(told.considered[0].lessee.empty());
  EXPECT_EQ(told.considered[0].what, fate::terminated);
  EXPECT_EQ(told.considered[1].lease, lease_id{7});
  auto all = uut.of_lease(lease_id{7}, admin).front();
  EXPECT_EQ(all.cause, lease_id{9});
  EXPECT_EQ(all.considered[0].lessee, bob.name);
}

TEST(DecisionBook, KeepsTheNewest) {
  decision_book uut{3};
  EXPECT_EQ(uut.append(of(1, 7, 70)), 0u);
  EXPECT_EQ(uut.append(of(2, 7, 0)), 0u);
  EXPECT_EQ(uut.append(of(5, 0, 70)), 0u);
  EXPECT_EQ(uut.append(of(6, 8, 80)), 1u);
  EXPECT_EQ(uut.of_lease(lease_id{7}, alice).size(), 1u);
  EXPECT_EQ(numbers(uut.of_request(alice, request_id{70})),
            (std::vector<std::uint64_t>{5}));
  EXPECT_EQ(uut.append(of(7, 9, 90)), 2u);
  EXPECT_TRUE(uut.of_lease(lease_id{7}, alice).empty());
}

TEST(DecisionBook, AnswersTheNewestOfMany) {
  decision_book uut{1000};
  for (auto i = 1u; i <= 500; ++i)
    uut.append(of(i, 7, 0));
  auto found = uut.of_lease(lease_id{7}, alice);
  ASSERT_EQ(found.size(), bounds::decisions);
  EXPECT_EQ(found.back().number, 500u);
}

TEST(RefusalBudget, HasSoManyASecond) {
  refusal_budget uut{2};
  auto t = instant{} + 1h;
  EXPECT_TRUE(uut.spend(t));
  EXPECT_TRUE(uut.spend(t + 999ms));
  EXPECT_FALSE(uut.spend(t + 999ms));
  EXPECT_TRUE(uut.spend(t + 1s));
  EXPECT_TRUE(uut.spend(t + 50s));
  EXPECT_TRUE(uut.spend(t + 50s));
  EXPECT_FALSE(uut.spend(t + 50s)) << "what was not used is not kept";
}

} // namespace
} // namespace leasehold
