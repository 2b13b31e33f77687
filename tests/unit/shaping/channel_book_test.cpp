// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/channel_book.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leasehold {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr shaping_time t0{};
constexpr class_number first = classes::first_channel;

packet_match packets_to(std::uint16_t port) {
  return {*parse_ip_address("192.0.2.1"), *parse_ip_address("192.0.2.2"), 17,
          port};
}

channel make_channel(std::uint64_t id, std::int64_t rate) {
  const auto port = static_cast<std::uint16_t>(5000 + id);
  return {id, 1, rate, {packets_to(port)}, seconds{10}};
}

std::string why(const status& x) {
  return x ? "valid" : x.error().message;
}

TEST(ChannelBook, AddsRatesUp) {
  channel_book book{100};
  book.set(make_channel(1, 60), first, t0);
  EXPECT_TRUE(book.check(make_channel(2, 40)));
  const auto refused = book.check(make_channel(2, 41));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::above_capacity);
  EXPECT_THAT(refused.error().message,
              HasSubstr("more than the 40 that are "
                        "left of 100"));
}

TEST(ChannelBook, CountsAChannelThatChangesOnce) {
  channel_book book{100};
  book.set(make_channel(1, 60), first, t0);
  EXPECT_TRUE(book.check(make_channel(1, 100)));
  EXPECT_FALSE(book.check(make_channel(1, 101)));
  book.set(make_channel(1, 70), first, t0);
  EXPECT_TRUE(book.check(make_channel(2, 30)));
  EXPECT_FALSE(book.check(make_channel(2, 31)));
}

TEST(ChannelBook, LetsAChannelStayThatIsMoreThanThereIsNow) {
  channel_book book{100};
  book.set(make_channel(1, 160), first, t0);
  EXPECT_TRUE(book.check(make_channel(1, 160)));
  EXPECT_TRUE(book.check(make_channel(1, 120)));
  EXPECT_FALSE(book.check(make_channel(1, 161)));
  EXPECT_FALSE(book.check(make_channel(2, 1)));
}

TEST(ChannelBook, RefusesPacketsOfAnotherChannel) {
  channel_book book{100};
  book.set(make_channel(1, 10), first, t0);
  auto wanted = make_channel(2, 10);
  wanted.packets.push_back(packets_to(5001));
  const auto refused = book.check(wanted);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::conflict);
  EXPECT_EQ(
      refused.error().message,
      "channel 2: packets from 192.0.2.1 to 192.0.2.2 of protocol 17 with "
      "port 5001 at the receiver belong to channel 1 already; end that "
      "one first");
  book.erase(1);
  EXPECT_TRUE(book.check(wanted));
}

TEST(ChannelBook, TellsPortsOfBothEndsApart) {
  channel_book book{100};
  book.set(make_channel(1, 10), first, t0);
  auto wanted = make_channel(2, 10);
  wanted.packets = {packets_to(5001)};
  wanted.packets[0].port_of = packet_match::end::sender;
  EXPECT_TRUE(book.check(wanted));
}

TEST(ChannelBook, LeavesTheClassOfAnEndedChannelToBeRemoved) {
  channel_book book{100};
  book.set(make_channel(1, 10), first, t0 + seconds{1});
  book.set(make_channel(2, 10), first + 1, t0 + seconds{2});
  book.expire(t0 + milliseconds{999});
  EXPECT_THAT(book.garbage(), IsEmpty());
  book.expire(t0 + seconds{1});
  EXPECT_THAT(book.garbage(), ElementsAre(first));
  EXPECT_EQ(book.find(1), nullptr);
  EXPECT_NE(book.find(2), nullptr);
  EXPECT_EQ(book.free_number(), first + 2);
  book.forget_garbage(first);
  EXPECT_EQ(book.free_number(), first);
}

TEST(ChannelBook, LeavesTheClassThatAChannelMovedFrom) {
  channel_book book{100};
  book.set(make_channel(1, 10), first, t0);
  book.set(make_channel(1, 20), first, t0);
  EXPECT_THAT(book.garbage(), IsEmpty());
  book.set(make_channel(1, 30), first + 1, t0);
  EXPECT_THAT(book.garbage(), ElementsAre(first));
  EXPECT_EQ(book.find(1)->number, first + 1);
}

