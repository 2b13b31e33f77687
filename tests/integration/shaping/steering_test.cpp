// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/shaping/tc_shaper.hpp"
#include "tests/support/network_flow.hpp"
#include "tests/support/network_test.hpp"

// A host whose packets reach a far one through the router by two ways. The
// router's own table knows `w0` only; `x0` is divided into channels.
namespace leasehold {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using test::flow_end;
using test::greedy_sender;
using test::patient_receiver;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t mega = 1'000'000;
constexpr auto far_v4 = "10.8.0.9";
constexpr auto far_v6 = "fd08::9";

class Steering : public test::network_test {
protected:
  interface_config config{
      "x0",
      20 * mega,
      mega,
      {*parse_ip_address("10.11.0.2"), *parse_ip_address("fd11::2")}};
  int far = -1;

  void SetUp() override {
    network_test::SetUp();
    if (IsSkipped())
      return;
    far = add_namespace();
    set("ipv4/ip_forward", "1");
    set("ipv6/conf/all/forwarding", "1");
    add_cable("w0", "w1", far);
    add_cable("x0", "x1", far);
    bring_up("w0", "10.10.0.1", "fd10::1");
    bring_up("x0", "10.11.0.1", "fd11::1");
    at(far, [this] {
      bring_up("w1", "10.10.0.2", "fd10::2");
      bring_up("x1", "10.11.0.2", "fd11::2");
      run(std::string{"ip address add "} + far_v4 + "/32 dev lo");
      run(std::string{"ip address add "} + far_v6 + "/128 dev lo nodad");
      run("ip route add 10.9.0.0/24 via 10.10.0.1");
      run("ip route add fd09::/64 via fd10::1");
    });
    run(std::string{"ip route add "} + far_v4 + " via 10.10.0.2");
    run(std::string{"ip route add "} + far_v6 + " via fd10::2");
    at_host([this] {
      run(std::string{"ip route add "} + far_v4 + " via " + router_v4);
      run(std::string{"ip route add "} + far_v6 + " via " + router_v6);
    });
  }

  std::unique_ptr<shaper> open() {
    auto opened = open_tc_shaper(config);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }

  static channel make_channel(const char* from = host_v4,
                              const char* to = far_v4) {
    return {1,
            1,
            10 * mega,
            {{*parse_ip_address(from), *parse_ip_address(to), 17, 5001}},
            minutes{5}};
  }

  /// Packets from the host to the far one.
  struct flow {
    std::optional<flow_end> sender;
    std::optional<flow_end> receiver;
    std::optional<patient_receiver> received;

    /// Sends some, and waits until they have come.
    void pass(int packets) {
      for (int i = 0; i < packets; ++i) {
        const auto before = received->bytes();
        EXPECT_TRUE(sender->send());
        received->await_total(before + 1);
      }
    }
  };

  void start(flow& x, const char* from = host_v4, const char* to = far_v4) {
    at(far,
       [&x, to] { x.receiver.emplace(flow_end::transport::udp, to, 5001); });
    at_host([&x, from, to] {
      x.sender.emplace(flow_end::transport::udp, from, 0);
      x.sender->connect(to, 5001);
    });
    x.received.emplace(*x.receiver);
  }

  static std::uint64_t packets_of(shaper& of) {
    const auto counted = of.count();
    EXPECT_TRUE(counted);
    const auto found = counted->channels.find(1);
    return found == counted->channels.end() ? 0 : found->second.packets;
  }

  std::string rules() {
    return run("ip rule") + run("ip -6 rule");
  }
};

TEST_F(Steering, SendsChannelsThroughTheirInterface) {
  auto shaper = open();
  flow ours;
  start(ours);
  ours.pass(5);
  EXPECT_EQ(packets_of(*shaper), 0U);
  ASSERT_TRUE(shaper->put(make_channel()));
  ours.pass(5);
  EXPECT_EQ(packets_of(*shaper), 5U);
  ASSERT_TRUE(shaper->remove(1));
  ours.pass(5);
  ASSERT_TRUE(shaper->put(make_channel()));
  EXPECT_EQ(packets_of(*shaper), 0U);
}

TEST_F(Steering, SendsIPv6ThroughItsInterface) {
  auto shaper = open();
  flow ours;
  start(ours, host_v6, far_v6);
  ASSERT_TRUE(shaper->put(make_channel(host_v6, far_v6)));
  ours.pass(5);
  EXPECT_EQ(packets_of(*shaper), 5U);
}

TEST_F(Steering, LosesNoPacketWhenChannelsComeAndGo) {
  auto shaper = open();
  flow ours;
  start(ours);
  ours.pass(1);
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(shaper->put(make_channel()));
    ours.pass(2);
    EXPECT_EQ(packets_of(*shaper), 2U);
    ASSERT_TRUE(shaper->remove(1));
    ours.pass(2);
  }
}

