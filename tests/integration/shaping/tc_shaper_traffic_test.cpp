// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/tc_shaper.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/network_flow.hpp"
#include "tests/support/network_test.hpp"

// What is promised, as bytes that pass. Ratios of counters that were read
// together, over seconds: how busy the machine is does not matter much.
namespace leasehold {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using test::flow_end;
using test::greedy_sender;
using test::patient_receiver;
using transport = flow_end::transport;

constexpr std::int64_t mega = 1'000'000;
constexpr std::int64_t interface_rate = 20 * mega;
constexpr std::uint8_t udp = 17;
constexpr std::uint8_t tcp = 6;

/// Bit/s that passed, of a channel and of the rest.
struct carried {
  double channel = 0;
  double rest = 0;
};

class TcShaperTraffic : public test::network_test {
protected:
  std::unique_ptr<shaper> open() {
    auto opened = open_tc_shaper({"v0", interface_rate, mega});
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }

  /// From the router to the host.
  static channel make_channel(std::uint64_t id, std::int64_t rate,
                              std::uint8_t protocol, std::uint16_t port,
                              const char* from = router_v4,
                              const char* to = host_v4) {
    return {id,
            1,
            rate,
            {{*parse_ip_address(from), *parse_ip_address(to), protocol, port,
              packet_match::end::receiver}},
            minutes{5}};
  }

  /// A greedy flow from the router to a port of the host.
  struct flow {
    std::optional<flow_end> sender;
    std::optional<flow_end> receiver;
    std::optional<patient_receiver> received;
    std::optional<greedy_sender> sends;

    ~flow() {
      sends.reset();
      received.reset();
    }
  };

  void connect(flow& x, transport how, std::uint16_t port,
               const char* from = router_v4, const char* to = host_v4) {
    at_host([&x, how, port, to] {
      x.receiver.emplace(how, to, port);
      if (how == transport::tcp)
        x.receiver->listen();
    });
    x.sender.emplace(how, from, 0);
    x.sender->connect(to, port);
    if (how == transport::tcp)
      x.receiver->accept();
    x.received.emplace(*x.receiver);
  }

  void start(flow& x, transport how, std::uint16_t port,
             const char* from = router_v4, const char* to = host_v4) {
    connect(x, how, port, from, to);
    x.sends.emplace(*x.sender);
  }

  /// So many channels share all but the rest, and each has its share while so
  /// many bytes of one of them arrive.
  void expect_equal_shares(std::uint64_t channels, std::uint64_t bytes) {
    const auto rate = 19 * mega / static_cast<std::int64_t>(channels);
    auto shaper = open();
    std::vector<std::unique_ptr<flow>> flows;
    flow others;
    start(others, transport::udp, 6000);
    for (std::uint64_t id = 0; id < channels; ++id) {
      const auto port = static_cast<std::uint16_t>(5000 + id);
      ASSERT_TRUE(shaper->put(make_channel(id, rate, udp, port)));
      flows.push_back(std::make_unique<flow>());
      connect(*flows.back(), transport::udp, port);
      // Three are what the shortest queue holds.
      if (rate < mega)
        flows.back()->sender->limit_under_way(3);
      flows.back()->sends.emplace(*flows.back()->sender);
    }
    flows.back()->received->await(bytes / 5);
    auto before = shaper->count();
    const auto last = measure(*shaper, channels - 1, *flows.back(), bytes);
    auto after = shaper->count();
    expect_of_the_rest(last.rest, mega);
    const auto carried_by = [&before, &after](std::uint64_t id) {
      return static_cast<double>(after->channels.at(id).bytes
                                 - before->channels.at(id).bytes);
    };
    // A class may be a burst of two packets ahead of its rate when counting
    // begins, and when it ends.
    constexpr double bursts = 4 * 1514;
    const auto share =
        carried_by(channels - 1) * (static_cast<double>(rate) / last.channel);
    double all = 0;
    for (std::uint64_t id = 0; id < channels; ++id) {
      EXPECT_NEAR(carried_by(id), share, 0.01 * share + bursts);
      all += carried_by(id) / share * static_cast<double>(rate);
    }
    expect_carried(all, 19 * mega);
  }

