// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// How a calendar grows: from 100 to 10^6 live leases on one resource, whose
// ends fall together or not. Run it with
// `bazel run --config=release //tests/bench:calendar_bench`.

#include <chrono>
#include <cstdint>
#include <deque>
#include <random>

#include <benchmark/benchmark.h>

#include "actors/resource/calendar.hpp"

namespace leasehold {
namespace {

constexpr std::int64_t ample = 1'000'000'000'000;

amounts rate(std::int64_t x) {
  return {unit::bit_per_second, x};
}

enum class ends : std::int64_t {
  /// Twenty leases begin in each millisecond, and end in one an hour later.
  together,
  /// As many begin; each ends at random, 30 to 90 minutes later.
  spread,
};

/// A resource on which so many leases live, and whose oldest go as new ones
/// come.
class busy_resource {
public:
  busy_resource(std::int64_t count, ends how)
      : how_(how), booked_(rate(ample)) {
    for (std::int64_t i = 0; i < count; ++i)
      begin(next());
  }

  window next() {
    using std::chrono::minutes;
    if (++granted_ % in_each_millisecond == 0)
      now_ += duration{1};
    auto length = duration{minutes{60}};
    if (how_ == ends::spread)
      length = duration{std::uniform_int_distribution<std::int64_t>{
          duration{minutes{30}}.count(),
          duration{minutes{90}}.count()}(random_)};
    return {now_, now_ + length};
  }

  void begin(const window& term) {
    booked_.book(term, each);
    live_.push_back(term);
  }

  void end_the_oldest() {
    booked_.unbook(live_.front(), each);
    live_.pop_front();
  }

  /// Leaves room for one lease, or just none, somewhere in the next hour.
  void fill_up() {
    const auto busiest = rate(ample) - booked_.free_over({now_, forever});
    booked_.set_capacity(busiest);
  }

  const calendar& booked() const {
    return booked_;
  }

  static inline const amounts each = rate(1000);

private:
  static constexpr std::int64_t in_each_millisecond = 20;

  ends how_;
  calendar booked_;
  std::deque<window> live_;
  std::minstd_rand random_{1};
  instant now_{};
  std::int64_t granted_ = 0;
};

busy_resource resource_of(const benchmark::State& state) {
  return {state.range(0), static_cast<ends>(state.range(1))};
}

/// What a lease costs a resource that has room: one is granted, one released.
void grant_and_release(benchmark::State& state) {
  auto resource = resource_of(state);
  for (auto _ : state) {
    const auto term = resource.next();
    benchmark::DoNotOptimize(resource.booked().fits(term, resource.each));
    resource.begin(term);
    resource.end_the_oldest();
  }
}

/// The same where it is full at some time, so that each has to be looked for.
void grant_and_release_when_full(benchmark::State& state) {
  auto resource = resource_of(state);
  resource.fill_up();
  for (auto _ : state) {
    const auto term = resource.next();
    benchmark::DoNotOptimize(resource.booked().fits(term, resource.each));
    resource.begin(term);
    resource.end_the_oldest();
  }
}

void ask_what_is_free(benchmark::State& state) {
  auto resource = resource_of(state);
  for (auto _ : state)
    benchmark::DoNotOptimize(resource.booked().free_over(resource.next()));
}

void find_a_slot(benchmark::State& state) {
  auto resource = resource_of(state);
  resource.fill_up();
  for (auto _ : state) {
    const auto term = resource.next();
    benchmark::DoNotOptimize(resource.booked().earliest_start(
        term.start, term.end - term.start, resource.each));
  }
}

void sizes(benchmark::internal::Benchmark* of) {
  of->ArgNames({"leases", "spread"})
      ->ArgsProduct({{100, 1'000, 100'000, 1'000'000}, {0, 1}});
}

BENCHMARK(grant_and_release)->Apply(sizes);
BENCHMARK(grant_and_release_when_full)->Apply(sizes);
BENCHMARK(ask_what_is_free)->Apply(sizes);
BENCHMARK(find_a_slot)->Apply(sizes);

} // namespace
} // namespace leasehold

BENCHMARK_MAIN();
