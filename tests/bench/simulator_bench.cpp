// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// How much faster than real time a world goes.

#include <memory>
#include <string>

#include <benchmark/benchmark.h>
#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"
#include "messages/lease.hpp"
#include "tools/regions/figure8.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {
namespace {

using outcomes = std::vector<lease_outcome>;

constexpr std::size_t gateways = 5;

/// Figure 8's region with its gateways dealt out to nodes.
std::string figure8_on(std::size_t nodes) {
  std::string text = regions::figure8;
  if (nodes > 1)
    for (std::size_t i = 1; i <= gateways; ++i) {
      const auto name = fmt::format("[[gateway]]\nname = \"GW{}\"\n", i);
      const auto at = text.find(name) + name.size();
      text.insert(at, fmt::format("node = \"node-{}\"\n", (i - 1) % nodes + 1));
    }
  return text;
}

/// A lessee that asks for a lease each second, and keeps it for ten.
class lessee {
public:
  lessee(world& in, std::string name, dice chance)
      : world_(in), name_(std::move(name)), chance_(chance) {
    next();
  }

private:
  void next() {
    world_.at(world_.now()
                  + chance_.between(std::chrono::milliseconds{500},
                                    std::chrono::milliseconds{1500}),
              [this] {
                ask();
                next();
              });
  }

  void ask() {
    lease_request wish;
    // Leases are rooted at the gateway of their target.
    const std::size_t gateway = chance_.below(2) == 0 ? 5 : 3;
    wish.target = resource_name{fmt::format("EP{}1", gateway)};
    wish.source = endpoint_name{"EP11"};
    wish.amount = *parse_amounts("1Mbit/s");
    wish.wanted = *parse_period("10s");
    world_.ask<outcomes>(
        (gateway - 1) % world_.size(),
        [name = name_, wish](const services& at, reply_to<outcomes> reply) {
          caf::anon_send(at.leases,
                         request_leases{{lessee_name{name}, role::lessee},
                                        {wish},
                                        std::move(reply)});
        },
        [](std::optional<outcomes> answer) {
          if (answer && std::holds_alternative<lease_grant>(answer->front()))
            ++granted;
        });
  }

  world& world_;
  std::string name_;
  dice chance_;

public:
  static inline std::uint64_t granted = 0;
};

world_config figure8(std::uint64_t seed, std::size_t nodes) {
  world_config result;
  result.seed = seed;
  for (std::size_t i = 1; i <= nodes; ++i) {
    auto& config = result.nodes.emplace_back().config;
    config.name = fmt::format("node-{}", i);
    config.number = static_cast<std::uint32_t>(i);
    config.first_topology = figure8_on(nodes);
  }
  return result;
}

/// Arguments: nodes, lessees.
void passes_time_under_load(benchmark::State& state) {
  constexpr auto time = std::chrono::seconds{60};
  std::uint64_t seed = 0;
  std::uint64_t steps = 0;
  lessee::granted = 0;
  for (auto round : state) {
    world w{figure8(++seed, static_cast<std::size_t>(state.range(0)))};
    w.start_all();
    std::vector<std::unique_ptr<lessee>> lessees;
    for (std::int64_t i = 0; i < state.range(1); ++i)
      lessees.push_back(std::make_unique<lessee>(
          w, "lessee-" + std::to_string(i),
          w.chance().fork("lessee", static_cast<std::uint64_t>(i))));
    w.run_for(time);
    steps += w.steps();
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["times_real"] =
      benchmark::Counter(rounds * 60, benchmark::Counter::kIsRate);
  state.counters["steps"] = benchmark::Counter(static_cast<double>(steps),
                                               benchmark::Counter::kIsRate);
  state.counters["steps_per_s"] = static_cast<double>(steps) / rounds / 60;
  state.counters["grants_per_s"] =
      static_cast<double>(lessee::granted) / rounds / 60;
}
BENCHMARK(passes_time_under_load)
    ->ArgsProduct({{1, 5}, {0, 1, 5, 20}})
    ->Unit(benchmark::kMillisecond);

void starts_and_kills(benchmark::State& state) {
  world w{figure8(1, 1)};
  for (auto round : state) {
    static_cast<void>(w.start(0));
    w.run_for(std::chrono::milliseconds{1});
    w.kill(0);
  }
}
BENCHMARK(starts_and_kills)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace leasehold::sim

BENCHMARK_MAIN();
