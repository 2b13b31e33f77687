// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/process/program_run.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

class ProgramRun : public testing::Test {
protected:
  program_call script(const std::string& text) const {
    program_call call;
    call.path = folder.path() + "/program";
    std::ofstream{call.path} << "#!/bin/sh\n" << text;
    std::filesystem::permissions(call.path, std::filesystem::perms::owner_all);
    return call;
  }

  static std::string why(const program_call& call) {
    const auto done = run_program(call);
    if (done)
      return "it worked, and wrote " + *done;
    EXPECT_EQ(done.error().code, errc::unavailable);
    const auto begin = "program " + call.path + " ";
    EXPECT_EQ(done.error().message.rfind(begin, 0), 0u) << done.error().message;
    return done.error().message.substr(begin.size());
  }

  /// A number that the program wrote into a file of that name.
  pid_t pid_in(const std::string& name) const {
    pid_t pid = 0;
    std::ifstream{folder.path() + "/" + name} >> pid;
    EXPECT_GT(pid, 1) << name;
    return pid;
  }

  /// A killed process may still be seen until its parent has heard of it.
  static void await_death(pid_t pid) {
    while (kill(pid, 0) == 0) {
      std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
      std::string number;
      std::string name;
      std::string state;
      if (file >> number >> name >> state && state == "Z")
        return;
      std::this_thread::yield();
    }
  }

  test::temp_folder folder;
};

TEST_F(ProgramRun, GivesItsInputAndReturnsItsOutput) {
  auto call = script("cat; echo and more");
  call.input = std::string(300'000, 'x');
  const auto done = run_program(call);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(*done, call.input + "and more\n");
}

TEST_F(ProgramRun, NeedsNotReadItsInput) {
  auto call = script("echo done");
  call.input = std::string(300'000, 'x');
  const auto done = run_program(call);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(*done, "done\n");
}

TEST_F(ProgramRun, GivesItNothingElse) {
  setenv("A_SECRET", "hidden", 1);
  const int file = open("/dev/null", O_RDONLY);
  const auto done = run_program(script(
      "pwd; echo $#; tr '\\0' '\\n' < /proc/$$/environ; ls /proc/self/fd"));
  close(file);
  unsetenv("A_SECRET");
  ASSERT_TRUE(done) << done.error().message;
  // The last file is the folder that ls reads.
  EXPECT_EQ(*done,
            "/\n0\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n"
            "LC_ALL=C.UTF-8\n0\n1\n2\n3\n");
}

TEST_F(ProgramRun, SaysWhatCanNotBeStarted) {
  program_call call;
  call.path = folder.path() + "/nothing";
  EXPECT_EQ(why(call),
            "can't be started: No such file or directory; it must "
            "be there, and executable for the node's user");
  call = script("echo unreachable");
  std::filesystem::permissions(call.path, std::filesystem::perms::owner_read);
  EXPECT_EQ(why(call),
            "can't be started: Permission denied; it must be there, "
            "and executable for the node's user");
  std::ofstream{call.path = folder.path() + "/odd"} << "no program";
  std::filesystem::permissions(call.path, std::filesystem::perms::owner_all);
  EXPECT_EQ(why(call),
            "can't be started: Exec format error; it must be there, "
            "and executable for the node's user");
}

TEST_F(ProgramRun, SaysWhyItFailed) {
  EXPECT_EQ(why(script("exit 3")), "ended with the code 3");
  EXPECT_EQ(why(script("echo ignored; echo the switch is off >&2; "
                       "echo more >&2; exit 1")),
            "ended with the code 1: the switch is off");
  EXPECT_EQ(why(script("printf 'a\\033[31m\\351b' >&2; exit 1")),
            "ended with the code 1: a?[31m?b");
  EXPECT_EQ(why(script("printf '%0500d' 0 >&2; exit 1")),
            "ended with the code 1: " + std::string(200, '0'));
  EXPECT_EQ(why(script("echo oh >&2; kill -9 $$")),
            "was ended by signal 9: oh");
}

TEST_F(ProgramRun, KillsWhatDoesNotEnd) {
  auto call = script("echo $$ > " + folder.path()
                     + "/own\n"
                       "(trap '' TERM; exec tail -f /dev/null) &\n"
                       "echo $! > "
                     + folder.path()
                     + "/child\n"
                       "trap '' TERM\nwait");
  call.patience = std::chrono::seconds{2};
  EXPECT_EQ(why(call), "had not ended after 2000 ms, and was killed");
  await_death(pid_in("own"));
  await_death(pid_in("child"));
}

TEST_F(ProgramRun, KillsWhatFloods) {
  auto call = script("exec yes");
  EXPECT_EQ(why(call), "wrote more than 1048576 bytes, and was killed");
  call = script("exec yes >&2");
  EXPECT_EQ(why(call), "wrote more than 65536 bytes, and was killed");
  call = script("head -c 1000 /dev/zero");
  call.output_max = 1000;
  EXPECT_TRUE(run_program(call));
  call.output_max = 999;
  EXPECT_EQ(why(call), "wrote more than 999 bytes, and was killed");
}

TEST_F(ProgramRun, DoesNotWaitForChildrenWithItsOutput) {
  auto call = script("tail -f /dev/null &\necho $! > " + folder.path()
                     + "/child\necho done");
  // Longer than any test may take.
  call.patience = std::chrono::hours{1};
  const auto done = run_program(call);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(*done, "done\n");
  await_death(pid_in("child"));
}

TEST_F(ProgramRun, StartsItWithNoSignalHeldBack) {
  sigset_t held;
  sigset_t before;
  sigemptyset(&held);
  sigaddset(&held, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &held, &before);
  const auto text = why(script("kill -TERM $$; echo survived"));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(text, "was ended by signal 15");
}

} // namespace
} // namespace leasehold
