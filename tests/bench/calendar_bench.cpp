// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// How a calendar grows: from 10^3 to 10^6 bookings on one resource. Run it with
// `bazel run --config=release //tests/bench:calendar_bench`.

#include <algorithm>
#include <cstdint>
#include <random>

#include <benchmark/benchmark.h>

#include "actors/resource/calendar.hpp"

namespace leasehold {
namespace {

/// Bookings of a minute to a day, spread over so long that about a hundred
/// overlap, whatever their number.
class bookings {
public:
  explicit bookings(std::int64_t count)
      : span_(count * std::int64_t{day.count()} / 200) {}

  window next() {
    const auto start = instant{duration{
        std::uniform_int_distribution<std::int64_t>{0, span_}(random_)}};
    const auto length = std::uniform_int_distribution<std::int64_t>{
        minute.count(), day.count()}(random_);
    return {start, start + duration{length}};
  }

  amounts amount() {
    return {unit::bit_per_second,
            std::uniform_int_distribution<std::int64_t>{1, 1000}(random_)};
  }

private:
  static constexpr duration minute = std::chrono::minutes{1};
  static constexpr duration day = std::chrono::hours{24};

  std::minstd_rand random_{1};
  std::int64_t span_;
};

constexpr std::int64_t ample = 1'000'000'000;

calendar filled(std::int64_t count) {
  calendar result{{unit::bit_per_second, ample}};
  bookings source{count};
  for (std::int64_t i = 0; i < count; ++i)
    result.book(source.next(), source.amount());
  return result;
}

void check_a_window(benchmark::State& state) {
  const auto busy = filled(state.range(0));
  bookings source{state.range(0)};
  for (auto _ : state)
    benchmark::DoNotOptimize(busy.fits(source.next(), source.amount()));
}

void book_and_unbook(benchmark::State& state) {
  auto busy = filled(state.range(0));
  bookings source{state.range(0)};
  for (auto _ : state) {
    const auto when = source.next();
    const auto amount = source.amount();
    busy.book(when, amount);
    busy.unbook(when, amount);
  }
}

void find_a_slot(benchmark::State& state) {
  auto busy = filled(state.range(0));
  // A tenth of the time has room.
  busy.set_capacity({unit::bit_per_second, 40'000});
  bookings source{state.range(0)};
  for (auto _ : state) {
    const auto when = source.next();
    benchmark::DoNotOptimize(busy.earliest_start(
        when.start, when.end - when.start, source.amount()));
  }
}

constexpr std::int64_t fewest = 1'000;
constexpr std::int64_t most = 1'000'000;

BENCHMARK(check_a_window)->RangeMultiplier(10)->Range(fewest, most);
BENCHMARK(book_and_unbook)->RangeMultiplier(10)->Range(fewest, most);
BENCHMARK(find_a_slot)->RangeMultiplier(10)->Range(fewest, most);

} // namespace
} // namespace leasehold

BENCHMARK_MAIN();
