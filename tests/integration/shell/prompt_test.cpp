// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

// The prompt as somebody at a terminal has it.
namespace leasehold::test {
namespace {

constexpr auto path = "tools/leasehold/leasehold";
constexpr auto prompt = "leasehold> ";
constexpr auto ctrl_c = "\x03";
constexpr auto ctrl_d = "\x04";
constexpr auto up = "\x1b[A";

/// A shell with a node inside, on a terminal of its own.
class terminal {
public:
  explicit terminal(const std::string& home) {
    winsize size{24, 120, 0, 0};
    process_ = forkpty(&screen_, nullptr, nullptr, &size);
    if (process_ != 0)
      return;
    setenv("HOME", home.c_str(), 1);
    setenv("TERM", "xterm", 1);
    execl(path, path, "shell", "--inside", nullptr);
    _exit(127);
  }

  ~terminal() {
    if (process_ != 0)
      kill(process_, SIGKILL);
    end();
  }

  void type(const std::string& keys) {
    ASSERT_EQ(write(screen_, keys.data(), keys.size()),
              static_cast<ssize_t>(keys.size()));
  }

  /// Waits until this is on the screen, behind what was waited for before.
  void expect(const std::string& text) {
    auto at = seen_.find(text);
    while (at == std::string::npos) {
      std::array<char, 4096> buffer{};
      auto count = read(screen_, buffer.data(), buffer.size());
      if (count <= 0)
        break;
      seen_.append(buffer.data(), static_cast<std::size_t>(count));
      at = seen_.find(text);
    }
    ASSERT_NE(at, std::string::npos) << "no " << text << " in:\n" << seen_;
    seen_.erase(0, at + text.size());
  }

  /// The exit code, when it has ended.
  int end() {
    std::array<char, 4096> buffer{};
    while (screen_ >= 0 && read(screen_, buffer.data(), buffer.size()) > 0) {
    }
    if (screen_ >= 0)
      close(screen_);
    screen_ = -1;
    int status = 0;
    if (process_ > 0)
      waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

private:
  pid_t process_ = 0;
  int screen_ = -1;
  std::string seen_;
};

class PromptProgram : public ::testing::Test {
protected:
  temp_folder home;
};

TEST_F(PromptProgram, ShowsWhatIsAskedForUntilCtrlD) {
  terminal user{home.path()};
  user.expect("A node runs inside");
  user.expect(prompt);
  user.type("l = lease{target='EP51', from='EP11', amount='10Mbit/s', "
            "period='60s'}\r");
  user.expect(prompt);
  user.type("l\r");
  user.expect("EP11 over GW1 - GW4 - GW5, active, ends in 5");
  user.expect(prompt);
  user.type(ctrl_d);
  EXPECT_EQ(user.end(), 0);
}

TEST_F(PromptProgram, CompletesWithTab) {
  terminal user{home.path()};
  user.expect(prompt);
  user.type("#gatew\t");
  user.expect("ays");
  user.type("()\r");
  user.expect("= 5");
  user.expect(prompt);
  user.type("region.\t");
  user.expect("connect  simulated  start");
  user.type("\x15"
            "exit(7)\r");
  EXPECT_EQ(user.end(), 7);
}

TEST_F(PromptProgram, StopsWhatRunsAtCtrlCAndGoesOn) {
  terminal user{home.path()};
  user.expect(prompt);
  for (auto busy : {"print('be' .. 'gun') while true do end\r",
                    "print('be' .. 'gun') sleep('1h')\r"}) {
    user.type(busy);
    user.expect("begun");
    user.type(ctrl_c);
    user.expect("interrupted");
    user.expect(prompt);
  }
  user.type("for i = 1, 2 do\r");
  user.expect("-> ");
  user.type(ctrl_c);
  user.expect(prompt);
  user.type("6 * 7\r");
  user.expect("= 42");
  user.expect(prompt);
  user.type(ctrl_d);
  EXPECT_EQ(user.end(), 0);
}

TEST_F(PromptProgram, RemembersWhatWasTyped) {
  {
    terminal user{home.path()};
    user.expect(prompt);
    user.type("'first' .. 'time'\r");
    user.expect("\"firsttime\"");
    user.expect(prompt);
    user.type(ctrl_d);
    EXPECT_EQ(user.end(), 0);
  }
  terminal again{home.path()};
  again.expect(prompt);
  again.type(up);
  again.expect("'first' .. 'time'");
  again.type("\r");
  again.expect("\"firsttime\"");
  again.expect(prompt);
  again.type(ctrl_d);
  EXPECT_EQ(again.end(), 0);
}

} // namespace
} // namespace leasehold::test
