// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold::test {

/// A router and a host, each in a network namespace of its own, joined by one
/// cable: `v0` at the router, where the test runs, and `v1` at the host. Works
/// as root and as anybody else, and inside Bazel's sandbox; nothing outside
/// sees it. Where the kernel gives no such namespaces, these tests are reported
/// as skipped, and they say why.
class network_test : public testing::Test {
protected:
  static constexpr auto router_v4 = "10.9.0.1";
  static constexpr auto host_v4 = "10.9.0.2";
  static constexpr auto router_v6 = "fd09::1";
  static constexpr auto host_v6 = "fd09::2";

  void SetUp() override;
  void TearDown() override;

  /// Runs a part of the test as the host.
  void at_host(const std::function<void()>& part);

  /// Another host, without any cable yet. Gone when the test ends.
  int add_namespace();
  /// Runs a part of the test in that namespace.
  void at(int network, const std::function<void()>& part);

  /// Writes a setting of the network under /proc/sys/net.
  static void set(const std::string& name, const std::string& value);

  /// Runs a program of iproute2 or nftables as the router, and gives what it
  /// prints. Fails the test if the program fails.
  std::string run(const std::string& command);

  /// Joins the router and another host by a cable of its own.
  void add_cable(const std::string& here, const std::string& there,
                 int network);
  /// Brings one end of a cable up, where it is.
  void bring_up(const std::string& device, const std::string& v4,
                const std::string& v6);

private:
  std::vector<int> namespaces_;
  int router_ = -1;
  int host_ = -1;
};

/// Takes all capabilities from the calling thread while it lives.
class without_capabilities {
public:
  without_capabilities();
  ~without_capabilities();
  without_capabilities(const without_capabilities&) = delete;
  without_capabilities& operator=(const without_capabilities&) = delete;

private:
  std::uint32_t effective_[2]{};
};

} // namespace leasehold::test
