// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/icmp/echo_machine.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using time_point = echo_machine::time_point;

ip_address host(std::uint32_t number) {
  ip_address x;
  x.bytes = {10, static_cast<std::uint8_t>(number >> 16),
             static_cast<std::uint8_t>(number >> 8),
             static_cast<std::uint8_t>(number)};
  return x;
}

echo_order order_of(std::uint32_t hosts, std::uint32_t count = 1,
                    std::uint32_t first = 1) {
  echo_order x;
  for (std::uint32_t i = 0; i < hosts; ++i)
    x.hosts.push_back({i, host(first + i)});
  x.count = count;
  return x;
}

class echo_machine_test : public testing::Test {
protected:
  explicit echo_machine_test(const echo_limits& limits = {})
      : machine(limits, [this] { return ++cookies; }) {}

  /// Sends what is due.
  std::vector<echo_request> send(std::size_t most = 100'000) {
    auto all = machine.take(now, most);
    for (auto& x : all)
      machine.sent(x, now);
    return all;
  }

  std::vector<echo_answer> answers(std::uint64_t ticket) {
    auto all = machine.take_answers();
    return std::move(all[ticket]);
  }

  std::uint64_t cookies = 0;
  time_point now{1h};
  echo_machine machine;
};

TEST_F(echo_machine_test, counts_replies_and_how_long_they_took) {
  machine.start(1, order_of(1, 3), now);
  for (auto took : {2ms, 4ms, 3ms}) {
    const auto x = send();
    ASSERT_EQ(x.size(), 1u);
    machine.received(x[0].mark, x[0].host, now + took);
    now += 1s;
  }
  const auto told = answers(1);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].sent, 3u);
  EXPECT_EQ(told[0].received, 3u);
  EXPECT_EQ(told[0].least, 2ms);
  EXPECT_EQ(told[0].mean, 3ms);
  EXPECT_EQ(told[0].most, 4ms);
  EXPECT_EQ(machine.orders(), 0u);
  EXPECT_EQ(machine.outstanding(), 0u);
}

TEST_F(echo_machine_test, believes_no_reply_that_is_late_forged_or_anothers) {
  machine.start(1, order_of(1), now);
  const auto x = send().at(0);
  auto forged = x.mark;
  ++forged.cookie;
  machine.received(forged, x.host, now + 1ms);
  machine.received(x.mark, host(99), now + 1ms);
  forged = x.mark;
  forged.flight = 0xffff;
  machine.received(forged, x.host, now + 1ms);
  machine.received(x.mark, x.host, now + 1s + 1us);
  EXPECT_TRUE(answers(1).empty());
  machine.expire(now + 1s + 1us);
  const auto told = answers(1);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].received, 0u);
}

TEST_F(echo_machine_test, counts_a_reply_in_the_last_moment) {
  machine.start(1, order_of(1), now);
  const auto x = send().at(0);
  machine.expire(now + 1s);
  machine.received(x.mark, x.host, now + 1s);
  EXPECT_EQ(answers(1).at(0).received, 1u);
}

TEST_F(echo_machine_test, tells_who_said_that_a_host_is_out_of_reach) {
  machine.start(1, order_of(2), now);
  const auto all = send();
  machine.failed({0, all[0].mark.flight, all[0].mark}, host(77), "no");
  machine.failed({0, all[0].mark.flight, all[0].mark}, all[0].host,
                 "10.0.0.254 says: host unreachable");
  const auto told = answers(1);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].trouble, "10.0.0.254 says: host unreachable");
}

TEST_F(echo_machine_test, answers_at_once_for_what_can_not_be_asked) {
  echo_order x = order_of(1);
  x.hosts.push_back({1, *parse_ip_address("fe80::1")});
  x.hosts.push_back({2, ip_address{}});
  machine.start(1, x, now);
  EXPECT_EQ(answers(1).size(), 2u);
  x = order_of(3);
  x.count = 0;
  machine.start(2, x, now);
  EXPECT_EQ(answers(2).size(), 3u);
}

TEST_F(echo_machine_test, says_nothing_of_what_was_stopped) {
  machine.start(1, order_of(100, 3), now);
  machine.start(2, order_of(1, 1, 500), now);
  const auto all = send();
  machine.stop(1);
  for (auto& x : all)
    machine.received(x.mark, x.host, now + 1ms);
  EXPECT_TRUE(answers(1).empty());
  EXPECT_EQ(machine.outstanding(), 0u);
  now += 10s;
  EXPECT_TRUE(send().empty());
}

TEST_F(echo_machine_test, sends_later_what_was_put_back) {
  machine.start(1, order_of(2), now);
  auto all = machine.take(now, 10);
  ASSERT_EQ(all.size(), 2u);
  machine.put_back(all[1], now);
  machine.put_back(all[0], now);
  EXPECT_EQ(machine.outstanding(), 0u);
  all = send();
  ASSERT_EQ(all.size(), 2u);
  for (auto& x : all)
    machine.received(x.mark, x.host, now + 1ms);
  EXPECT_EQ(answers(1).size(), 2u);
}

