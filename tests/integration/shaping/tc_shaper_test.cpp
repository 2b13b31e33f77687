// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/tc_shaper.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/network_test.hpp"

namespace leasehold {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::HasSubstr;

constexpr std::int64_t mega = 1'000'000;

packet_match between(const char* from, const char* to,
                     std::uint8_t protocol = 0, std::uint16_t port = 0,
                     packet_match::end port_of = packet_match::end::receiver) {
  return {*parse_ip_address(from), *parse_ip_address(to), protocol, port,
          port_of};
}

channel make_channel(std::uint64_t id, std::int64_t rate,
                     std::uint16_t port = 0) {
  return {id,
          1,
          rate,
          {between("10.9.0.1", "10.9.0.2", port == 0 ? 0 : 17, port)},
          minutes{1}};
}

class TcShaper : public test::network_test {
protected:
  interface_config config{"v0", 20 * mega, mega};

  std::unique_ptr<shaper> open() {
    auto opened = open_tc_shaper(config);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }

  failure refused() {
    const auto opened = open_tc_shaper(config);
    EXPECT_FALSE(opened);
    return opened ? failure{} : opened.error();
  }

  /// `lasts` is compared with what was put: no more is left, and not much less.
  static void expect_in_force(shaper& of, std::vector<channel> wanted) {
    auto found = of.read();
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto& x = (*found)[i];
      EXPECT_EQ(x.id, wanted[i].id);
      EXPECT_EQ(x.version, wanted[i].version);
      EXPECT_EQ(x.rate, wanted[i].rate);
      EXPECT_THAT(x.packets,
                  testing::UnorderedElementsAreArray(wanted[i].packets));
      EXPECT_LE(x.lasts, wanted[i].lasts);
      EXPECT_GT(x.lasts, wanted[i].lasts - minutes{1});
    }
  }

  static std::string message_of(const status& x) {
    return x ? "done" : x.error().message;
  }

  /// Reads until no channel is left: their time ends by the kernel's clock.
  static void await_the_end(shaper& of) {
    auto found = of.read();
    while (found && !found->empty())
      found = of.read();
    EXPECT_TRUE(found);
  }

  std::string classes() {
    return run("tc class show dev v0");
  }
  std::string table() {
    return run("nft list table netdev leasehold.v0");
  }
};

TEST_F(TcShaper, DividesAnInterfaceIntoARestAndAControlClass) {
  auto shaper = open();
  ASSERT_TRUE(shaper);
  EXPECT_THAT(run("tc qdisc show dev v0"),
              HasSubstr("default 0xffff direct_packets_stat 0"));
  const auto all = classes();
  EXPECT_THAT(all, HasSubstr("class htb 4c48:1 root rate 20Mbit ceil 20Mbit"));
  EXPECT_THAT(all,
              HasSubstr("class htb 4c48:ffff parent 4c48:2 leaf 1: prio 0 "
                        "rate 800Kbit ceil 20Mbit"));
  EXPECT_THAT(all,
              HasSubstr("class htb 4c48:fffe parent 4c48:2 leaf 2: prio 0 "
                        "rate 200Kbit ceil 20Mbit"));
  EXPECT_THAT(table(), HasSubstr("type filter hook egress device \"v0\""));
  EXPECT_THAT(table(), HasSubstr("meta priority set 4c48:ffff"));
  expect_in_force(*shaper, {});
}

TEST_F(TcShaper, GivesAChannelAClassAndItsPacketsATimeOut) {
  auto shaper = open();
  auto x = make_channel(17, 4 * mega, 5001);
  x.version = 3;
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  EXPECT_THAT(classes(),
              HasSubstr("class htb 4c48:100 parent 4c48:1 leaf 100: "
                        "prio 0 rate 4Mbit ceil 4Mbit"));
  EXPECT_THAT(run("tc qdisc show dev v0"),
              HasSubstr("qdisc bfifo 100: parent 4c48:100 limit 25000b"));
  const auto all = table();
  EXPECT_THAT(all, HasSubstr("10.9.0.1 . 10.9.0.2 . udp . 5001 timeout 1m"));
  EXPECT_THAT(all, HasSubstr("comment \"channel 17 version 3\" : 4c48:100"));
  expect_in_force(*shaper, {x});
}

