// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/fd_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

class FdOutput : public testing::Test {
protected:
  FdOutput() {
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(pipe(ends), 0);
  }
  ~FdOutput() override {
    close(ends[0]);
    close(ends[1]);
  }

  int ends[2] = {-1, -1};
};

TEST_F(FdOutput, WritesWhatItIsGivenInOrder) {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += std::to_string(i);
  {
    fd_output buffer{ends[1]};
    std::ostream out{&buffer};
    out << text;
    EXPECT_TRUE(out.flush());
    EXPECT_EQ(buffer.problem(), "");
    EXPECT_FALSE(buffer.gone());
  }
  std::string read_back(text.size(), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const auto got = read(ends[0], &read_back[at], text.size() - at);
    ASSERT_GT(got, 0);
    at += static_cast<std::size_t>(got);
  }
  EXPECT_EQ(read_back, text);
}

TEST_F(FdOutput, RemembersThatTheDiskWasFull) {
  const auto full = open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  fd_output buffer{full};
  std::ostream out{&buffer};
  out << "text";
  EXPECT_TRUE(out) << "nothing was written yet";
  EXPECT_FALSE(out.flush());
  EXPECT_EQ(buffer.problem(), "No space left on device");
  out.clear();
  out << "more";
  EXPECT_FALSE(out.flush()) << "a part that is lost stays lost";
  close(full);
}

TEST_F(FdOutput, SeesThatItsReaderHasGoneBeforeItWrites) {
  fd_output buffer{ends[1]};
  std::ostream out{&buffer};
  EXPECT_FALSE(buffer.gone());
  close(ends[0]);
  EXPECT_TRUE(buffer.gone());
  EXPECT_EQ(buffer.problem(), "");
  out << "text";
  EXPECT_FALSE(out.flush());
  EXPECT_EQ(buffer.problem(), "Broken pipe");
  ends[0] = dup(ends[1]);
}

} // namespace
} // namespace leasehold
