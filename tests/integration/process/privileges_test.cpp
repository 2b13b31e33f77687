// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/process/privileges.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "runtime/process/program_run.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

constexpr auto nothing = "0000000000000000";
constexpr auto network_admin = "0000000000001000";

/// What the task writes, in a process of its own that begins with all
/// capabilities where the kernel gives it a user namespace.
std::string in_a_process(const std::function<std::string()>& task) {
  test::temp_folder folder;
  const auto path = folder.path() + "/told";
  const auto child = ::fork();
  if (child == 0) {
    // Where that is forbidden it begins with what the test has.
    static_cast<void>(::unshare(CLONE_NEWUSER | CLONE_NEWNET));
    std::ofstream{path} << task() << std::flush;
    ::_exit(0);
  }
  int code = 0;
  EXPECT_EQ(::waitpid(child, &code, 0), child);
  EXPECT_EQ(code, 0);
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

std::string own_status() {
  std::ostringstream text;
  text << std::ifstream{"/proc/self/status"}.rdbuf();
  return text.str();
}

/// The lines of a status in /proc: "CapEff" has the effective capabilities.
std::map<std::string, std::string> lines_of(const std::string& status) {
  std::map<std::string, std::string> lines;
  std::istringstream text{status};
  std::string name;
  std::string value;
  while (std::getline(text, name, ':') && std::getline(text >> std::ws, value))
    lines[name] = value;
  return lines;
}

std::map<std::string, std::string> left_with(privileges kept) {
  return lines_of(in_a_process([kept] {
    const auto done = give_up_privileges_but(kept);
    return done ? own_status() : done.error().message;
  }));
}

/// Whether a process begins with all, as it does where there are namespaces.
bool begins_with_all() {
  const auto before = lines_of(in_a_process(own_status));
  return before.at("CapEff") != nothing
      && before.at("CapEff") == before.at("CapBnd");
}

TEST(Privileges, AreAllGivenUp) {
  auto left = left_with(privileges::none);
  for (auto* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
    EXPECT_EQ(left[set], nothing) << set;
  EXPECT_EQ(left["NoNewPrivs"], "1");
  if (begins_with_all()) {
    EXPECT_EQ(left["CapBnd"], nothing);
  }
}

TEST(Privileges, ButThatToConfigureNetworksIsKeptWhereItIsWanted) {
  auto left = left_with(privileges::network_admin);
  const auto* kept = begins_with_all() ? network_admin : nothing;
  for (auto* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
    EXPECT_EQ(left[set], kept) << set;
  EXPECT_EQ(left["NoNewPrivs"], "1");
  if (begins_with_all()) {
    EXPECT_EQ(left["CapBnd"], network_admin);
  }
}

TEST(Privileges, AreTheSameForAProgramThatIsRun) {
  auto of_program = lines_of(in_a_process([]() -> std::string {
    if (auto done = give_up_privileges_but(privileges::network_admin); !done)
      return done.error().message;
    program_call call;
    test::temp_folder folder;
    call.path = folder.path() + "/program";
    std::ofstream{call.path} << "#!/bin/sh\ncat >/dev/null\n"
                                "exec cat /proc/self/status\n";
    EXPECT_EQ(::chmod(call.path.c_str(), S_IRWXU), 0);
    const auto told = run_program(call);
    return told ? *told : told.error().message;
  }));
  EXPECT_EQ(of_program["CapEff"], begins_with_all() ? network_admin : nothing);
  EXPECT_EQ(of_program["CapPrm"], of_program["CapEff"]);
  EXPECT_EQ(of_program["NoNewPrivs"], "1");
}

TEST(Privileges, CantBeHadAgain) {
  const auto left = in_a_process([]() -> std::string {
    if (auto done = give_up_privileges_but(privileges::none); !done)
      return done.error().message;
    if (auto again = give_up_privileges_but(privileges::network_admin); !again)
      return again.error().message;
    return own_status();
  });
  EXPECT_EQ(lines_of(left)["CapEff"], nothing);
}

TEST(Privileges, OfRootAreGoneThoughItIsRoot) {
  const auto told = in_a_process([]() -> std::string {
    if (auto done = give_up_privileges_but(privileges::network_admin); !done)
      return done.error().message;
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(80);
    const int door = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::bind(door, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0
        || errno != EACCES)
      return "it may take port 80";
    test::temp_folder folder;
    const auto path = folder.path() + "/file";
    std::ofstream{path} << "x";
    if (::chown(path.c_str(), ::getuid() + 1, ::getgid()) == 0)
      return "it may give files away";
    return "it may do neither";
  });
  EXPECT_EQ(told, "it may do neither");
}

} // namespace
} // namespace leasehold
