// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// A benchmark that is told to stop leaves nothing behind: no process that would
// be measured by the next one, no folder.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/shell/program.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

namespace fs = std::filesystem;

constexpr int exit_signal = 128;

/// The command lines of all processes that name the folder, but of the
/// benchmark itself.
std::vector<std::string> children_in(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& process : fs::directory_iterator{"/proc"}) {
    std::ifstream file{process.path() / "cmdline"};
    const std::string words{std::istreambuf_iterator<char>{file}, {}};
    if (words.find(folder + "/leasehold-bench-") != std::string::npos)
      found.push_back(words);
  }
  return found;
}

/// Tells a benchmark to stop once it has measured the first of many things.
void stop(std::vector<std::string> words, int signal) {
  const test::temp_folder folder;
  words.insert(
      words.begin(),
      {"bench", "--folder", folder.path(), "--time", "200ms", "-o", "json"});
  test::program bench{words};
  ASSERT_NE(bench.read_line(), "");
  ASSERT_FALSE(children_in(folder.path()).empty());
  bench.signal(signal);
  const auto end = bench.finish();
  EXPECT_EQ(end.code, exit_signal + signal) << end.err;
  EXPECT_TRUE(children_in(folder.path()).empty());
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(BenchStop, LeavesNoNode) {
  const std::vector<std::string> long_list{"--measure", "grants", "--in-flight",
                                           "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"};
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    stop(long_list, signal);
}

// The second row is of the same etcd.
TEST(BenchStop, LeavesNoEtcd) {
  stop({"--etcd", "--leases", "0"}, SIGTERM);
}

} // namespace
} // namespace leasehold