TEST_F(echo_machine_test, lets_a_sweep_hold_up_nobody) {
  machine.start(1, order_of(65'536), now);
  // All of them are silent, and have a second each.
  for (int i = 0; i < 50; ++i, now += 10ms)
    send();
  machine.start(2, order_of(1, 1, 100'000), now);
  const auto all = send();
  const auto own = std::find_if(all.begin(), all.end(),
                                [](auto& x) { return x.ticket == 2; });
  ASSERT_NE(own, all.end());
  EXPECT_LT(own - all.begin(), 2);
  EXPECT_LE(machine.outstanding(), 16'384u);
}

class slow_machine_test : public echo_machine_test {
protected:
  slow_machine_test() : echo_machine_test({1000, 64}) {}
};

TEST_F(slow_machine_test, sends_no_more_than_it_may) {
  machine.start(1, order_of(5000), now);
  std::vector<time_point> sent;
  while (sent.size() < 3000) {
    for (auto& x : send()) {
      sent.push_back(now);
      machine.received(x.mark, x.host, now);
    }
    now += 1ms;
  }
  // 1,000 a second, and ten that follow at once.
  for (std::size_t i = 0; i + 1010 < sent.size(); ++i)
    EXPECT_GE(sent[i + 1010] - sent[i], 999ms) << i;
}

TEST_F(slow_machine_test, keeps_the_bound_of_what_is_outstanding) {
  machine.start(1, order_of(500), now);
  for (int i = 0; i < 1000; ++i) {
    send();
    ASSERT_LE(machine.outstanding(), 64u);
    machine.expire(now);
    now += 20ms;
  }
  EXPECT_EQ(answers(1).size(), 500u);
}

/// Hosts that reply, or do not, or twice, in random orders that are stopped at
/// random: what is told of each is what happened.
TEST(random_echo, tells_of_each_host_once_and_what_it_did) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random{seed};
    auto any = [&random](int least, int most) {
      return std::uniform_int_distribution<int>{least, most}(random);
    };
    echo_machine machine{{100'000, static_cast<std::uint32_t>(any(1, 40))},
                         [&random] {
                           return random();
                         }};
    struct expectation {
      std::uint32_t count = 0;
      std::uint32_t sent = 0;
      std::uint32_t received = 0;
      int told = 0;
    };
    std::map<std::pair<std::uint64_t, std::uint64_t>, expectation> hosts;
    time_point now{1h};
    std::uint64_t tickets = 0;
    for (int step = 0; step < 4000; ++step) {
      if (step < 500 && any(0, 20) == 0) {
        auto x = order_of(static_cast<std::uint32_t>(any(1, 8)),
                          static_cast<std::uint32_t>(any(1, 4)));
        x.interval = std::chrono::milliseconds{any(0, 50)};
        x.timeout = std::chrono::milliseconds{any(1, 100)};
        machine.start(++tickets, x, now);
        for (auto& each : x.hosts)
          hosts[{tickets, each.tag}].count = x.count;
      }
      if (tickets > 0 && any(0, 200) == 0) {
        const auto ticket =
            static_cast<std::uint64_t>(any(1, static_cast<int>(tickets)));
        machine.stop(ticket);
        hosts.erase(hosts.lower_bound({ticket, 0}),
                    hosts.lower_bound({ticket + 1, 0}));
      }
      auto taken = machine.take(now, static_cast<std::size_t>(any(0, 9)));
      for (auto& x : taken) {
        machine.sent(x, now);
        // Tags are places of hosts, which follow each other from 10.0.0.1 on.
        const auto tag = std::uint64_t{x.host.bytes[3]} - 1;
        auto& known = hosts.at({x.ticket, tag});
        ++known.sent;
        const auto how = any(0, 3);
        if (how == 0)
          continue;
        ++known.received;
        machine.received(x.mark, x.host, now);
        if (how == 1)
          machine.received(x.mark, x.host, now);
      }
      now += std::chrono::microseconds{any(0, 5000)};
      machine.expire(now);
      for (auto& [ticket, all] : machine.take_answers())
        for (auto& x : all) {
          auto& known = hosts.at({ticket, x.tag});
          EXPECT_EQ(++known.told, 1);
          EXPECT_EQ(x.sent, known.count) << "seed " << seed;
          EXPECT_EQ(x.sent, known.sent) << "seed " << seed;
          EXPECT_EQ(x.received, known.received) << "seed " << seed;
        }
    }
    for (auto& [key, known] : hosts)
      ASSERT_EQ(known.told, 1) << "seed " << seed << ", order " << key.first;
    ASSERT_EQ(machine.orders(), 0u);
    ASSERT_EQ(machine.outstanding(), 0u);
  }
}

} // namespace
} // namespace leasehold