TEST_F(TcShaper, HoldsAQueueOfThreePacketsAtSmallRates) {
  auto shaper = open();
  EXPECT_EQ(message_of(shaper->put(make_channel(1, 8000))), "done");
  EXPECT_THAT(run("tc qdisc show dev v0"),
              HasSubstr("qdisc bfifo 100: parent 4c48:100 limit 4542b"));
  EXPECT_THAT(classes(),
              HasSubstr("rate 8Kbit ceil 8Kbit burst 3028b cburst "
                        "3028b"));
}

TEST_F(TcShaper, KeepsRatesThatDoNotFitInto32Bits) {
  config.rate = 100'000 * mega;
  auto shaper = open();
  auto x = make_channel(1, 40'000 * mega);
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  expect_in_force(*shaper, {x});
  EXPECT_THAT(classes(), HasSubstr("rate 40Gbit ceil 40Gbit burst 5000000b"));
}

TEST_F(TcShaper, TellsAllKindsOfPacketsApart) {
  using end = packet_match::end;
  auto shaper = open();
  channel x{1, 1, mega, {}, minutes{5}};
  for (const auto& [from, to] :
       {std::pair{"10.9.0.1", "10.9.0.2"}, std::pair{"fd09::1", "fd09::2"}}) {
    x.packets.push_back(between(from, to));
    x.packets.push_back(between(from, to, 1));
    x.packets.push_back(between(from, to, 6, 80));
    x.packets.push_back(between(from, to, 6, 80, end::sender));
  }
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  expect_in_force(*shaper, {x});
}

TEST_F(TcShaper, RenewsWithoutTouchingTheClass) {
  auto shaper = open();
  auto x = make_channel(1, mega);
  ASSERT_TRUE(shaper->put(x));
  const auto before = classes();
  x.version = 2;
  x.lasts = hours{1};
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  EXPECT_EQ(classes(), before);
  expect_in_force(*shaper, {x});
}

TEST_F(TcShaper, RenewsWhatHasJustEnded) {
  auto shaper = open();
  auto x = make_channel(1, mega);
  x.lasts = milliseconds{1};
  ASSERT_TRUE(shaper->put(x));
  await_the_end(*shaper);
  x.lasts = minutes{1};
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  expect_in_force(*shaper, {x});
}

TEST_F(TcShaper, ChangesRateAndPacketsInPlace) {
  auto shaper = open();
  auto x = make_channel(1, mega, 5001);
  ASSERT_TRUE(shaper->put(x));
  x.rate = 3 * mega;
  x.version = 2;
  x.packets = {between("10.9.0.1", "10.9.0.2", 17, 5002),
               between("fd09::1", "fd09::2")};
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  expect_in_force(*shaper, {x});
  EXPECT_THAT(classes(),
              HasSubstr("class htb 4c48:100 parent 4c48:1 leaf 100: "
                        "prio 0 rate 3Mbit ceil 3Mbit"));
  EXPECT_THAT(table(), testing::Not(HasSubstr("5001")));
}

TEST_F(TcShaper, MovesAChannelThatGrowsFromLittleToAnotherClass) {
  auto shaper = open();
  auto x = make_channel(1, 8000);
  ASSERT_TRUE(shaper->put(x));
  x.rate = mega;
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  expect_in_force(*shaper, {x});
  EXPECT_THAT(classes(), HasSubstr("class htb 4c48:101 parent 4c48:1"));
  ASSERT_TRUE(shaper->put(x));
  EXPECT_THAT(classes(), testing::Not(HasSubstr("class htb 4c48:100 ")));
}

TEST_F(TcShaper, RemovesAChannelAndItsClass) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, mega, 5001)));
  ASSERT_TRUE(shaper->put(make_channel(2, mega, 5002)));
  EXPECT_EQ(message_of(shaper->remove(1)), "done");
  EXPECT_EQ(message_of(shaper->remove(1)), "done");
  EXPECT_EQ(message_of(shaper->remove(99)), "done");
  expect_in_force(*shaper, {make_channel(2, mega, 5002)});
  EXPECT_THAT(classes(), testing::Not(HasSubstr("4c48:100 ")));
  EXPECT_THAT(table(), testing::Not(HasSubstr("5001")));
}

