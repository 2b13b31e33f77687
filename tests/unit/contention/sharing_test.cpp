// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/sharing.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

const resource_name link{"GW4/GW4-GW5"};
const resource_name buffers{"GW5/buffers"};

amounts bits(std::int64_t x) {
  return {unit::bit_per_second, x};
}

claimant one(share_scheme scheme, share_weight weight, std::int64_t least,
             std::int64_t all, priority hold = 5) {
  claimant x;
  x.hold = hold;
  x.sharing = {scheme, weight, least, all};
  x.least = {{link, bits(least)}};
  x.all = {{link, bits(all)}};
  return x;
}

/// What each has then, of the link: "50, 30".
std::string shared(const std::vector<claimant>& all, std::int64_t room) {
  const auto parts = fair_parts(all, {{link, bits(room)}});
  std::string result;
  for (std::size_t i = 0; i < all.size(); ++i)
    result += (i == 0 ? "" : ", ")
        + std::to_string(between(all[i].least.at(0).amount,
                                 all[i].all.at(0).amount, parts[i],
                                 rounded_up)[unit::bit_per_second]);
  return result;
}

constexpr auto max_min = share_scheme::max_min;
constexpr auto proportional = share_scheme::proportional;
constexpr auto oldest = share_scheme::oldest_first;

TEST(Sharing, FollowsTheSchemeAndTheWeights) {
  EXPECT_EQ(shared({one(max_min, 1, 0, 80), one(max_min, 1, 0, 20)}, 60),
            "40, 20");
  EXPECT_EQ(shared({one(max_min, 2, 0, 80), one(max_min, 1, 0, 80)}, 60),
            "40, 20");
  EXPECT_EQ(
      shared({one(proportional, 1, 0, 80), one(proportional, 1, 0, 40)}, 60),
      "40, 20");
  EXPECT_EQ(shared({one(max_min, 1, 30, 80), one(max_min, 1, 0, 80)}, 10),
            "30, 10")
      << "nobody is below its minimum";
}

TEST(Sharing, ServesStrongerHoldsFirst) {
  EXPECT_EQ(shared({one(max_min, 1, 0, 80), one(max_min, 1, 0, 50, 3)}, 60),
            "10, 50");
}

TEST(Sharing, LeavesOutThoseThatDoNotShare) {
  EXPECT_EQ(shared({one(oldest, 1, 10, 80), one(max_min, 1, 0, 80)}, 60),
            "10, 60");
}

TEST(Sharing, NeverTakesMoreThanThereIs) {
  std::mt19937_64 random{7};
  const auto draw = [&random](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random);
  };
  for (int round = 0; round < 2000; ++round) {
    std::vector<claimant> all;
    for (auto n = draw(1, 6); n > 0; --n) {
      const auto least = draw(0, 50);
      const auto most = least + draw(0, 60);
      auto x = one(all_share_schemes[draw(0, 2)],
                   static_cast<share_weight>(draw(1, 5)), least, most,
                   static_cast<priority>(draw(4, 5)));
      // Rounded up, as buffers are.
      if (draw(0, 1) == 1) {
        x.least.push_back({buffers, {unit::byte, (least * 7 + 9) / 10}});
        x.all.push_back({buffers, {unit::byte, (most * 7 + 9) / 10}});
      }
      all.push_back(std::move(x));
    }
    std::map<resource_name, amounts> room{
        {link, bits(draw(0, 200))}, {buffers, {unit::byte, draw(0, 150)}}};
    const auto parts = fair_parts(all, room);
    for (std::size_t i = 0; i < all.size(); ++i) {
      ASSERT_GE(parts[i], 0);
      ASSERT_LE(parts[i], kept_all);
      for (std::size_t k = 0; k < all[i].all.size(); ++k)
        room[all[i].all[k].resource] -=
            between(all[i].least[k].amount, all[i].all[k].amount, parts[i],
                    rounded_up)
            - all[i].least[k].amount;
    }
    for (const auto& [resource, left] : room)
      for (const auto u : {unit::bit_per_second, unit::byte})
        ASSERT_GE(left[u], 0) << resource.str() << " in round " << round;
  }
}

} // namespace
} // namespace leasehold
