// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/contention/problem.hpp"
#include "actors/contention/regrowth.hpp"

namespace leasehold {
namespace {

const resource_name link{"GW4/45"};
const resource_name nic{"EP11/nic"};

amounts mbit(std::int64_t x) {
  return {unit::bit_per_second, x * 1'000'000};
}

restricted_lease lease(std::uint64_t id, priority hold, std::int64_t has,
                       std::int64_t most) {
  restricted_lease x;
  x.id = lease_id{id};
  x.hold = hold;
  x.uses = {{link, mbit(has)}};
  x.most = {{link, mbit(most)}};
  return x;
}

/// "1 gets 50 %, 2 gets 100 %", strongest first.
std::string grown(std::vector<restricted_lease> leases,
                  const std::map<resource_name, amounts>& free) {
  std::string result;
  for (const auto& x : regrow(std::move(leases), free))
    result += (result.empty() ? "" : ", ") + std::to_string(x.lease.value())
        + " gets " + std::to_string(x.part * 100 / kept_all) + " %";
  return result;
}

TEST(Regrowth, GivesEverythingWhereThereIsRoom) {
  EXPECT_EQ(grown({lease(1, 5, 2, 10)}, {{link, mbit(8)}}), "1 gets 100 %");
}

TEST(Regrowth, GivesAPartWhereThereIsLess) {
  EXPECT_EQ(grown({lease(1, 5, 2, 10)}, {{link, mbit(4)}}), "1 gets 50 %");
}

TEST(Regrowth, ServesTheStrongestThenTheOldestFirst) {
  auto young = lease(1, 5, 0, 6);
  young.since = instant{duration{9}};
  auto old = lease(2, 5, 0, 6);
  EXPECT_EQ(grown({lease(3, 7, 0, 6), young, old, lease(4, 2, 0, 6)},
                  {{link, mbit(15)}}),
            "4 gets 100 %, 2 gets 100 %, 1 gets 50 %");
}

TEST(Regrowth, LooksAtEveryResourceOfTheRoute) {
  auto x = lease(1, 5, 2, 10);
  x.uses.push_back({nic, mbit(2)});
  x.most.push_back({nic, mbit(10)});
  EXPECT_EQ(grown({x}, {{link, mbit(90)}, {nic, mbit(2)}}), "1 gets 25 %");
  EXPECT_EQ(grown({x}, {{link, mbit(90)}}), "")
      << "nothing is known to be free";
}

TEST(Regrowth, SharesWhatThereIs) {
  auto first = lease(1, 5, 2, 10);
  auto second = lease(2, 5, 2, 10);
  first.sharing =
      second.sharing = {share_scheme::max_min, 1, 2'000'000, 10'000'000};
  EXPECT_EQ(grown({first, second}, {{link, mbit(8)}}),
            "1 gets 50 %, 2 gets 50 %");
  EXPECT_EQ(grown({first, second, lease(3, 7, 0, 8)}, {{link, mbit(20)}}),
            "1 gets 100 %, 2 gets 100 %, 3 gets 50 %");
}

TEST(Regrowth, LeavesTrifles) {
  EXPECT_EQ(grown({lease(1, 5, 0, 100)}, {{link, mbit(4)}}), "");
  EXPECT_EQ(grown({lease(1, 5, 0, 100)}, {{link, mbit(-4)}}), "");
}

} // namespace
} // namespace leasehold