TEST_F(TcShaper, EndsChannelsByTheKernelsClockAlone) {
  {
    auto shaper = open();
    auto x = make_channel(1, mega);
    x.lasts = milliseconds{200};
    ASSERT_TRUE(shaper->put(x));
  }
  while (table().find("channel 1") != std::string::npos) {
  }
  EXPECT_THAT(classes(), HasSubstr("4c48:100 "));
  auto shaper = open();
  expect_in_force(*shaper, {});
  ASSERT_TRUE(shaper->remove(1));
  EXPECT_THAT(classes(), testing::Not(HasSubstr("4c48:100 ")));
}

TEST_F(TcShaper, RemovesClassesOfEndedChannelsAtTheNextCall) {
  auto shaper = open();
  auto x = make_channel(1, 10 * mega, 5001);
  x.lasts = milliseconds{1};
  ASSERT_TRUE(shaper->put(x));
  await_the_end(*shaper);
  auto next = make_channel(2, 15 * mega, 5001);
  EXPECT_EQ(message_of(shaper->put(next)), "done");
  expect_in_force(*shaper, {next});
  EXPECT_THAT(classes(), testing::Not(HasSubstr("rate 10Mbit")));
}

TEST_F(TcShaper, GoesOnWhereSomebodyUsesAClassThatIsToGo) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, mega, 5001)));
  run("tc class add dev v0 parent 4c48:100 classid 4c48:5 htb rate 1kbit");
  EXPECT_EQ(message_of(shaper->remove(1)), "done");
  EXPECT_EQ(message_of(shaper->put(make_channel(2, mega, 5001))), "done");
  expect_in_force(*shaper, {make_channel(2, mega, 5001)});
  EXPECT_THAT(classes(), HasSubstr("class htb 4c48:101 parent 4c48:1 "));
  run("tc class del dev v0 classid 4c48:5");
  EXPECT_EQ(message_of(shaper->remove(1)), "done");
  EXPECT_THAT(classes(), testing::Not(HasSubstr("4c48:100 ")));
}

TEST_F(TcShaper, GoesOnWithWhatAnEarlierOneLeft) {
  const auto x = make_channel(1, 4 * mega, 5001);
  const auto y = make_channel(2, 5 * mega, 5002);
  {
    auto shaper = open();
    ASSERT_TRUE(shaper->put(x));
    ASSERT_TRUE(shaper->put(y));
  }
  const auto before = classes();
  auto shaper = open();
  expect_in_force(*shaper, {x, y});
  EXPECT_EQ(classes(), before);
  EXPECT_EQ(shaper->put(make_channel(3, 11 * mega, 5003)).error().code,
            errc::above_capacity);
  EXPECT_EQ(message_of(shaper->put(y)), "done");
}

TEST_F(TcShaper, TakesOtherRatesOfTheInterfaceWhenOpenedAgain) {
  const auto x = make_channel(1, 15 * mega);
  ASSERT_TRUE(open()->put(x));
  config.rate = 10 * mega;
  config.rest = 2 * mega;
  auto shaper = open();
  expect_in_force(*shaper, {x});
  EXPECT_THAT(classes(), HasSubstr("class htb 4c48:1 root rate 10Mbit"));
  EXPECT_THAT(classes(), HasSubstr("rate 1600Kbit ceil 10Mbit"));
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  EXPECT_EQ(shaper->put(make_channel(1, 16 * mega)).error().code,
            errc::above_capacity);
  EXPECT_EQ(message_of(shaper->put(make_channel(1, 8 * mega))), "done");
}

