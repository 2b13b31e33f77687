// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// What a hop costs its ledger, by the number of hops that live there. Run it
// with `bazel run --config=release //tests/bench:ledger_bench`.

#include <chrono>
#include <cstdint>
#include <random>

#include <benchmark/benchmark.h>

#include "actors/gateway/ledger_machine.hpp"

namespace leasehold {
namespace {

constexpr std::int64_t ample = 1'000'000'000'000;

/// The LEDGER of a gateway that a route crosses: it comes in by one NIC and
/// goes out by another.
class busy_ledger {
public:
  explicit busy_ledger(std::int64_t hops) {
    for (auto& use : uses_)
      ledger_.set_capacity(use.resource, {unit::bit_per_second, ample});
    for (std::int64_t i = 0; i < hops; ++i)
      grant(hop_key{lease_id{++last_}, epoch{1}, self_});
  }

  /// A whole life beside the others, which end at random.
  void live() {
    const hop_key key{lease_id{++last_}, epoch{1}, self_};
    const auto term = grant(key);
    renew_hop longer;
    longer.key = {key.lease, epoch{2}, self_};
    longer.term = {term.start, term.end + std::chrono::minutes{1}};
    longer.deadline = longer.term.end;
    benchmark::DoNotOptimize(ledger_.renew(longer, now_));
    benchmark::DoNotOptimize(ledger_.release({longer.key}, now_));
  }

private:
  window grant(const hop_key& key) {
    now_ += duration{key.lease.value() % 20 == 0 ? 1 : 0};
    hold_hop hold;
    hold.key = key;
    hold.root = self_;
    hold.uses = uses_;
    hold.term = {now_, now_ + duration{length_(random_)}};
    hold.hold_until = now_ + std::chrono::seconds{10};
    benchmark::DoNotOptimize(ledger_.hold(hold, now_));
    benchmark::DoNotOptimize(ledger_.commit({key, hold.term.end}, now_));
    ledger_.confirm({key, hold.term.end}, now_);
    return hold.term;
  }

  gateway_name self_{"GW4"};
  ledger_machine ledger_{self_};
  const std::vector<resource_use> uses_{
      {resource_name{"GW4/GW1-GW4"}, {unit::bit_per_second, 1000}},
      {resource_name{"GW4/GW4-GW5"}, {unit::bit_per_second, 1000}}};
  std::minstd_rand random_{1};
  std::uniform_int_distribution<duration::rep> length_{
      duration{std::chrono::minutes{30}}.count(),
      duration{std::chrono::minutes{90}}.count()};
  instant now_{};
  std::uint64_t last_ = 0;
};

void life_of_a_hop(benchmark::State& state) {
  busy_ledger ledger{state.range(0)};
  for (auto _ : state)
    ledger.live();
}

BENCHMARK(life_of_a_hop)->Arg(1'000)->Arg(100'000);

} // namespace
} // namespace leasehold

BENCHMARK_MAIN();
