// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// A region over the nodes of a world, with their real frames between them.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <caf/send.hpp>
#include <gtest/gtest.h>

#include "actors/all_messages.hpp"
#include "messages/lease.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;
using outcomes = std::vector<lease_outcome>;

// E1 - A ==== B ==== C - E2, a node each.
constexpr const char* row = R"(
region = "row"

[[gateway]]
name = "A"
node = "node-1"
[[gateway]]
name = "B"
node = "node-2"
[[gateway]]
name = "C"
node = "node-3"

[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"
[[link]]
name = "B-C"
between = ["B", "C"]
bandwidth = "100Mbit/s"

[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[endpoint]]
name = "E2"
gateway = "C"
bandwidth = "1Gbit/s"
)";

constexpr node_index root_node = 2;

world_config three_nodes(std::uint64_t seed) {
  world_config result;
  result.seed = seed;
  for (std::uint32_t i = 1; i <= 3; ++i) {
    auto& config = result.nodes.emplace_back().config;
    config.name = "node-" + std::to_string(i);
    config.number = i;
    config.first_topology = row;
  }
  return result;
}

struct watch final : observer {
  void framed(true_time, const frame_note& note) override {
    if (note.fate == frame_fate::delivered)
      ++delivered;
    if (note.fate == frame_fate::lost)
      ++lost;
  }
  void injected(true_time, const fault_note& note) override {
    faults.insert(note.kind);
  }
  int delivered = 0;
  int lost = 0;
  std::set<fault> faults;
};

void request(world& in, std::function<void(bool)> granted) {
  lease_request wish;
  wish.target = resource_name{"E2"};
  wish.source = endpoint_name{"E1"};
  wish.amount = *parse_amounts("1Mbit/s");
  wish.wanted = *parse_period("60s");
  in.ask<outcomes>(
      root_node,
      [wish](const services& at, reply_to<outcomes> reply) {
        caf::anon_send(at.leases,
                       request_leases{{lessee_name{"alice"}, role::lessee},
                                      {wish},
                                      std::move(reply)});
      },
      [granted = std::move(granted)](std::optional<outcomes> answer) {
        granted(answer && std::holds_alternative<lease_grant>(answer->front()));
      });
}

class SpreadWorld : public ::testing::Test {
protected:
  /// Whether a request is granted before that time has passed.
  static bool grants(world& in, std::chrono::nanoseconds within) {
    auto result = std::make_shared<bool>(false);
    request(in, [result](bool granted) { *result = granted; });
    in.run_for(within);
    return *result;
  }

  /// Hops that each node's gateway has active.
  static std::vector<std::uint64_t> hops(world& in) {
    std::vector<std::uint64_t> result(in.size());
    for (node_index i = 0; i < in.size(); ++i)
      in.ask<std::vector<gateway_info>>(
          i,
          [](const services& at, reply_to<std::vector<gateway_info>> reply) {
            caf::anon_send(at.directory, list_gateways{std::move(reply)});
          },
          [&result, i](std::optional<std::vector<gateway_info>> all) {
            for (auto& x : all.value_or(std::vector<gateway_info>{}))
              result[i] += x.hops_active;
          });
    in.run_for(100ms);
    return result;
  }

  watch seen;
};

TEST_F(SpreadWorld, GrantsAlongARouteOverAllItsNodes) {
  world w{three_nodes(1)};
  w.add(seen);
  w.start_all();
  w.run_for(1s);
  EXPECT_TRUE(grants(w, 5s));
  EXPECT_GT(seen.delivered, 0);
  EXPECT_EQ(hops(w), (std::vector<std::uint64_t>{1, 1, 1}));
  w.run_for(70s);
  EXPECT_EQ(hops(w), (std::vector<std::uint64_t>{0, 0, 0}));
}

TEST_F(SpreadWorld, GrantsThroughBadWeather) {
  int granted = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    world w{three_nodes(seed)};
    w.add(seen);
    network_weather bad;
    bad.lost = 20'000;
    bad.doubled = 100'000;
    bad.replayed = 100'000;
    bad.truncated = 20'000;
    bad.damaged = 20'000;
    bad.delayed = 20'000;
    bad.delayed_by = 2s;
    w.between().set_weather(bad);
    w.start_all();
    w.run_for(1s);
    for (int i = 0; i < 3; ++i)
      granted += grants(w, 30s) ? 1 : 0;
    w.between().set_weather({});
    w.run_for(3min);
    EXPECT_EQ(hops(w), (std::vector<std::uint64_t>{0, 0, 0})) << seed;
  }
  EXPECT_GT(granted, 5);
  for (auto kind :
       {fault::frame_lost, fault::frame_doubled, fault::frame_replayed,
        fault::frame_truncated, fault::frame_damaged, fault::frame_delayed,
        fault::frame_overtaken})
    EXPECT_EQ(seen.faults.count(kind), 1U) << to_string(kind);
}

