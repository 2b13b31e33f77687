// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// How long it takes to say who gives way, by the number of leases over one
// link. Run it with
// `bazel run --config=release //tests/bench:contention_bench`.

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "actors/contention/planner.hpp"
#include "actors/contention/problem.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"

namespace leasehold {
namespace {

constexpr std::int64_t each = 1'000'000;

const resource_name gateway_nic{"GW4/GW4-GW5"};

amounts bits(std::int64_t x) {
  return {unit::bit_per_second, x};
}

/// Leases of 1 Mbit/s that fill the link now and end one after the other, each
/// with an own NIC, and elastic to the half.
contention full_link(std::int64_t count, const std::vector<remedy>& remedies) {
  std::minstd_rand random{1};
  const auto up_to = [&random](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>{0, most}(random);
  };
  contention result;
  result.now = instant{std::chrono::hours{1}};
  result.capacities[gateway_nic] = bits(count * each);
  for (std::int64_t i = 0; i < count; ++i) {
    const resource_name own{"EP" + std::to_string(i) + "/nic"};
    standing_lease lease;
    lease.id = lease_id{static_cast<std::uint64_t>(i)};
    lease.hold = static_cast<priority>(up_to(priority_weakest));
    lease.since = instant{duration{up_to(3'600'000)}};
    lease.term = {lease.since, result.now + duration{1 + up_to(86'400'000)}};
    lease.uses = {{gateway_nic, bits(each)}, {own, bits(each)}};
    lease.least = {{gateway_nic, bits(each / 2)}, {own, bits(each / 2)}};
    lease.remedies = remedies;
    lease.notice = std::chrono::seconds{10};
    result.leases.push_back(std::move(lease));
  }
  return result;
}

const std::vector<remedy> everything{remedy::shrink, remedy::shorten,
                                     remedy::terminate};

void lose_half(benchmark::State& state, const std::vector<remedy>& remedies) {
  auto problem = full_link(state.range(0), remedies);
  problem.capacities[gateway_nic] = bits(state.range(0) * each / 2);
  for (auto _ : state)
    benchmark::DoNotOptimize(plan(problem));
}

/// Every lease shrinks.
void lose_half_of_elastic_leases(benchmark::State& state) {
  lose_half(state, {remedy::shrink});
}

/// Some more than half of them end.
void lose_half_of_rigid_leases(benchmark::State& state) {
  lose_half(state, {});
}

/// Every remedy is tried, up to the last.
void lose_all(benchmark::State& state) {
  auto problem = full_link(state.range(0), everything);
  problem.capacities[gateway_nic] = {};
  for (auto _ : state)
    benchmark::DoNotOptimize(plan(problem));
}

/// One is in the way of one newcomer.
void displace_one(benchmark::State& state) {
  auto problem = full_link(state.range(0), everything);
  problem.asked = newcomer{0,
                           {problem.now, problem.now + duration{600'000}},
                           {{gateway_nic, bits(each / 2)}}};
  for (auto _ : state)
    benchmark::DoNotOptimize(plan(problem));
}

/// The hardest choice: leases that give one of two things, half of them one and
/// half of them the other, and then a little is missing. The search is given
/// up.
void give_up(benchmark::State& state) {
  const auto count = state.range(0);
  auto problem = full_link(count, {remedy::shrink, remedy::shorten});
  const auto end = problem.now + std::chrono::minutes{10};
  for (auto& lease : problem.leases) {
    lease.hold = priority_weakest;
    lease.term.end = end;
  }
  auto later = problem.leases.front();
  later.hold = 0;
  later.term.start = problem.now + later.notice;
  later.uses = {{gateway_nic, bits((count + 1) * each / 2)}};
  problem.leases.push_back(later);
  problem.capacities[gateway_nic] = bits((count * 3 / 4 + 1) * each);
  problem.asked = newcomer{0, {problem.now, end}, {{gateway_nic, bits(each)}}};
  for (auto _ : state)
    benchmark::DoNotOptimize(plan(problem));
}

constexpr std::int64_t fewest = 100;
constexpr std::int64_t most = 10'000;
constexpr auto scale = benchmark::kMillisecond;

BENCHMARK(lose_half_of_elastic_leases)
    ->RangeMultiplier(10)
    ->Range(fewest, most)
    ->Unit(scale);
BENCHMARK(lose_half_of_rigid_leases)
    ->RangeMultiplier(10)
    ->Range(fewest, most)
    ->Unit(scale);
BENCHMARK(lose_all)->RangeMultiplier(10)->Range(fewest, most)->Unit(scale);
BENCHMARK(displace_one)->RangeMultiplier(10)->Range(fewest, most)->Unit(scale);
BENCHMARK(give_up)->RangeMultiplier(10)->Range(fewest, most)->Unit(scale);

} // namespace
} // namespace leasehold

BENCHMARK_MAIN();
