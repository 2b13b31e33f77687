// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/icmp/icmp_echo.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "runtime/icmp/echo_packet.hpp"
#include "tests/support/network_test.hpp"

namespace leasehold {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Waits for all that an order tells.
class told_answers {
public:
  echo_port::heard listener() {
    return [this](std::vector<echo_answer> answers) {
      const std::lock_guard lock{mutex_};
      for (auto& x : answers)
        all_.push_back(std::move(x));
      came_.notify_all();
    };
  }

  /// In the order of their tags.
  std::vector<echo_answer> await(std::size_t count) {
    std::unique_lock lock{mutex_};
    came_.wait(lock, [this, count] { return all_.size() >= count; });
    std::sort(all_.begin(), all_.end(),
              [](const auto& x, const auto& y) { return x.tag < y.tag; });
    return all_;
  }

  std::size_t size() {
    const std::lock_guard lock{mutex_};
    return all_.size();
  }

private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<echo_answer> all_;
};

/// A network of hosts on a tunnel, answered for by a thread of the test: what
/// is sent to 10.8.0.N is answered in the way N says.
class odd_hosts {
public:
  static constexpr auto twice = "10.8.0.2";
  static constexpr auto never = "10.8.0.3";
  /// Answers each request when the next one comes.
  static constexpr auto late = "10.8.0.4";
  /// Answers with another cookie, and then from another address.
  static constexpr auto forged = "10.8.0.5";

  odd_hosts() : over_(eventfd(0, 0)) {
    tunnel_ = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    ifreq wish{};
    std::strcpy(wish.ifr_name, "t0");
    wish.ifr_flags = IFF_TUN | IFF_NO_PI;
    EXPECT_EQ(ioctl(tunnel_, TUNSETIFF, &wish), 0) << std::strerror(errno);
    thread_ = std::thread{[this] {
      run();
    }};
  }
  ~odd_hosts() {
    const std::uint64_t one = 1;
    EXPECT_EQ(write(over_, &one, sizeof one), 8);
    thread_.join();
    close(tunnel_);
    close(over_);
  }
  odd_hosts(const odd_hosts&) = delete;
  odd_hosts& operator=(const odd_hosts&) = delete;

private:
  void run() {
    std::array<pollfd, 2> files{{{tunnel_, POLLIN, 0}, {over_, POLLIN, 0}}};
    while (poll(files.data(), files.size(), -1) >= 0 && files[1].revents == 0) {
      std::array<char, 2048> bytes{};
      const auto size = read(tunnel_, bytes.data(), bytes.size());
      if (size > 28 && bytes[9] == 1 && bytes[20] == 8)
        answer({bytes.data(), static_cast<std::size_t>(size)});
    }
  }

  void answer(std::string packet) {
    std::swap_ranges(&packet[12], &packet[16], &packet[16]);
    packet[20] = 0;
    switch (packet[15]) {
    case 2:
      say(packet);
      say(packet);
      break;
    case 4:
      std::swap(packet, kept_);
      if (!packet.empty())
        say(packet);
      break;
    case 5:
      packet[28] = static_cast<char>(packet[28] ^ 1);
      say(packet);
      packet[28] = static_cast<char>(packet[28] ^ 1);
      packet[15] = 6;
      say(packet);
      break;
    default:
      break;
    }
  }

  static void sum_up(char* from, std::size_t size, char* to) {
    to[0] = to[1] = 0;
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < size; i += 2)
      sum += static_cast<std::uint8_t>(from[i]) << 8
          | static_cast<std::uint8_t>(from[i + 1]);
    while (sum >> 16 != 0)
      sum = (sum & 0xffff) + (sum >> 16);
    to[0] = static_cast<char>(~sum >> 8);
    to[1] = static_cast<char>(~sum);
  }

  void say(std::string packet) const {
    sum_up(&packet[0], 20, &packet[10]);
    sum_up(&packet[20], packet.size() - 20, &packet[22]);
    EXPECT_EQ(write(tunnel_, packet.data(), packet.size()),
              static_cast<ssize_t>(packet.size()));
  }

  int over_;
  int tunnel_ = -1;
  std::string kept_;
  std::thread thread_;
};