TEST_F(SpreadWorld, GrantsNothingAcrossAPartitionUntilItHeals) {
  world w{three_nodes(3)};
  w.add(seen);
  w.start_all();
  w.run_for(1s);
  w.between().part({{0, 1}, {2}});
  EXPECT_FALSE(grants(w, 20s));
  EXPECT_GT(seen.lost, 0);
  w.between().open_all();
  w.run_for(30s);
  EXPECT_TRUE(grants(w, 5s));
}

TEST_F(SpreadWorld, FreesWhatAKilledRootHeld) {
  world w{three_nodes(4)};
  w.start_all();
  w.run_for(1s);
  ASSERT_TRUE(grants(w, 5s));
  w.kill(root_node);
  w.run_for(2min);
  w.start_all();
  w.run_for(2min);
  EXPECT_EQ(hops(w), (std::vector<std::uint64_t>{0, 0, 0}));
}

TEST_F(SpreadWorld, EndsANodeAtTheFrameItSends) {
  world w{three_nodes(5)};
  w.start_all();
  w.run_for(1s);
  w.arm_failpoint(root_node, failpoint::after_frame, 2);
  EXPECT_FALSE(grants(w, 5s));
  EXPECT_FALSE(w.node(root_node).running());
  w.start_all();
  w.run_for(20s);
  w.arm_failpoint(0, failpoint::before_frame_arrives, 1);
  EXPECT_FALSE(grants(w, 20s));
  EXPECT_FALSE(w.node(0).running());
  EXPECT_TRUE(w.node(1).running());
}

// Kills, restarts, a partition and clocks that differ.
std::uint64_t traced(std::uint64_t seed) {
  world w{three_nodes(seed)};
  network_weather bad;
  bad.lost = 50'000;
  bad.doubled = 50'000;
  bad.replayed = 50'000;
  w.between().set_weather(bad);
  for (node_index i = 0; i < w.size(); ++i)
    w.node(i).clock().set_rates({static_cast<std::int32_t>(i) * 300, -200});
  w.start_all();
  auto chance = w.chance().fork("faults");
  for (int i = 0; i < 10; ++i) {
    request(w, [](bool) {});
    w.run_for(1s);
    const auto victim = chance.below(w.size());
    w.at(w.now() + chance.between(0ms, 500ms),
         [&w, victim] { w.kill(victim); });
    w.at(w.now() + 600ms, [&w] { w.start_all(); });
    if (i == 5)
      w.between().part({{0}, {1, 2}});
  }
  return w.trace();
}

TEST(SpreadWorldTrace, IsTheSameForTheSameSeed) {
  std::set<std::uint64_t> traces;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto trace = traced(seed);
    EXPECT_EQ(trace, traced(seed)) << seed;
    traces.insert(trace);
  }
  EXPECT_EQ(traces.size(), 5U);
}

constexpr const char* trace_to = "LEASEHOLD_TRACE_TO";
constexpr std::uint64_t told_seed = 11;

// What another process runs for the test below it.
TEST(SpreadWorldTrace, IsTold) {
  const auto trace = traced(told_seed);
  EXPECT_NE(trace, 0U);
  if (auto path = std::getenv(trace_to))
    std::ofstream{path} << trace;
}

// Addresses differ there, and so does whatever depends on them.
TEST(SpreadWorldTrace, IsTheSameInAnotherProcess) {
  const auto path = ::testing::TempDir() + "trace-of-another-process";
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto command = std::string{trace_to} + "='" + path + "' '" + self
      + "' --gtest_filter=SpreadWorldTrace.IsTold > '" + path + ".log'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::uint64_t trace = 0;
  std::ifstream{path} >> trace;
  EXPECT_EQ(trace, traced(told_seed));
}

} // namespace
} // namespace leasehold::sim
