// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/memory_guard.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;

TEST(MemoryGuard, ShedsLoadBeforeMemoryEnds) {
  EXPECT_TRUE(check_memory({5 * gibibyte, 6 * gibibyte}));
  const auto full = check_memory({5 * gibibyte + 1, 6 * gibibyte});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, errc::too_much);
  EXPECT_NE(full.error().message.find("5120 of the 6144 MiB"),
            std::string::npos)
      << full.error().message;
}

TEST(MemoryGuard, ShedsNothingWhereTheSystemDoesNotTell) {
  EXPECT_TRUE(check_memory({gibibyte, 0}));
  EXPECT_TRUE(check_memory({0, gibibyte}));
}

class MemoryFiles : public testing::Test {
protected:
  void write(const std::string& name, const std::string& text) {
    const std::filesystem::path path{folder_.path() + name};
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path} << text;
  }

  test::temp_folder folder_;
};

TEST_F(MemoryFiles, TellTheTightestLimit) {
  write("/proc/self/statm", "1000 250 10 1 0 100 0\n");
  write("/proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n");
  auto seen = read_memory(folder_.path());
  EXPECT_EQ(seen.limit_bytes, 16384u * 1024);
  EXPECT_GE(seen.resident_bytes, 250u * 4096);
  write("/sys/fs/cgroup/memory.max", "max\n");
  EXPECT_EQ(read_memory(folder_.path()).limit_bytes, 16384u * 1024);
  write("/sys/fs/cgroup/memory.max", "1000000\n");
  EXPECT_EQ(read_memory(folder_.path()).limit_bytes, 1'000'000u);
}

TEST_F(MemoryFiles, TellNothingWhereThereAreNone) {
  const auto seen = read_memory(folder_.path());
  EXPECT_EQ(seen.limit_bytes, 0u);
  EXPECT_EQ(seen.resident_bytes, 0u);
}

TEST(MemoryGuard, ReadsThisMachine) {
  const auto seen = read_memory({});
  EXPECT_GT(seen.resident_bytes, 0u);
  EXPECT_GT(seen.limit_bytes, seen.resident_bytes);
}

} // namespace
} // namespace leasehold