class IcmpEcho : public test::network_test {
protected:
  /// Makes it here and now: in the namespace and with the rights of this
  /// thread.
  void begin(const echo_limits& limits = {}) {
    auto made = icmp_echo::open(limits);
    ASSERT_TRUE(made) << made.error().message;
    port_ = std::move(*made);
  }

  static echo_order order_for(const std::vector<std::string>& hosts) {
    echo_order order;
    for (const auto& host : hosts)
      order.hosts.push_back({order.hosts.size() + 1, *parse_ip_address(host)});
    return order;
  }

  std::vector<echo_answer> ask(const echo_order& order) {
    told_answers told;
    port_->start(order, told.listener());
    return told.await(order.hosts.size());
  }

  static void expect_all_back(const echo_answer& answer, std::uint32_t count) {
    EXPECT_EQ(answer.sent, count);
    EXPECT_EQ(answer.received, count);
    EXPECT_EQ(answer.duplicates, 0u);
    EXPECT_EQ(answer.trouble, "");
    EXPECT_GT(answer.least, microseconds{0});
    EXPECT_LE(answer.least, answer.mean);
    EXPECT_LE(answer.mean, answer.most);
  }

  /// Datagram sockets for everybody, and raw ones for nobody.
  static void let_datagrams_only() {
    set("ipv4/ping_group_range", "0 0");
  }

  std::unique_ptr<icmp_echo> port_;
};

TEST_F(IcmpEcho, HearsHostsOfBothFamiliesThroughARawSocket) {
  begin();
  auto order = order_for({host_v4, host_v6, "127.0.0.1", "::1"});
  order.count = 3;
  order.interval = milliseconds{1};
  order.timeout = seconds{30};
  for (const auto& answer : ask(order))
    expect_all_back(answer, 3);
}

TEST_F(IcmpEcho, HearsHostsOfBothFamiliesThroughADatagramSocket) {
  let_datagrams_only();
  const test::without_capabilities nothing;
  begin();
  for (const std::uint32_t payload : {16u, 17u, 1400u}) {
    auto order = order_for({host_v4, host_v6});
    order.payload = payload;
    order.timeout = seconds{30};
    for (const auto& answer : ask(order))
      expect_all_back(answer, 1);
  }
}

TEST_F(IcmpEcho, SaysWhatPermissionIsMissingAndNoticesWhenItIsGiven) {
  // A new network lets nobody open a ping socket.
  {
    const test::without_capabilities nothing;
    begin();
  }
  auto order = order_for({host_v4, host_v6});
  order.count = 1000;
  for (const auto& answer : ask(order)) {
    EXPECT_EQ(answer.sent, 0u);
    EXPECT_NE(answer.trouble.find("net.ipv4.ping_group_range"),
              std::string::npos)
        << answer.trouble;
  }
  let_datagrams_only();
  order.count = 1;
  order.timeout = seconds{30};
  for (const auto& answer : ask(order))
    expect_all_back(answer, 1);
}

TEST_F(IcmpEcho, KnowsAtOnceWhoIsUnreachable) {
  run("ip route add unreachable 10.7.0.0/16");
  at_host([this] {
    run("ip route add prohibit 10.6.0.0/16");
    run("ip route add 10.9.7.0/24 dev lo");
    set("ipv4/conf/all/forwarding", "1");
    set("ipv4/icmp_ratelimit", "0");
  });
  run(fmt::format("ip route add 10.6.0.0/16 via {}", host_v4));
  for (const bool is_raw : {true, false}) {
    if (!is_raw)
      let_datagrams_only();
    const auto nothing =
        is_raw ? nullptr : std::make_unique<test::without_capabilities>();
    begin();
    auto order = order_for({"10.6.0.1", "10.7.0.1", host_v4, "10.9.0.255"});
    order.timeout = std::chrono::hours{1};
    const auto said = ask(order);
    EXPECT_EQ(said[0].sent, 1u);
    EXPECT_EQ(said[0].received, 0u);
    EXPECT_EQ(said[0].trouble,
              fmt::format("{} says: forbidden by a filter", host_v4));
    EXPECT_EQ(said[1].sent, 0u);
    EXPECT_EQ(said[1].trouble, "cannot send to 10.7.0.1: No route to host");
    expect_all_back(said[2], 1);
    EXPECT_EQ(said[3].trouble,
              "cannot send to 10.9.0.255: it is a broadcast address, or a rule "
              "of this machine forbids it");
  }
}