TEST_F(Steering, EndsByTheKernelsClockAlone) {
  flow ours;
  start(ours);
  {
    auto shaper = open();
    auto x = make_channel();
    x.lasts = milliseconds{100};
    ASSERT_TRUE(shaper->put(x));
  }
  while (run("nft list table inet leasehold.x0").find("channel 1")
         != std::string::npos) {
  }
  auto shaper = open();
  ours.pass(5);
  const auto counted = shaper->count();
  ASSERT_TRUE(counted);
  EXPECT_LT(counted->rest.bytes, 5000U);
}

TEST_F(Steering, HasOneRuleAndOneWayForEachFamily) {
  auto shaper = open();
  EXPECT_THAT(run("ip rule"), HasSubstr("19528:\tfrom all fwmark 0x4c"));
  EXPECT_THAT(run("ip -6 rule"), HasSubstr("19528:\tfrom all fwmark 0x4c"));
  EXPECT_THAT(run("ip route show table all proto 200"),
              HasSubstr("default via 10.11.0.2 dev x0"));
  EXPECT_THAT(run("ip -6 route show table all proto 200"),
              HasSubstr("default via fd11::2 dev x0"));
  const auto before = rules();
  open();
  EXPECT_EQ(rules(), before);
}

TEST_F(Steering, FollowsOtherNextHopsWhenOpenedAgain) {
  ASSERT_TRUE(open()->put(make_channel()));
  config.next_hops = {*parse_ip_address("10.11.0.3")};
  open();
  EXPECT_THAT(run("ip route show table all proto 200"),
              HasSubstr("default via 10.11.0.3 dev x0"));
  EXPECT_EQ(run("ip -6 route show table all proto 200"), "");
  EXPECT_THAT(run("ip -6 rule"), Not(HasSubstr("fwmark")));
  config.next_hops.clear();
  auto shaper = open();
  EXPECT_THAT(rules(), Not(HasSubstr("fwmark")));
  EXPECT_THAT(run("nft list tables"), Not(HasSubstr("inet")));
  EXPECT_EQ(shaper->read()->size(), 1U);
}

TEST_F(Steering, SteersChannelsThatWereThereBefore) {
  const auto hops = config.next_hops;
  config.next_hops.clear();
  ASSERT_TRUE(open()->put(make_channel()));
  config.next_hops = hops;
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel()));
  flow ours;
  start(ours);
  ours.pass(5);
  EXPECT_EQ(packets_of(*shaper), 5U);
}

TEST_F(Steering, PutsBackTheWayThatALinkTookAlongWhenItWentDown) {
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel()));
  run("ip link set x0 down");
  EXPECT_EQ(run("ip route show table all proto 200"), "");
  const auto refused = shaper->put(make_channel());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_THAT(refused.error().message,
              HasSubstr("interface x0: cannot send packets on to 10.11.0.2: "));
  EXPECT_TRUE(open());
  run("ip link set x0 up");
  run("ip address add fd11::1/64 dev x0 nodad");
  ASSERT_TRUE(shaper->put(make_channel()));
  flow ours;
  start(ours);
  ours.pass(5);
  EXPECT_EQ(packets_of(*shaper), 5U);
}

TEST_F(Steering, LeavesNoRuleOfAnInterfaceThatWasMadeAnew) {
  ASSERT_TRUE(open()->put(make_channel()));
  run("ip link del x0");
  add_cable("x0", "x1", far);
  bring_up("x0", "10.11.0.1", "fd11::1");
  auto shaper = open();
  EXPECT_TRUE(shaper->read()->empty());
  const auto all = run("ip rule");
  EXPECT_EQ(all.find("fwmark"), all.rfind("fwmark")) << all;
  EXPECT_TRUE(shaper->put(make_channel()));
}

TEST_F(Steering, RefusesATableOfSomebodyElse) {
  run("nft add table inet leasehold.x0");
  const auto refused = open_tc_shaper(config);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::conflict);
  EXPECT_THAT(refused.error().message,
              HasSubstr("table inet leasehold.x0 was made by somebody else"));
  config.others = interface_config::foreign::replace;
  ASSERT_TRUE(open());
  EXPECT_THAT(run("nft list table inet leasehold.x0"),
              HasSubstr("ways of leasehold"));
}

TEST_F(Steering, RefusesTwoNextHopsOfOneFamily) {
  config.next_hops.push_back(*parse_ip_address("10.11.0.3"));
  const auto refused = open_tc_shaper(config);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::invalid_request);
  EXPECT_EQ(refused.error().message,
            "interface x0: there are two next hops of IPv4: one is all that "
            "packets can take; leave the others out");
}

TEST_F(Steering, LeavesNothingWhenCleared) {
  const auto before = rules();
  auto shaper = open();
  ASSERT_TRUE(shaper->put(make_channel()));
  ASSERT_TRUE(shaper->clear());
  EXPECT_EQ(rules(), before);
  EXPECT_EQ(run("ip route show table all proto 200"), "");
  EXPECT_EQ(run("ip -6 route show table all proto 200"), "");
  EXPECT_EQ(run("nft list ruleset"), "");
}

} // namespace
} // namespace leasehold
