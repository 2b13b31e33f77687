// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/mischief.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tools/regions/figure8.hpp"
#include "tools/simulator/random_fault.hpp"

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;

class counter final : public observer {
public:
  void injected(true_time, const fault_note& note) override {
    ++seen[note.kind];
  }
  std::map<fault, int> seen;
};

world_config one_node(std::uint64_t seed) {
  world_config config;
  config.seed = seed;
  config.nodes.emplace_back();
  config.nodes.back().config.first_topology = regions::figure8;
  return config;
}

TEST(Mischief, DoesWhatItIsToldAndNothingElse) {
  counter told;
  world where{one_node(1)};
  where.add(told);
  mischief trouble{where};
  where.start_all();
  trouble.begin({fault::kill, fault::wall_jump});
  where.run_for(10min);
  EXPECT_GT(told.seen[fault::kill], 5);
  EXPECT_GT(told.seen[fault::wall_jump], 5);
  EXPECT_EQ(told.seen.size(), 2u);
  where.remove(told);
}

TEST(Mischief, StartsAgainWhatHasEnded) {
  world where{one_node(2)};
  mischief trouble{where};
  where.start_all();
  trouble.begin({fault::disk_write_error, fault::disk_full, fault::reboot});
  where.run_for(10min);
  EXPECT_GT(trouble.count(), 10u);
  trouble.end();
  EXPECT_TRUE(where.node(0).running());
  const auto count = trouble.count();
  where.run_for(10min);
  EXPECT_TRUE(where.node(0).running());
  EXPECT_EQ(trouble.count(), count);
}

TEST(Mischief, LeavesDownWhatSomebodyWantsDown) {
  world where{one_node(3)};
  mischief trouble{where};
  where.start_all();
  trouble.begin({fault::kill});
  trouble.leave_down(0);
  where.kill(0);
  where.run_for(10min);
  EXPECT_FALSE(where.node(0).running());
  trouble.allow(0);
  trouble.end();
  EXPECT_TRUE(where.node(0).running());
}

TEST(Mischief, IsTheSameForTheSameSeed) {
  const auto play = [](std::uint64_t seed) {
    world where{one_node(seed)};
    mischief trouble{where};
    where.start_all();
    trouble.begin(random_faults());
    where.run_for(5min);
    return where.trace();
  };
  EXPECT_EQ(play(4), play(4));
  EXPECT_NE(play(4), play(5));
}

TEST(Mischief, KnowsItsWords) {
  auto some = parse_faults({"kill", "disk_full"});
  ASSERT_TRUE(some);
  EXPECT_EQ(*some, (std::vector{fault::kill, fault::disk_full}));
  auto all = parse_faults({"all"});
  ASSERT_TRUE(all);
  EXPECT_EQ(*all, random_faults());
  auto none = parse_faults({"kil"});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("there is no fault kil, but kill"),
            std::string::npos)
      << none.error().message;
}

} // namespace
} // namespace leasehold::sim
