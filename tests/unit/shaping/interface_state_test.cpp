// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/interface_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leasehold {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr shaping_time t0{};

packet_match packets_to(std::uint16_t port) {
  return {*parse_ip_address("192.0.2.1"), *parse_ip_address("192.0.2.2"), 17,
          port};
}

class_state make_class(class_number number, std::int64_t rate) {
  return {number, classes::all, rate, rate};
}

map_element make_element(std::uint64_t id, class_number number,
                         std::uint16_t port = 1) {
  return {packets_to(port), id, 1, classes::handle(number), seconds{10}};
}

TEST(InterfaceState, PutsClassesAndElementsTogether) {
  auto late = make_element(7, 0x101, 2);
  late.lasts = seconds{9};
  const auto state =
      put_together({make_class(0x100, 800), make_class(0x101, 1600)},
                   {make_element(9, 0x100), make_element(7, 0x101), late}, t0);
  ASSERT_THAT(state.channels, SizeIs(2));
  const auto& x = state.channels[0];
  EXPECT_EQ(x.terms.id, 7U);
  EXPECT_EQ(x.terms.rate, 1600);
  EXPECT_THAT(x.terms.packets, ElementsAre(packets_to(1), packets_to(2)));
  EXPECT_EQ(x.terms.lasts, seconds{9});
  EXPECT_EQ(x.number, 0x101);
  EXPECT_EQ(x.ends, t0 + seconds{9});
  EXPECT_EQ(state.channels[1].terms.id, 9U);
  EXPECT_THAT(state.lost_elements, IsEmpty());
  EXPECT_THAT(state.unused_classes, IsEmpty());
}

TEST(InterfaceState, LeavesOutTheClassesThatAreNoChannels) {
  const auto state =
      put_together({make_class(classes::all, 8), make_class(classes::rest, 8),
                    make_class(classes::control, 8), make_class(0xff, 8)},
                   {}, t0);
  EXPECT_THAT(state.unused_classes, IsEmpty());
}

TEST(InterfaceState, FindsClassesThatNoPacketReaches) {
  const auto state = put_together({make_class(0x100, 8), make_class(0x101, 8)},
                                  {make_element(1, 0x101)}, t0);
  EXPECT_THAT(state.unused_classes, ElementsAre(0x100));
}

TEST(InterfaceState, FindsElementsWhoseClassIsNotThere) {
  auto of_another_qdisc = make_element(2, 0x100, 2);
  of_another_qdisc.value = 0x10100;
  auto class_elsewhere = make_class(0x102, 8);
  class_elsewhere.parent = 0;
  const auto state = put_together(
      {make_class(0x100, 8), class_elsewhere},
      {make_element(1, 0x101), of_another_qdisc, make_element(3, 0x102, 3)},
      t0);
  EXPECT_THAT(state.channels, IsEmpty());
  EXPECT_THAT(state.lost_elements, SizeIs(3));
  EXPECT_THAT(state.unused_classes, ElementsAre(0x100));
}

TEST(InterfaceState, GivesAClassToOneChannel) {
  const auto state =
      put_together({make_class(0x100, 8)},
                   {make_element(1, 0x100, 1), make_element(2, 0x100, 2)}, t0);
  ASSERT_THAT(state.channels, SizeIs(1));
  EXPECT_EQ(state.channels[0].terms.id, 1U);
  EXPECT_THAT(state.lost_elements, SizeIs(1));
}

TEST(InterfaceState, GivesAChannelOneClassAndOneVersion) {
  auto older = make_element(1, 0x100, 2);
  older.version = 0;
  const auto state = put_together(
      {make_class(0x100, 8), make_class(0x101, 8)},
      {make_element(1, 0x100), older, make_element(1, 0x101, 3)}, t0);
  ASSERT_THAT(state.channels, SizeIs(1));
  EXPECT_THAT(state.channels[0].terms.packets, ElementsAre(packets_to(1)));
  EXPECT_THAT(state.lost_elements, SizeIs(2));
  EXPECT_THAT(state.unused_classes, ElementsAre(0x101));
}

} // namespace
} // namespace leasehold