TEST(ChannelBook, NeverGivesTheNumberOfTheQdisc) {
  channel_book book{1'000'000};
  for (class_number x = first; x < classes::major; ++x)
    book.add_garbage(x);
  EXPECT_EQ(book.free_number(), classes::major + 1);
}

TEST(ChannelBook, RefusesMoreChannelsThanThereAreClasses) {
  channel_book book{1'000'000};
  for (int x = first; x <= classes::last_channel - 2; ++x)
    book.add_garbage(static_cast<class_number>(x));
  const auto refused = book.check(make_channel(1, 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::too_much);
  book.forget_garbage(first);
  EXPECT_TRUE(book.check(make_channel(1, 1)));
}

TEST(ChannelBook, KnowsNothingWhenCleared) {
  channel_book book{100};
  book.set(make_channel(1, 100), first, t0);
  book.add_garbage(first + 1);
  book.clear();
  EXPECT_EQ(book.find(1), nullptr);
  EXPECT_THAT(book.garbage(), IsEmpty());
  EXPECT_TRUE(book.check(make_channel(2, 100)));
}

TEST(ChannelRules, AcceptsWhatIsWellFormed) {
  auto x = make_channel(1, channel_rate_min);
  x.lasts = channel_lasts_max;
  EXPECT_EQ(why(validate(x)), "valid");
  x.rate = channel_rate_max;
  x.packets = {packets_to(0)};
  x.packets[0].protocol = 0;
  EXPECT_EQ(why(validate(x)), "valid");
}

TEST(ChannelRules, RefusesRatesThatNoClassHas) {
  for (const std::int64_t rate : {std::int64_t{-1}, std::int64_t{0},
                                  channel_rate_min - 1, channel_rate_max + 1})
    EXPECT_THAT(why(validate(make_channel(7, rate))),
                HasSubstr("channel 7: its rate is"));
}

TEST(ChannelRules, RefusesTimesThatAreNoneOrTooLong) {
  auto x = make_channel(1, 100);
  for (const duration lasts :
       {duration{0}, duration{-1}, channel_lasts_max + milliseconds{1}}) {
    x.lasts = lasts;
    EXPECT_THAT(why(validate(x)), HasSubstr("it must be 1 to 86400000"));
  }
}

TEST(ChannelRules, RefusesNoPacketsAndTooManyKinds) {
  auto x = make_channel(1, 100);
  x.packets.clear();
  EXPECT_THAT(why(validate(x)), HasSubstr("0 kinds of packets"));
  for (std::size_t i = 0; i <= channel_packets_max; ++i)
    x.packets.push_back(packets_to(static_cast<std::uint16_t>(1 + i)));
  EXPECT_THAT(why(validate(x)), HasSubstr("65 kinds of packets"));
}

TEST(ChannelRules, RefusesEndsOfTwoFamilies) {
  auto x = make_channel(1, 100);
  x.packets[0].to = *parse_ip_address("2001:db8::7");
  EXPECT_THAT(why(validate(x)), HasSubstr("are of two families"));
}

TEST(ChannelRules, RefusesPortsOfProtocolsWithoutPorts) {
  auto x = make_channel(1, 100);
  for (const int protocol : {0, 1, 47, 58}) {
    x.packets[0].protocol = static_cast<std::uint8_t>(protocol);
    EXPECT_THAT(why(validate(x)), HasSubstr("that protocol has no ports"));
  }
}

TEST(ChannelRules, RefusesTheSamePacketsTwice) {
  auto x = make_channel(1, 100);
  x.packets.push_back(x.packets[0]);
  EXPECT_THAT(why(validate(x)), HasSubstr("are named twice"));
  x.packets[1].port_of = packet_match::end::sender;
  EXPECT_EQ(why(validate(x)), "valid");
  // Whose port it would be does not matter where there is none.
  x.packets[0].port = x.packets[1].port = 0;
  EXPECT_THAT(why(validate(x)), HasSubstr("are named twice"));
}

} // namespace
} // namespace leasehold
