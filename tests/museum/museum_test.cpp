// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// This program carries one bug of the museum (bugs.bzl). The simulator has to
// catch it, by a rule that names what is broken.

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/museum/wishes.hpp"
#include "tools/simulator/play/run.hpp"
#include "tools/simulator/play/workload.hpp"

namespace leasehold::sim {
namespace {

constexpr std::uint64_t seeds_max = 500;

/// The first rule that a run breaks, and how; nothing where none is.
std::string play(std::uint64_t seed) {
  const auto report =
      run(make_scenario(seed,
                        wishes_from(MUSEUM_MIX, MUSEUM_FAULTS, MUSEUM_NODES,
                                    static_cast<enforcement>(MUSEUM_ENFORCES),
                                    static_cast<workload>(MUSEUM_ACTS))));
  if (report.violations.empty())
    return {};
  const auto& first = report.violations.front();
  return first.rule + " " + first.what;
}

std::string read_all(int from) {
  std::string result;
  std::array<char, 4096> part{};
  for (ssize_t n = 0; (n = read(from, part.data(), part.size())) > 0;)
    result.append(part.data(), static_cast<std::size_t>(n));
  return result;
}

/// Plays in a process of its own, which a bug may well bring down: an
/// assertion of the product catches it then.
std::string play_apart(std::uint64_t seed) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0)
    return {};
  const auto child = fork();
  if (child == 0) {
    const auto found = play(seed);
    const auto written = write(ends[1], found.data(), found.size());
    _exit(written == static_cast<ssize_t>(found.size()) ? 0 : 1);
  }
  close(ends[1]);
  auto found = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status))
    return "assertion: the node came down";
  return found;
}

TEST(Museum, CatchesTheBug) {
  for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
    const auto found = play_apart(seed);
    if (found.empty())
      continue;
    fmt::print("bug {}: caught after {} seeds by {}\n", MUSEUM_BUG, seed,
               found);
    EXPECT_TRUE(
        has_word(MUSEUM_RULES " assertion:", found.substr(0, found.find(' '))))
        << "by another rule than " << MUSEUM_RULES << ": " << found;
    return;
  }
  FAIL() << "bug " << MUSEUM_BUG << " survived " << seeds_max << " seeds";
}

} // namespace
} // namespace leasehold::sim