TEST_F(IcmpEcho, CountsDuplicatesAndNoLateOrForgedReplies) {
  odd_hosts network;
  run("ip link set t0 up");
  run("ip address add 10.8.0.1/24 dev t0");
  for (const bool is_raw : {true, false}) {
    if (!is_raw)
      let_datagrams_only();
    const auto nothing =
        is_raw ? nullptr : std::make_unique<test::without_capabilities>();
    begin();
    auto order = order_for({odd_hosts::twice});
    order.count = 3;
    order.interval = milliseconds{1};
    order.timeout = seconds{30};
    const auto twice = ask(order).front();
    // Of the last request only one reply is waited for.
    EXPECT_EQ(twice.received, 3u);
    EXPECT_EQ(twice.duplicates, 2u);

    order = order_for({odd_hosts::never, odd_hosts::late, odd_hosts::forged});
    order.count = 3;
    // What answers a request when the next one comes is late by half of that.
    order.interval = milliseconds{200};
    order.timeout = milliseconds{100};
    for (const auto& said : ask(order)) {
      EXPECT_EQ(said.sent, 3u) << said.tag;
      EXPECT_EQ(said.received, 0u) << said.tag;
      EXPECT_EQ(said.duplicates, 0u) << said.tag;
      EXPECT_EQ(said.trouble, "") << said.tag;
    }
  }
}

TEST_F(IcmpEcho, SaysNothingOfWhatIsStopped) {
  begin();
  told_answers told;
  auto order = order_for({host_v4, "10.9.0.77"});
  order.count = 1000;
  order.interval = microseconds{0};
  order.timeout = seconds{1};
  const auto first = port_->start(order, told.listener());
  port_->stop(first);
  const auto said = told.size();
  port_->stop(first);
  // What was told until then was told by then: all turns of the thread after
  // this one are later.
  order = order_for({host_v4});
  order.timeout = seconds{30};
  for (int i = 0; i < 10; ++i)
    expect_all_back(ask(order).front(), 1);
  EXPECT_EQ(told.size(), said);
}

TEST_F(IcmpEcho, CanBeStoppedAndStartedByWhatItTells) {
  begin();
  told_answers others;
  told_answers after;
  auto endless = order_for({"10.9.0.77"});
  endless.timeout = std::chrono::hours{1};
  auto order = order_for({host_v4});
  order.timeout = seconds{30};
  const auto other = port_->start(endless, others.listener());
  std::uint64_t own = 0;
  std::mutex known;
  {
    const std::lock_guard lock{known};
    own = port_->start(order, [&](std::vector<echo_answer>) {
      const std::lock_guard wait_for_ticket{known};
      port_->stop(other);
      port_->stop(own);
      port_->start(order, after.listener());
    });
  }
  expect_all_back(after.await(1).front(), 1);
  EXPECT_EQ(others.size(), 0u);
}

TEST_F(IcmpEcho, SweepsANetworkWithoutLosingAReply) {
  at_host([this] { run("ip route add local 10.5.0.0/20 dev lo"); });
  run(fmt::format("ip route add 10.5.0.0/20 via {}", host_v4));
  begin();
  echo_order order;
  for (std::uint32_t i = 0; i < 4096; ++i) {
    ip_address host = *parse_ip_address("10.5.0.0");
    host.bytes[2] = static_cast<std::uint8_t>(i >> 8);
    host.bytes[3] = static_cast<std::uint8_t>(i);
    order.hosts.push_back({i, host});
  }
  order.timeout = seconds{30};
  const auto said = ask(order);
  ASSERT_EQ(said.size(), 4096u);
  for (std::uint32_t i = 0; i < said.size(); ++i) {
    EXPECT_EQ(said[i].tag, i);
    EXPECT_EQ(said[i].received, 1u) << i << said[i].trouble;
  }
}

TEST_F(IcmpEcho, WaitsWhileAQueueIsFull) {
  // A queue of 2 packets that lets 100 a second go.
  run("tc qdisc add dev v0 root tbf rate 80kbit burst 1000 limit 1000");
  begin();
  auto order = order_for({host_v4});
  order.count = 40;
  order.interval = microseconds{0};
  order.timeout = seconds{30};
  order.payload = 56;
  expect_all_back(ask(order).front(), 40);
}

} // namespace
} // namespace leasehold
