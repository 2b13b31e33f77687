// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/link_table.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include "runtime/shaping/netlink_message.hpp"

namespace leasehold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr unsigned lower_up = 1U << 16U;

netlink_message make_link(int type, unsigned flags, const char* name = "v0",
                          unsigned char family = AF_UNSPEC) {
  ifinfomsg header{};
  header.ifi_family = family;
  header.ifi_index = 7;
  header.ifi_flags = flags;
  netlink_message message{type, 0, header};
  if (name != nullptr)
    message.put_text(IFLA_IFNAME, name);
  return message;
}

netlink_message make_address(int type, const char* text,
                             std::uint32_t flags = 0,
                             const char* far_end = nullptr) {
  const auto address = *parse_ip_address(text);
  const bool is_v4 = address.is == ip_address::family::v4;
  ifaddrmsg header{};
  header.ifa_family = is_v4 ? AF_INET : AF_INET6;
  header.ifa_index = 7;
  header.ifa_flags = static_cast<unsigned char>(flags);
  netlink_message message{type, 0, header};
  const std::size_t size = is_v4 ? 4 : 16;
  message.put_bytes(far_end == nullptr ? IFA_ADDRESS : IFA_LOCAL,
                    address.bytes.data(), size);
  if (far_end != nullptr)
    message.put_bytes(IFA_ADDRESS, parse_ip_address(far_end)->bytes.data(),
                      size);
  message.put(IFA_FLAGS, flags);
  return message;
}

class LinkTable : public testing::Test {
protected:
  link_table links;

  void tell(const netlink_message& message) {
    if (const auto x = parse_link_message(message.header()))
      links.apply(*x);
  }
  bool says_something(const netlink_message& message) {
    return parse_link_message(message.header()).has_value();
  }
  link_state v0() const {
    return links.find("v0");
  }
};

TEST_F(LinkTable, KnowsAnInterfaceThatWorks) {
  EXPECT_FALSE(v0().is_there);
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  EXPECT_TRUE(v0().works());
}

TEST_F(LinkTable, SeesTheCarrierGo) {
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  tell(make_link(RTM_NEWLINK, IFF_UP));
  EXPECT_TRUE(v0().is_up);
  EXPECT_FALSE(v0().has_carrier);
  EXPECT_FALSE(v0().works());
}

TEST_F(LinkTable, SeesAnInterfaceSwitchedOff) {
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  tell(make_link(RTM_NEWLINK, 0));
  EXPECT_TRUE(v0().is_there);
  EXPECT_FALSE(v0().is_up);
}

TEST_F(LinkTable, ForgetsWhatIsGone) {
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  tell(make_address(RTM_NEWADDR, "192.0.2.1"));
  tell(make_link(RTM_DELLINK, 0));
  EXPECT_EQ(v0(), link_state{});
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  EXPECT_THAT(v0().addresses, IsEmpty());
}

TEST_F(LinkTable, TakesLeavingABridgeForNoLoss) {
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  EXPECT_FALSE(says_something(make_link(RTM_DELLINK, 0, "v0", AF_BRIDGE)));
  EXPECT_TRUE(v0().works());
}

TEST_F(LinkTable, FollowsAnotherName) {
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  tell(make_address(RTM_NEWADDR, "192.0.2.1"));
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up, "v9"));
  EXPECT_FALSE(v0().is_there);
  EXPECT_TRUE(links.find("v9").works());
  EXPECT_THAT(links.find("v9").addresses,
              ElementsAre(*parse_ip_address("192.0.2.1")));
}

TEST_F(LinkTable, KnowsAddressesOfBothFamilies) {
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  tell(make_address(RTM_NEWADDR, "192.0.2.1"));
  tell(make_address(RTM_NEWADDR, "2001:db8::1"));
  EXPECT_THAT(v0().addresses,
              ElementsAre(*parse_ip_address("192.0.2.1"),
                          *parse_ip_address("2001:db8::1")));
  tell(make_address(RTM_DELADDR, "192.0.2.1"));
  EXPECT_THAT(v0().addresses, ElementsAre(*parse_ip_address("2001:db8::1")));
}

TEST_F(LinkTable, TakesItsOwnEndOfACableBetweenTwo) {
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  tell(make_address(RTM_NEWADDR, "192.0.2.1", 0, "192.0.2.9"));
  EXPECT_THAT(v0().addresses, ElementsAre(*parse_ip_address("192.0.2.1")));
}

TEST_F(LinkTable, CountsNoAddressThatMayBeSomebodyElses) {
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  tell(make_address(RTM_NEWADDR, "2001:db8::1", IFA_F_TENTATIVE));
  EXPECT_THAT(v0().addresses, IsEmpty());
  tell(make_address(RTM_NEWADDR, "2001:db8::1", IFA_F_PERMANENT));
  EXPECT_THAT(v0().addresses, ElementsAre(*parse_ip_address("2001:db8::1")));
  tell(make_address(RTM_NEWADDR, "2001:db8::1", IFA_F_DADFAILED));
  EXPECT_THAT(v0().addresses, IsEmpty());
  tell(make_address(RTM_NEWADDR, "2001:db8::1",
                    IFA_F_TENTATIVE | IFA_F_OPTIMISTIC));
  EXPECT_THAT(v0().addresses, ElementsAre(*parse_ip_address("2001:db8::1")));
}

TEST_F(LinkTable, IgnoresAddressesOfInterfacesThatItDoesNotKnow) {
  tell(make_address(RTM_NEWADDR, "192.0.2.1"));
  tell(make_address(RTM_DELADDR, "192.0.2.1"));
  tell(make_link(RTM_DELLINK, 0));
  EXPECT_THAT(links.links(), IsEmpty());
}

TEST_F(LinkTable, MakesNothingOfMessagesThatSayNothing) {
  EXPECT_FALSE(says_something(make_link(RTM_NEWLINK, IFF_UP, nullptr)));
  EXPECT_FALSE(says_something(make_link(RTM_NEWNEIGH, IFF_UP)));
  auto cut = make_link(RTM_NEWLINK, IFF_UP);
  cut.header().nlmsg_len = NLMSG_LENGTH(4);
  EXPECT_FALSE(says_something(cut));
  auto cut_address = make_address(RTM_NEWADDR, "192.0.2.1");
  cut_address.header().nlmsg_len = NLMSG_LENGTH(4);
  EXPECT_FALSE(says_something(cut_address));
  ifaddrmsg short_one{};
  short_one.ifa_family = AF_INET;
  netlink_message too_short{RTM_NEWADDR, 0, short_one};
  too_short.put(IFA_ADDRESS, std::uint16_t{1});
  EXPECT_FALSE(says_something(too_short));
}

TEST_F(LinkTable, TellsWhatIsOtherThanBefore) {
  using told = std::vector<std::pair<std::string, link_state>>;
  const auto differences = [](const link_table& before,
                              const link_table& after) {
    told all;
    tell_differences(before, after,
                     [&all](const std::string& name, const link_state& now) {
                       all.emplace_back(name, now);
                     });
    return all;
  };
  const link_table none;
  tell(make_link(RTM_NEWLINK, IFF_UP | lower_up));
  const auto first = links;
  EXPECT_THAT(differences(none, first), ElementsAre(Pair("v0", v0())));
  EXPECT_THAT(differences(first, first), IsEmpty());
  tell(make_link(RTM_NEWLINK, IFF_UP));
  EXPECT_THAT(differences(first, links), ElementsAre(Pair("v0", v0())));
  EXPECT_THAT(differences(first, none), ElementsAre(Pair("v0", link_state{})));
}

} // namespace
} // namespace leasehold