TEST_F(TcShaper, RefusesMoreThanThereIs) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, 10 * mega, 5001)));
  const auto refused = shaper->put(make_channel(2, 10 * mega, 5002));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::above_capacity);
  EXPECT_EQ(refused.error().message,
            "interface v0: channel 2: 10000000 bit/s are more than the 9000000 "
            "that are left of 19000000; end others or make them smaller first");
  expect_in_force(*shaper, {make_channel(1, 10 * mega, 5001)});
  ASSERT_TRUE(shaper->put(make_channel(1, 9 * mega, 5001)));
  EXPECT_EQ(message_of(shaper->put(make_channel(2, 10 * mega, 5002))), "done");
}

TEST_F(TcShaper, RefusesPacketsThatBelongToAnother) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, mega, 5001)));
  const auto refused = shaper->put(make_channel(2, mega, 5001));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::conflict);
  EXPECT_THAT(refused.error().message,
              HasSubstr("with port 5001 at the receiver belong to channel 1"));
}

TEST_F(TcShaper, RepairsWhatAFirewallFlushed) {
  auto shaper = open();
  const auto x = make_channel(1, mega);
  ASSERT_TRUE(shaper->put(x));
  run("nft flush ruleset");
  expect_in_force(*shaper, {});
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  expect_in_force(*shaper, {x});
  EXPECT_THAT(table(), HasSubstr("meta priority set 4c48:ffff"));
}

TEST_F(TcShaper, RepairsAQdiscThatSomebodyRemoved) {
  auto shaper = open();
  const auto x = make_channel(1, mega);
  ASSERT_TRUE(shaper->put(x));
  run("tc qdisc del dev v0 root");
  expect_in_force(*shaper, {});
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  expect_in_force(*shaper, {x});
}

TEST_F(TcShaper, RepairsAClassThatSomebodyChanged) {
  auto shaper = open();
  const auto x = make_channel(1, mega);
  ASSERT_TRUE(shaper->put(x));
  run("tc class change dev v0 classid 4c48:100 htb rate 5mbit");
  EXPECT_EQ(message_of(shaper->put(x)), "done");
  expect_in_force(*shaper, {x});
}

TEST_F(TcShaper, LeavesChannelsAsTheyWereWhereTheKernelRefuses) {
  auto shaper = open();
  const auto x = make_channel(1, mega, 5001);
  ASSERT_TRUE(shaper->put(x));
  // Somebody else's element has the packets that the channel is to get.
  run("nft add element netdev leasehold.v0 receiver_port4 "
      "'{ 10.9.0.1 . 10.9.0.2 . udp . 5002 : 4c48:ffff }'");
  auto changed = make_channel(1, 2 * mega, 5002);
  const auto refused = shaper->put(changed);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_THAT(refused.error().message,
              HasSubstr("interface v0: cannot say which packets belong to "
                        "which channel: "));
  expect_in_force(*shaper, {x});
  EXPECT_EQ(shaper->put(make_channel(2, mega, 5002)).error().code,
            errc::unavailable);
  expect_in_force(*shaper, {x});
  EXPECT_THAT(classes(), testing::Not(HasSubstr("4c48:101 ")));
}

TEST_F(TcShaper, RefusesAQdiscOfSomebodyElse) {
  run("tc qdisc add dev v0 root handle 7: tbf rate 1mbit burst 5k limit 9k");
  const auto why = refused();
  EXPECT_EQ(why.code, errc::conflict);
  EXPECT_EQ(
      why.message,
      "interface v0 has a qdisc tbf 7: that somebody else configured, and "
      "can be divided by one alone: remove it with `tc qdisc del dev v0 "
      "root`, or have it replaced");
  EXPECT_THAT(run("tc qdisc show dev v0"), HasSubstr("qdisc tbf 7: root"));
  config.others = interface_config::foreign::replace;
  ASSERT_TRUE(open());
  EXPECT_THAT(run("tc qdisc show dev v0"), HasSubstr("qdisc htb 4c48: root"));
}

TEST_F(TcShaper, RefusesATableOfSomebodyElse) {
  run("nft add table netdev leasehold.v0");
  const auto why = refused();
  EXPECT_EQ(why.code, errc::conflict);
  EXPECT_THAT(why.message,
              HasSubstr("table netdev leasehold.v0 was made by somebody else"));
  EXPECT_THAT(run("tc qdisc show dev v0"),
              testing::Not(HasSubstr("qdisc htb")));
  config.others = interface_config::foreign::replace;
  ASSERT_TRUE(open());
  EXPECT_THAT(table(), HasSubstr("channels of leasehold"));
}

