// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// What a lease costs the journal: CPU of all threads and bytes sent to the
// disk, folding and checkpoints included; and how long a start reads. Run it on
// a disk, not in memory: `TMPDIR=/var/tmp bazel run --config=release
// //tests/bench:journal_bench`.

#include <cstdint>
#include <ctime>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "runtime/store/store_actor.hpp"
#include "tests/support/journal_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

constexpr std::uint64_t leases_to_a_commit = 100;

/// Random, since SQLite does not write what is there already.
std::string body(std::size_t bytes) {
  static std::minstd_rand random{1};
  std::string result(bytes, '\0');
  for (auto& c : result)
    c = static_cast<char>(random());
  return result;
}

std::uint64_t bytes_written() {
  std::ifstream file{"/proc/self/io"};
  std::string name;
  std::uint64_t value = 0;
  while (file >> name >> value)
    if (name == "write_bytes:")
      return value;
  return 0;
}

double cpu_micros() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6
      + static_cast<double>(now.tv_nsec) / 1e3;
}

/// A journal and the STORE that would write it: folds when it is long.
class store_of_leases {
public:
  /// The records of a lease of three hops, and their sizes.
  void write(std::uint64_t lease, std::uint64_t event) {
    for (const auto* gateway : {"GW1", "GW4", "GW5"})
      group_.push_back(
          {5, fmt::format("{}/{}", gateway, lease), body(107), put_});
    group_.push_back({6, std::to_string(lease), body(400), put_});
    group_.push_back({7, fmt::format("{:020}", event), body(65), put_});
    if (event > events_kept)
      group_.push_back({7, fmt::format("{:020}", event - events_kept), "",
                        record::change::erase});
  }

  void release(std::uint64_t lease) {
    for (const auto* gateway : {"GW1", "GW4", "GW5"})
      group_.push_back(
          {5, fmt::format("{}/{}", gateway, lease), "", record::change::erase});
    group_.push_back({6, std::to_string(lease), "", record::change::erase});
  }

  void commit() {
    check(journal_->append({std::move(group_)}));
    group_.clear();
    while (journal_->figures().journal_rows > config_.journal_rows_max)
      check(journal_->fold(config_.fold_rows_max));
  }

  /// Leaves a pass of folding half-way.
  void fold_some(std::size_t chunks) {
    for (; chunks > 0; --chunks)
      check(journal_->fold(config_.fold_rows_max));
  }

  /// Opens the journal anew, and reads all of it; how many records it tells.
  std::uint64_t start() {
    journal_.reset();
    journal_ = test::open_journal(folder_.path());
    std::uint64_t told = 0;
    check(journal_->replay([&told](record) {
      ++told;
      return store_error{};
    }));
    return told;
  }

private:
  static constexpr std::uint64_t events_kept = 100'000;
  static constexpr auto put_ = record::change::put;

  static void check(const store_error& failed) {
    if (failed)
      throw std::runtime_error{failed.message};
  }

  test::temp_folder folder_;
  std::unique_ptr<journal> journal_ = test::open_journal(folder_.path());
  store_config config_;
  record_group group_;
};

/// Runs commits of leases, and counts what each lease took.
template <class Write>
void measure(benchmark::State& state, Write write) {
  const auto cpu = cpu_micros();
  const auto written = bytes_written();
  std::uint64_t count = 0;
  for (auto _ : state)
    for (std::uint64_t i = 0; i < leases_to_a_commit; ++i)
      write(count++, i + 1 == leases_to_a_commit);
  const auto leases = static_cast<double>(count);
  state.counters["cpu_us"] = (cpu_micros() - cpu) / leases;
  state.counters["disk_bytes"] =
      static_cast<double>(bytes_written() - written) / leases;
}

/// Leases that stay.
void grants(benchmark::State& state) {
  store_of_leases store;
  measure(state, [&store](std::uint64_t number, bool last) {
    store.write(number, number);
    if (last)
      store.commit();
  });
}

/// Each is released soon after.
void grants_and_releases(benchmark::State& state) {
  constexpr std::uint64_t live = 10'000;
  store_of_leases store;
  measure(state, [&store](std::uint64_t number, bool last) {
    store.write(number, number);
    if (number >= live)
      store.release(number - live);
    if (last)
      store.commit();
  });
}

/// Any of so many.
void renewals(benchmark::State& state) {
  const auto live = static_cast<std::uint64_t>(state.range(0));
  store_of_leases store;
  for (std::uint64_t i = 0; i < live; ++i) {
    store.write(i, i);
    if (i % 1000 == 999)
      store.commit();
  }
  std::minstd_rand random{2};
  measure(state, [&, live](std::uint64_t number, bool last) {
    store.write(random() % live, live + number);
    if (last)
      store.commit();
  });
}

/// Of so many leases, after a pass of folding that came so many chunks far.
void starts(benchmark::State& state) {
  store_of_leases store;
  const auto live = static_cast<std::uint64_t>(state.range(0));
  for (std::uint64_t i = 0; i < live; ++i) {
    store.write(i, i);
    if (i % 1000 == 999)
      store.commit();
  }
  store.fold_some(static_cast<std::size_t>(state.range(1)));
  std::uint64_t told = 0;
  for (auto _ : state)
    told = store.start();
  state.counters["records"] = static_cast<double>(told);
}

constexpr std::int64_t commits = 2'000;

BENCHMARK(grants)->Iterations(commits)->Unit(benchmark::kMicrosecond);
BENCHMARK(grants_and_releases)
    ->Iterations(commits)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(renewals)->Arg(10'000)->Arg(100'000)->Iterations(commits)->Unit(
    benchmark::kMicrosecond);
BENCHMARK(starts)
    ->Args({300'000, 0})
    ->Args({300'000, 80})
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace leasehold

BENCHMARK_MAIN();
