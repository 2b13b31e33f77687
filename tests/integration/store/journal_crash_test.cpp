// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// D1: a process that is killed at any moment has lost nothing that it
// acknowledged, and a group is there whole or not at all.

#include <csignal>
#include <cstdlib>
#include <random>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "runtime/store/journal.hpp"
#include "tests/support/journal_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

using test::open_journal;
using test::put;

constexpr std::uint32_t members_max = 16;

std::string key_of(std::uint32_t group, std::uint32_t member) {
  return std::to_string(group) + "/" + std::to_string(member);
}

// Appends groups of a varying size for ever, says so after each, and folds.
[[noreturn]] void write_until_killed(const std::string& folder,
                                     std::uint32_t first, int acknowledge) {
  const auto journal = open_journal(folder);
  for (auto group = first;; ++group) {
    record_group records;
    const auto members = group % members_max + 1;
    for (std::uint32_t member = 0; member < members; ++member)
      records.push_back(put(key_of(group, member), std::string(300, 'x')));
    if (journal->append({records})
        || write(acknowledge, &group, sizeof(group)) != sizeof(group))
      _exit(1);
    if (group % 3 == 0 && journal->fold(50))
      _exit(1);
  }
}

// Lets a writer run for so many acknowledgements, kills it, and returns the
// last group that it has acknowledged.
std::uint32_t run_and_kill(const std::string& folder, std::uint32_t first,
                           std::uint32_t acknowledgements) {
  int ends[2];
  if (pipe(ends) != 0)
    throw std::runtime_error{"no pipe"};
  const auto writer = fork();
  if (writer == 0) {
    close(ends[0]);
    write_until_killed(folder, first, ends[1]);
  }
  close(ends[1]);
  std::uint32_t last = first;
  for (std::uint32_t i = 0; i < acknowledgements; ++i)
    if (read(ends[0], &last, sizeof(last)) != sizeof(last))
      throw std::runtime_error{"the writer ended by itself"};
  kill(writer, SIGKILL);
  int status = 0;
  waitpid(writer, &status, 0);
  while (read(ends[0], &last, sizeof(last)) == sizeof(last)) {
  }
  close(ends[0]);
  return last;
}

// The number of the newest group, after checking that all are whole.
std::uint32_t verify(const std::string& folder, std::uint32_t acknowledged) {
  const auto found = test::replayed(*open_journal(folder));
  std::uint32_t group = 0;
  for (;; ++group) {
    std::uint32_t there = 0;
    const auto members = group % members_max + 1;
    for (std::uint32_t member = 0; member < members; ++member)
      there += found.count({1, key_of(group, member)}) > 0 ? 1 : 0;
    if (there == 0)
      break;
    EXPECT_EQ(there, members) << "group " << group << " is torn";
  }
  EXPECT_GT(group, acknowledged) << "an acknowledged group is lost";
  // One may have become durable and not been acknowledged: UNKNOWN.
  EXPECT_LE(group, acknowledged + 2);
  return group;
}

TEST(JournalCrash, LosesNothingAcknowledgedAndTearsNoGroup) {
  const test::temp_folder folder;
  std::minstd_rand random{2026};
  std::uint32_t next = 0;
  for (int round = 0; round < 50 && !HasFailure(); ++round) {
    const auto acknowledgements =
        std::uniform_int_distribution<std::uint32_t>{1, 15}(random);
    next = verify(folder.path(),
                  run_and_kill(folder.path(), next, acknowledgements));
  }
}

} // namespace
} // namespace leasehold
