// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/contention/fates.hpp"

#include <gtest/gtest.h>

#include "actors/contention/planner.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const auto t0 = instant{} + 1h;
const resource_name link{"A/A-B"};

std::vector<resource_use> uses(std::int64_t bits) {
  return {{link, {unit::bit_per_second, bits}}};
}

class Fates : public ::testing::Test {
protected:
  Fates() {
    problem.now = t0;
    problem.capacities[link] = {unit::bit_per_second, 100};
    problem.asked = newcomer{4, {t0, t0 + 1h}, uses(50)};
  }

  standing_lease& add(std::uint64_t id, std::int64_t bits, priority hold,
                      std::vector<remedy> remedies) {
    standing_lease x;
    x.id = lease_id{id};
    x.hold = hold;
    x.since = t0 - 10min;
    x.term = {t0 - 10min, t0 + 1h};
    x.uses = uses(bits);
    x.remedies = std::move(remedies);
    return problem.leases.emplace_back(std::move(x));
  }

  fate of(std::uint64_t id) {
    auto made = plan(problem);
    for (auto& x : fates_of(problem, made, {link}))
      if (x.lease == lease_id{id})
        return x.what;
    ADD_FAILURE() << id << " was not considered";
    return fate::not_needed;
  }

  contention problem;
};

TEST_F(Fates, SayWhyEachLeaseWasTouchedOrLeftAlone) {
  add(1, 20, 4, {remedy::terminate});
  add(2, 20, 7, {});
  add(3, 10, 7, {remedy::terminate}).tenure_min = 30min;
  add(4, 25, 6, {remedy::terminate});
  add(5, 25, 7, {remedy::terminate}).least = {};
  add(6, 0, 7, {remedy::shrink});
  EXPECT_EQ(of(1), fate::too_strong);
  EXPECT_EQ(of(2), fate::class_forbids);
  EXPECT_EQ(of(3), fate::in_tenure);
  EXPECT_EQ(of(4), fate::terminated);
  EXPECT_EQ(of(5), fate::terminated);
}

TEST_F(Fates, SayWhoWasNotNeeded) {
  add(1, 50, 7, {remedy::terminate});
  add(2, 50, 6, {remedy::terminate});
  EXPECT_EQ(of(1), fate::terminated);
  EXPECT_EQ(of(2), fate::not_needed);
}

TEST_F(Fates, SayThatAllWouldNotHaveBeenEnough) {
  add(1, 80, 0, {});
  add(2, 20, 7, {remedy::terminate});
  EXPECT_FALSE(plan(problem));
  EXPECT_EQ(of(1), fate::too_strong);
  EXPECT_EQ(of(2), fate::not_enough);
}

TEST_F(Fates, LeaveOutWhoIsNotInTheWay) {
  add(1, 50, 7, {remedy::terminate});
  add(2, 50, 6, {remedy::terminate}).term = {t0 + 2h, t0 + 3h};
  problem.leases.back().since = t0 - 20min;
  auto found = fates_of(problem, plan(problem), {link});
  for (auto& x : found)
    EXPECT_NE(x.lease, lease_id{2});
}

TEST_F(Fates, PutTheChangedFirst) {
  add(1, 20, 4, {});
  add(2, 40, 7, {remedy::terminate});
  add(3, 40, 6, {remedy::terminate});
  auto found = fates_of(problem, plan(problem), {link});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_LE(found[0].what, fate::terminated);
  EXPECT_EQ(found.back().lease, lease_id{1});
}

} // namespace
} // namespace leasehold