  /// What passes while so many bytes of the flow arrive.
  static carried measure(shaper& of, std::uint64_t id, flow& x,
                         std::uint64_t bytes) {
    auto before = of.count();
    const auto begin = std::chrono::steady_clock::now();
    x.received->await(bytes);
    auto after = of.count();
    const std::chrono::duration<double> passed =
        std::chrono::steady_clock::now() - begin;
    EXPECT_TRUE(before && after);
    EXPECT_EQ(after->unshaped, 0U);
    const auto rate = [&passed](const traffic& from, const traffic& to) {
      return static_cast<double>(to.bytes - from.bytes) * 8 / passed.count();
    };
    const carried found{rate(before->channels[id], after->channels[id]),
                        rate(before->rest, after->rest)};
    RecordProperty("channel_bits_a_second", std::to_string(found.channel));
    RecordProperty("rest_bits_a_second", std::to_string(found.rest));
    EXPECT_LT(found.channel + found.rest, 1.01 * interface_rate);
    return found;
  }

  static void expect_carried(double found, std::int64_t promised) {
    EXPECT_GT(found, 0.95 * static_cast<double>(promised));
    EXPECT_LT(found, 1.01 * static_cast<double>(promised));
  }

  /// The rest has what channels leave, too, while they are a little late.
  static void expect_of_the_rest(double found, std::int64_t promised) {
    EXPECT_GT(found, 0.95 * static_cast<double>(promised));
  }
};

TEST_F(TcShaperTraffic, GivesAChannelItsRateBesideAGreedyFlow) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 10 * mega, udp, 5001)));
  flow ours;
  flow others;
  start(others, transport::udp, 5002);
  start(ours, transport::udp, 5001);
  ours.received->await(500'000);
  const auto found = measure(*shaper, 1, ours, 2'500'000);
  expect_carried(found.channel, 10 * mega);
  expect_of_the_rest(found.rest, 10 * mega);
}

TEST_F(TcShaperTraffic, GivesTheRestItsOwnWhenAllElseIsPromised) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 19 * mega, udp, 5001)));
  flow ours;
  flow others;
  start(others, transport::udp, 5002);
  start(ours, transport::udp, 5001);
  ours.received->await(1'000'000);
  const auto found = measure(*shaper, 1, ours, 4'000'000);
  expect_carried(found.channel, 19 * mega);
  expect_of_the_rest(found.rest, mega);
}

TEST_F(TcShaperTraffic, GivesTheRestWhatChannelsLeave) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 19 * mega, udp, 5001)));
  flow others;
  start(others, transport::udp, 5002);
  others.received->await(500'000);
  expect_of_the_rest(measure(*shaper, 1, others, 4'000'000).rest, 20 * mega);
}

TEST_F(TcShaperTraffic, ChangesARateUnderTraffic) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 4 * mega, udp, 5001)));
  flow ours;
  flow others;
  start(others, transport::udp, 5002);
  start(ours, transport::udp, 5001);
  ours.received->await(200'000);
  expect_carried(measure(*shaper, 1, ours, 750'000).channel, 4 * mega);
  ASSERT_TRUE(shaper->put(make_channel(1, 12 * mega, udp, 5001)));
  ours.received->await(200'000);
  expect_carried(measure(*shaper, 1, ours, 2'000'000).channel, 12 * mega);
  ASSERT_TRUE(shaper->put(make_channel(1, 2 * mega, udp, 5001)));
  ours.received->await(200'000);
  expect_carried(measure(*shaper, 1, ours, 500'000).channel, 2 * mega);
}

TEST_F(TcShaperTraffic, GrowsAtOnceFromAlmostNothing) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 8000, udp, 5001)));
  flow ours;
  start(ours, transport::udp, 5001);
  ours.received->await(1400);
  ASSERT_TRUE(shaper->put(make_channel(1, 10 * mega, udp, 5001)));
  expect_carried(measure(*shaper, 1, ours, 2'000'000).channel, 10 * mega);
}

TEST_F(TcShaperTraffic, TellsFlowsOfTheSameAddressesApartByPort) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 3 * mega, udp, 5001)));
  ASSERT_TRUE(shaper->put(make_channel(2, 6 * mega, udp, 5002)));
  flow first;
  flow second;
  flow others;
  start(others, transport::udp, 5003);
  start(first, transport::udp, 5001);
  start(second, transport::udp, 5002);
  second.received->await(300'000);
  expect_carried(measure(*shaper, 1, first, 600'000).channel, 3 * mega);
  expect_carried(measure(*shaper, 2, second, 1'200'000).channel, 6 * mega);
}

TEST_F(TcShaperTraffic, CarriesTcp) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 8 * mega, tcp, 5001)));
  flow ours;
  flow others;
  start(others, transport::udp, 5001);
  start(ours, transport::tcp, 5001);
  ours.received->await(1'000'000);
  const auto found = measure(*shaper, 1, ours, 3'000'000);
  expect_carried(found.channel, 8 * mega);
  expect_of_the_rest(found.rest, 12 * mega);
}