TEST_F(TcShaper, RefusesAnInterfaceThatIsNotThere) {
  config.device = "to-GW9";
  const auto why = refused();
  EXPECT_EQ(why.code, errc::unknown_name);
  EXPECT_EQ(why.message,
            "there is no interface to-GW9: a rate needs one; make "
            "it, or correct its name");
}

TEST_F(TcShaper, RefusesWithoutThePrivilege) {
  const test::without_capabilities poor;
  const auto why = refused();
  EXPECT_EQ(why.code, errc::permission_denied);
  EXPECT_THAT(why.message, HasSubstr("CAP_NET_ADMIN"));
}

TEST_F(TcShaper, RefusesConfigurationsThatMakeNoSense) {
  for (const auto* name :
       {"", "a/b", "v0; flush ruleset", "\"", "..", "sixteen-bytes-it"}) {
    config.device = name;
    EXPECT_EQ(refused().code, errc::invalid_request) << name;
  }
  config.device = "v0";
  for (const auto& [rate, rest] : {std::pair{0L, 0L},
                                   {mega, 0L},
                                   {mega, mega},
                                   {mega, -mega},
                                   {std::int64_t{1} << 60, mega}}) {
    config.rate = rate;
    config.rest = rest;
    EXPECT_EQ(refused().code, errc::invalid_request) << rate << ' ' << rest;
  }
}

TEST_F(TcShaper, TakesOtherPortsOfNodesWhenOpenedAgain) {
  config.control_ports = {7420, 8000};
  ASSERT_TRUE(open());
  constexpr auto ports = "{ 7420, 8000 } meta priority set 4c48:fffe";
  EXPECT_THAT(table(), HasSubstr(std::string{"tcp sport "} + ports));
  EXPECT_THAT(table(), HasSubstr(std::string{"tcp dport "} + ports));
  config.control_ports.clear();
  ASSERT_TRUE(open());
  EXPECT_THAT(table(), testing::Not(HasSubstr("tcp")));
  config.control_ports = {0};
  EXPECT_EQ(refused().code, errc::invalid_request);
  config.control_ports.assign(8193, 7420);
  EXPECT_EQ(refused().code, errc::invalid_request);
}

TEST_F(TcShaper, DividesInterfacesWhoseNamesAreOdd) {
  for (const auto* name : {"to-GW4", "eth0.7", "egress", "_a", "9to5"}) {
    run(std::string{"ip link set v0 down"});
    run(std::string{"ip link set dev v0 name "} + name);
    config.device = name;
    auto shaper = open();
    ASSERT_TRUE(shaper) << name;
    EXPECT_EQ(message_of(shaper->put(make_channel(1, mega))), "done") << name;
    EXPECT_EQ(message_of(shaper->clear()), "done") << name;
    run(std::string{"ip link set dev "} + name + " name v0");
  }
}

TEST_F(TcShaper, TellsOfAnInterfaceThatWentAway) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, mega)));
  run("ip link del v0");
  const auto failed = shaper->put(make_channel(1, 2 * mega));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, errc::unavailable);
  EXPECT_THAT(failed.error().message, HasSubstr("interface v0"));
  expect_in_force(*shaper, {});
}

TEST_F(TcShaper, LeavesNothingWhenCleared) {
  const auto before = run("tc qdisc show dev v0");
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel(1, mega)));
  EXPECT_EQ(message_of(shaper->clear()), "done");
  EXPECT_EQ(message_of(shaper->clear()), "done");
  EXPECT_EQ(run("tc qdisc show dev v0"), before);
  EXPECT_EQ(run("nft list ruleset"), "");
  const auto late = shaper->put(make_channel(1, mega));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, errc::unavailable);
  EXPECT_THAT(late.error().message, HasSubstr("open it again"));
  EXPECT_FALSE(shaper->read());
  EXPECT_FALSE(shaper->remove(1));
}

} // namespace
} // namespace leasehold
