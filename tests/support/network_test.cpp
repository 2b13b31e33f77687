// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/network_test.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

namespace leasehold::test {

namespace {

void write_file(const std::string& path, const std::string& text) {
  std::ofstream{path} << text;
}

/// Gives the process namespaces of its own, in which it may do what it likes
/// with the network. Returns 0 or an errno.
int leave_the_machine() {
  static bool has_left = false;
  if (has_left || unshare(CLONE_NEWNET) == 0) {
    has_left = true;
    return 0;
  }
  const auto user = getuid();
  const auto group = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return errno;
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", fmt::format("0 {} 1", user));
  write_file("/proc/self/gid_map", fmt::format("0 {} 1", group));
  has_left = true;
  return 0;
}

void enter(int network) {
  ASSERT_EQ(setns(network, CLONE_NEWNET), 0) << std::strerror(errno);
}

void set_capabilities(std::uint32_t (&effective)[2], bool swap) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  ASSERT_EQ(syscall(SYS_capget, &header, data), 0);
  for (int i = 0; i < 2; ++i) {
    const auto old = data[i].effective;
    data[i].effective = swap ? effective[i] : 0;
    effective[i] = old;
  }
  ASSERT_EQ(syscall(SYS_capset, &header, data), 0);
}

} // namespace

void network_test::SetUp() {
  if (const int code = leave_the_machine(); code != 0)
    GTEST_SKIP() << "this kernel gives no network namespace to user "
                 << getuid() << " (" << std::strerror(code)
                 << "): see user.max_user_namespaces and "
                    "kernel.unprivileged_userns_clone";
  host_ = add_namespace();
  router_ = add_namespace();
  add_cable("v0", "v1", host_);
  bring_up("v0", router_v4, router_v6);
  at_host([this] { bring_up("v1", host_v4, host_v6); });
}

void network_test::TearDown() {
  for (const int network : namespaces_)
    close(network);
}

void network_test::at_host(const std::function<void()>& part) {
  at(host_, part);
}

int network_test::add_namespace() {
  if (unshare(CLONE_NEWNET) != 0) {
    ADD_FAILURE() << std::strerror(errno);
    return -1;
  }
  namespaces_.push_back(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  run("ip link set lo up");
  if (router_ >= 0)
    enter(router_);
  return namespaces_.back();
}

void network_test::at(int network, const std::function<void()>& part) {
  enter(network);
  part();
  enter(router_);
}

void network_test::set(const std::string& name, const std::string& value) {
  std::ofstream file{"/proc/sys/net/" + name};
  EXPECT_TRUE(file << value << std::flush) << name;
}

void network_test::add_cable(const std::string& here, const std::string& there,
                             int network) {
  run(fmt::format("ip link add {} type veth peer name {} netns /proc/{}/fd/{}",
                  here, there, getpid(), network));
}

void network_test::bring_up(const std::string& device, const std::string& v4,
                            const std::string& v6) {
  // Packets of one segment are what a cable carries. With a link-local address
  // that is given, none is looked for twice, and IPv6 works at once.
  run(fmt::format("ip link set {} addrgenmode none gso_max_segs 1 up", device));
  run(fmt::format("ip address add {}/24 dev {}", v4, device));
  for (const auto& address : {v6, "fe80" + v6.substr(v6.find("::"))})
    run(fmt::format("ip address add {}/64 dev {} nodad", address, device));
}

std::string network_test::run(const std::string& command) {
  const auto line = "PATH=/usr/sbin:/usr/bin:/sbin:/bin " + command + " 2>&1";
  std::string text;
  auto* const output = popen(line.c_str(), "r");
  if (output == nullptr) {
    ADD_FAILURE() << command << ": " << std::strerror(errno);
    return text;
  }
  std::array<char, 4096> part{};
  while (const auto size = fread(part.data(), 1, part.size(), output))
    text.append(part.data(), size);
  EXPECT_EQ(pclose(output), 0) << command << ": " << text;
  return text;
}

without_capabilities::without_capabilities() {
  set_capabilities(effective_, false);
}

without_capabilities::~without_capabilities() {
  set_capabilities(effective_, true);
}

} // namespace leasehold::test
