// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/traffic/network_traffic.hpp"

#include <chrono>
#include <string>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "tests/support/network_test.hpp"

namespace leasehold {
namespace {

class NetworkTraffic : public test::network_test {
protected:
  void SetUp() override {
    network_test::SetUp();
    if (IsSkipped())
      return;
    here_ = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    at_host([this] {
      there_ = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    });
  }

  void TearDown() override {
    close(here_);
    close(there_);
    network_test::TearDown();
  }

  /// From the router to the host, whose names are those of their files.
  shell::traffic_request request(const std::string& from,
                                 const std::string& to) const {
    shell::traffic_request made;
    made.from = std::to_string(here_);
    made.to = std::to_string(there_);
    made.source = *parse_ip_address(from);
    made.target = *parse_ip_address(to);
    made.port = 5001;
    made.rate = 1'000'000;
    return made;
  }

  static void await_arrivals(const shell::running_traffic& flow) {
    while (flow.rate(shell::traffic_window_max) == 0)
      std::this_thread::yield();
  }

  network_traffic network_{fmt::format("/proc/{}/fd/", getpid())};
  int here_ = -1;
  int there_ = -1;
};

TEST_F(NetworkTraffic, ArrivesByBothFamilies) {
  for (const auto& asked :
       {request(router_v4, host_v4), request(router_v6, host_v6)}) {
    auto started = network_.start(asked);
    ASSERT_TRUE(started) << started.error().message;
    await_arrivals(**started);
    (*started)->stop();
    EXPECT_EQ((*started)->lost(), 0u);
  }
}

TEST_F(NetworkTraffic, EndsWhenItsTimeIsOverAndIsNoMoreThanItsRate) {
  auto asked = request(router_v4, host_v4);
  asked.lasts = std::chrono::seconds{2};
  const auto begin = std::chrono::steady_clock::now();
  auto started = network_.start(asked);
  ASSERT_TRUE(started) << started.error().message;
  auto& flow = **started;
  await_arrivals(flow);
  while (flow.rate(std::chrono::seconds{1}) > 0)
    std::this_thread::yield();
  const std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - begin;
  const auto bits = flow.rate(shell::traffic_window_max) * seconds.count();
  EXPECT_LE(bits, 2.05e6);
  EXPECT_GT(bits, 0);
}

TEST_F(NetworkTraffic, CountsWhatIsLost) {
  auto started = network_.start(request(router_v4, host_v4));
  ASSERT_TRUE(started) << started.error().message;
  await_arrivals(**started);
  run("ip link set v0 down");
  while ((*started)->lost() < 20)
    std::this_thread::yield();
  (*started)->stop();
  EXPECT_GE((*started)->lost(), 20u);
}

TEST_F(NetworkTraffic, CanStartAgainAtThePortOfWhatHasStopped) {
  const auto asked = request(router_v4, host_v4);
  auto first = network_.start(asked);
  ASSERT_TRUE(first) << first.error().message;
  auto second = network_.start(asked);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message,
            "endpoint " + asked.to
                + ": something receives udp/5001 there already: stop it, or "
                  "choose another port");
  (*first)->stop();
  EXPECT_TRUE(network_.start(asked));
}

TEST_F(NetworkTraffic, SaysWhatItCanNotReach) {
  auto asked = request(router_v4, host_v4);
  asked.from = "nowhere";
  auto started = network_.start(asked);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message,
            fmt::format("endpoint nowhere: no network namespace /proc/{}/fd/"
                        "nowhere: No such file or directory",
                        getpid()));
  asked = request(router_v4, host_v4);
  asked.source = *parse_ip_address("192.0.2.1");
  started = network_.start(asked);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message,
            "endpoint " + asked.from
                + ": can't have address 192.0.2.1 there: Cannot assign "
                  "requested address");
  EXPECT_EQ(started.error().code, errc::unavailable);
}

TEST_F(NetworkTraffic, SaysWhenItMayNotEnter) {
  const test::without_capabilities nothing;
  auto started = network_.start(request(router_v4, host_v4));
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("can't enter the network namespace"),
            std::string::npos)
      << started.error().message;
}

} // namespace
} // namespace leasehold