TEST_F(TcShaperTraffic, CarriesIPv6) {
  auto shaper = open();
  ASSERT_TRUE(
      shaper->put(make_channel(1, 5 * mega, udp, 5001, router_v6, host_v6)));
  ASSERT_TRUE(
      shaper->put(make_channel(2, 4 * mega, tcp, 0, router_v6, host_v6)));
  flow datagrams;
  flow stream;
  flow others;
  start(others, transport::udp, 5001);
  start(datagrams, transport::udp, 5001, router_v6, host_v6);
  start(stream, transport::tcp, 5001, router_v6, host_v6);
  stream.received->await(500'000);
  expect_carried(measure(*shaper, 1, datagrams, 1'000'000).channel, 5 * mega);
  expect_carried(measure(*shaper, 2, stream, 1'000'000).channel, 4 * mega);
}

TEST_F(TcShaperTraffic, CarriesTwoChannelsBesideAGreedyFlow) {
  expect_equal_shares(2, 2'500'000);
}

TEST_F(TcShaperTraffic, CarriesTenChannelsBesideAGreedyFlow) {
  expect_equal_shares(10, 750'000);
}

TEST_F(TcShaperTraffic, CarriesAHundredChannelsBesideAGreedyFlow) {
  expect_equal_shares(100, 140'000);
}

TEST_F(TcShaperTraffic, LosesNoPacketWhenARateChangesOrIsRenewed) {
  constexpr std::uint64_t packets = 3000;
  auto shaper = open();
  auto x = make_channel(1, 10 * mega, udp, 5001);
  ASSERT_TRUE(shaper->put(x));
  flow ours;
  connect(ours, transport::udp, 5001);
  std::atomic<bool> is_sent{false};
  std::thread sender{[&ours, &is_sent] {
    for (std::uint64_t i = 0; i < packets; ++i)
      EXPECT_TRUE(ours.sender->send());
    is_sent = true;
  }};
  int changes = 0;
  while (!is_sent) {
    x.rate = (++changes % 3 == 0 ? 5 : 15) * mega;
    ++x.version;
    EXPECT_TRUE(shaper->put(x));
  }
  sender.join();
  RecordProperty("changes", changes);
  traffic passed;
  while (passed.packets + passed.drops < packets)
    passed = shaper->count()->channels.at(1);
  EXPECT_EQ(passed.drops, 0U);
  EXPECT_EQ(passed.packets, packets);
  ours.received->await_total(packets * 1400);
}

TEST_F(TcShaperTraffic, GivesPacketsBackToTheRestThoughNobodyActs) {
  flow ours;
  channel_traffic counted;
  {
    auto shaper = open();
    auto x = make_channel(1, 2 * mega, udp, 5001);
    x.lasts = milliseconds{1500};
    ASSERT_TRUE(shaper->put(x));
    start(ours, transport::udp, 5001);
    ours.received->await(50'000);
    expect_carried(measure(*shaper, 1, ours, 125'000).channel, 2 * mega);
    counted = shaper->count()->channels.at(1);
  }
  while (run("nft list table netdev leasehold.v0").find("channel 1")
         != std::string::npos) {
  }
  ours.received->await(300'000);
  auto shaper = open();
  // What passed until then is known as long as the class is there.
  const auto ended = shaper->count()->ended;
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended.front().counter, counted.counter);
  EXPECT_GE(ended.front().bytes, counted.bytes);
  EXPECT_TRUE(shaper->count_of({1})->empty());
  const auto found = measure(*shaper, 1, ours, 2'000'000);
  EXPECT_EQ(found.channel, 0);
  expect_of_the_rest(found.rest, 20 * mega);
}

TEST_F(TcShaperTraffic, GoesOnAfterAnotherOpening) {
  flow ours;
  std::uint64_t counted = 0;
  {
    auto shaper = open();
    ASSERT_TRUE(shaper->put(make_channel(1, 5 * mega, udp, 5001)));
    start(ours, transport::udp, 5001);
    ours.received->await(200'000);
    counted = shaper->count()->channels.at(1).bytes;
    EXPECT_GT(counted, 200'000U);
  }
  for (int i = 0; i < 20; ++i) {
    auto shaper = open();
    const auto traffic = shaper->count();
    ASSERT_TRUE(traffic);
    EXPECT_GE(traffic->channels.at(1).bytes, counted);
    EXPECT_EQ(traffic->unshaped, 0U);
    // Nothing went through the rest meanwhile but a few questions of hosts for
    // each other's addresses.
    EXPECT_LT(traffic->rest.bytes, 2000U);
    const auto alone = shaper->count_of({1, 2});
    ASSERT_TRUE(alone);
    ASSERT_EQ(alone->size(), 1U);
    EXPECT_EQ(alone->at(1).counter, traffic->channels.at(1).counter);
    EXPECT_GE(alone->at(1).bytes, traffic->channels.at(1).bytes);
    counted = alone->at(1).bytes;
    ours.received->await(1400);
  }
  auto shaper = open();
  expect_carried(measure(*shaper, 1, ours, 1'000'000).channel, 5 * mega);
}

TEST_F(TcShaperTraffic, CountsWhatItCarriesAndWhatItDrops) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, mega, udp, 5001)));
  std::array<flow, 4> ours;
  for (auto& x : ours)
    x.sender.emplace(transport::udp, router_v4, 0);
  at_host([&ours] { ours[0].receiver.emplace(transport::udp, host_v4, 5001); });
  ours[0].received.emplace(*ours[0].receiver);
  // Together they have more under way than the queue holds.
  for (auto& x : ours) {
    x.sender->connect(host_v4, 5001);
    x.sends.emplace(*x.sender);
  }
  ours[0].received->await(50'000);
  const auto traffic = shaper->count();
  ASSERT_TRUE(traffic);
  EXPECT_GT(traffic->channels.at(1).bytes, 50'000U);
  EXPECT_GT(traffic->channels.at(1).packets, 35U);
  EXPECT_GT(traffic->channels.at(1).drops, 0U);
}

TEST_F(TcShaperTraffic, LetsNodesTalkHoweverFullTheRestIs) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 19 * mega, udp, 5001)));
  flow ours;
  flow others;
  flow nodes;
  start(others, transport::udp, 5002);
  start(ours, transport::udp, 5001);
  ours.received->await(500'000);
  start(nodes, transport::tcp, 7420);
  nodes.received->await(40'000);
  const auto begin = std::chrono::steady_clock::now();
  nodes.received->await(50'000);
  const std::chrono::duration<double> passed =
      std::chrono::steady_clock::now() - begin;
  // A fifth of what the rest has, at least.
  EXPECT_GT(50'000 * 8 / passed.count(), 0.8 * 0.2 * mega);
}

TEST_F(TcShaperTraffic, PutsAddressResolutionIntoAClassOfItsOwn) {
  auto shaper = open();
  flow others;
  start(others, transport::udp, 5002);
  others.received->await(100'000);
  run("ip neighbour flush dev v0");
  others.received->await(100'000);
  EXPECT_THAT(run("tc -s class show dev v0 classid 4c48:fffe"),
              testing::Not(testing::HasSubstr(" Sent 0 bytes")));
}

} // namespace
} // namespace leasehold
