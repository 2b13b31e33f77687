// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Plays seed after seed until it is stopped, or as many as it was told to. A
// seed that breaks a rule is shrunken, told as a story, and not the last one.

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "tools/simulator/play/coverage.hpp"
#include "tools/simulator/play/report_text.hpp"
#include "tools/simulator/play/run.hpp"
#include "tools/simulator/play/workload.hpp"

namespace {

using namespace leasehold::sim;

struct soak_options {
  std::uint64_t first = 1;
  /// 0 goes on until it is stopped.
  std::uint64_t seeds = 0;
  std::uint64_t every = 500;
  enum class telling { failures, all } stories = telling::failures;
  scenario_wishes wishes;
};

constexpr const char* usage =
    "usage: soak [--first SEED] [--seeds N] [--every N] [--stories]\n"
    "            [--enforced] [--actions]\n"
    "  --first    the first seed, 1 where it is not given\n"
    "  --seeds    how many; without it, until stopped\n"
    "  --every    prints a line after so many, 500\n"
    "  --stories  tells the story of every seed, not only of those that fail\n"
    "  --enforced leases are enforced on the regions' interfaces\n"
    "  --actions  lessees act on endpoints in each region, not in one of "
    "three\n"
    "It fails where a seed breaks a rule, and where 20,000 or more leave a\n"
    "cell of the coverage empty that they may hit.\n";

bool parse(int count, char** words, soak_options& to) {
  for (int i = 1; i < count; ++i) {
    std::string word = words[i];
    if (word == "--stories") {
      to.stories = soak_options::telling::all;
      continue;
    }
    if (word == "--enforced") {
      to.wishes.enforces = enforcement::wires_and_cables;
      continue;
    }
    if (word == "--actions") {
      to.wishes.does = workload::leases_and_actions;
      continue;
    }
    auto value = i + 1 < count ? std::strtoull(words[++i], nullptr, 10) : 0;
    if (word == "--first")
      to.first = value;
    else if (word == "--seeds" && value > 0)
      to.seeds = value;
    else if (word == "--every" && value > 0)
      to.every = value;
    else
      return false;
  }
  return true;
}

/// What all seeds so far have come to.
struct tally {
  std::uint64_t seeds = 0;
  std::uint64_t failing = 0;
  std::uint64_t faults = 0;
  std::uint64_t steps = 0;
  true_time simulated{};
  leasehold::status_counts statuses;
  coverage covered;

  std::string line(std::uint64_t last) const {
    return fmt::format("seeds up to {}: {} played, {} failing, {} faults, {} "
                       "messages, {} s simulated, {} targets ok, {} failed, "
                       "{} unknown\n",
                       last, seeds, failing, faults, steps,
                       simulated.count() / 1'000'000'000, statuses.ok,
                       statuses.failed, statuses.unknown);
  }
};

void play_one(std::uint64_t seed, const soak_options& options, tally& sum) {
  auto plan = make_scenario(seed, options.wishes);
  run_settings settings;
  if (options.stories == soak_options::telling::all)
    settings.telling = story::telling::everything;
  auto report = run(plan, settings);
  std::cout << report.story;
  ++sum.seeds;
  sum.faults += report.faults;
  sum.steps += report.steps;
  sum.simulated += report.simulated;
  sum.statuses.ok += report.statuses.ok;
  sum.statuses.failed += report.statuses.failed;
  sum.statuses.unknown += report.statuses.unknown;
  sum.covered += report.coverage;
  if (report.violations.empty())
    return;
  ++sum.failing;
  std::cout << describe_failure(plan, report)
            << shrunken_story(plan, report.violations.front().rule)
            << std::flush;
}

} // namespace

int main(int argc, char** argv) {
  soak_options options;
  if (!parse(argc, argv, options)) {
    std::cerr << usage;
    return 2;
  }
  tally sum;
  sum.covered = coverage{options.wishes.enforces};
  for (auto seed = options.first;
       options.seeds == 0 || seed < options.first + options.seeds; ++seed) {
    play_one(seed, options, sum);
    if (sum.seeds % options.every == 0)
      std::cout << sum.line(seed) << std::flush;
  }
  std::cout << sum.line(options.first + options.seeds - 1)
            << sum.covered.table();
  auto missed = missed_cells(sum.covered, sum.seeds);
  for (auto& cell : missed)
    std::cout << "never hit: " << to_string(cell) << '\n';
  return sum.failing == 0 && missed.empty() ? 0 : 1;
}
