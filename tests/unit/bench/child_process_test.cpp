// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/child_process.hpp"

#include <csignal>
#include <string>

#include <unistd.h>

#include <gtest/gtest.h>

namespace leasehold::bench {
namespace {

/// What a shell script writes before it ends.
std::string output_of(const std::string& script) {
  auto child = child_process::start({"sh", "-c", script}, "/dev/null");
  if (!child)
    return child.error().message;
  const int output = child->take_output();
  std::string text;
  char next = 0;
  while (read(output, &next, 1) == 1)
    text.push_back(next);
  close(output);
  return text;
}

TEST(ChildProcess, CanBeToldToStopByWhoeverWaitsForSignals) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const auto blocked = output_of("grep SigBlk /proc/self/status");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(blocked, "SigBlk:\t0000000000000000\n");
}

TEST(ChildProcess, TellsWhatAProcessHasTaken) {
  auto child = child_process::start(
      {"sh", "-c",
       "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo; "
       "exec tail -f /dev/null"},
      "/dev/null");
  ASSERT_TRUE(child);
  const int output = child->take_output();
  char done = 0;
  ASSERT_EQ(read(output, &done, 1), 1);
  EXPECT_GT(child->cpu_time(), std::chrono::nanoseconds::zero());
  EXPECT_GT(child->resident_bytes(), 0u);
  EXPECT_FALSE(child->ended());
  close(output);
}

TEST(ChildProcess, NoticesThatItHasEnded) {
  auto child = child_process::start({"true"}, "/dev/null");
  ASSERT_TRUE(child);
  const int output = child->take_output();
  char none = 0;
  // The end of its output comes with its own.
  ASSERT_EQ(read(output, &none, 1), 0);
  while (!child->ended()) {
  }
  EXPECT_TRUE(child->ended());
  close(output);
}

TEST(ChildProcess, NamesWhatCannotBeStarted) {
  auto child = child_process::start({"/nowhere/program"}, "/dev/null");
  ASSERT_FALSE(child);
  EXPECT_NE(child.error().message.find("/nowhere/program"), std::string::npos);
}

} // namespace
} // namespace leasehold::bench
