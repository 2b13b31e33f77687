// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/file_text.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

using test::temp_folder;

std::string written(const temp_folder& folder, const std::string& text) {
  auto path = folder.path() + "/file";
  std::ofstream{path} << text;
  return path;
}

TEST(FileText, IsAllThatIsThere) {
  temp_folder folder;
  const std::string text(100'000, 'x');
  auto read = read_file_text(written(folder, text), text.size());
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, text);
  EXPECT_EQ(*read_file_text(written(folder, ""), 1), "");
}

TEST(FileText, IsBounded) {
  temp_folder folder;
  auto path = written(folder, std::string((1 << 20) + 1, 'x'));
  auto read = read_file_text(path, 1 << 20);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::too_much);
  EXPECT_EQ(read.error().message, path + " has more than 1 MiB; split it");
}

// A stream throws at a folder, where nobody catches it.
TEST(FileText, OfWhatIsNoFileIsAFailureWithTheReason) {
  temp_folder folder;
  auto read = read_file_text(folder.path(), 100);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::unknown_name);
  EXPECT_EQ(read.error().message,
            "can't read " + folder.path() + ": Is a directory");
  auto none = read_file_text(folder.path() + "/none", 100);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message,
            "can't read " + folder.path() + "/none: No such file or directory");
}

TEST(FileText, IsReplacedInOneStep) {
  temp_folder folder;
  const auto path = folder.path() + "/a/b/file";
  ASSERT_TRUE(replace_file_text(path, "one"));
  ASSERT_TRUE(replace_file_text(path, "two"));
  EXPECT_EQ(*read_file_text(path, 100), "two");
  EXPECT_FALSE(std::ifstream{path + ".new"});
}

TEST(FileText, StaysWhereItCanNotBeReplaced) {
  temp_folder folder;
  auto failed = replace_file_text("/proc/none/file", "x");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, errc::unavailable);
  EXPECT_NE(failed.error().message.find("can't write /proc/none/file"),
            std::string::npos);
  // A folder can't be replaced by a file.
  failed = replace_file_text(folder.path(), "x");
  ASSERT_FALSE(failed);
  EXPECT_FALSE(std::ifstream{folder.path() + ".new"});
}

} // namespace
} // namespace leasehold
